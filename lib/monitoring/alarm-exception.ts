import { MonitoringAlarm } from './monitoring-alarm';

/** An alarm that an API does without. */
export interface AlarmException {
  /** Which one. */
  readonly alarm: MonitoringAlarm;

  /** Who sees it otherwise, or why nobody needs to: a sentence, shown in the posture report. */
  readonly reason: string;
}
