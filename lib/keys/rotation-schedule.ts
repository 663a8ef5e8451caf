import { Duration } from 'aws-cdk-lib';
import { checkType, checkTypes, DURATION, optional, TEXT } from '../shared/check-types';
import { shown } from '../shared/literals';
import { isRotationExpression, ROTATION_EXPRESSION_RULE } from './private/rotation-expression';

/** When keys are replaced, in UTC. What is not set means every day or every month; the minute is always 0. */
export interface RotationCronOptions {
  /**
   * Hour from 0 to 23 at which the rotation window opens, or a start and an increment of 4, 6, 8 or 12 hours such as `0/6`.
   *
   * @default '0'
   */
  readonly hour?: string;
  /**
   * Day of the month, such as `1`, `1/7` or `L` (the last).
   *
   * @default - every day; with `weekDay` that decides
   */
  readonly day?: string;
  /**
   * Month, such as `1`, `JAN` or `JAN-JUN`.
   *
   * @default - every month
   */
  readonly month?: string;
  /**
   * Day of the week, such as `SUN`, `MON-FRI` or `SUN#1` (the first Sunday).
   *
   * @default - every day; with `day` that decides
   */
  readonly weekDay?: string;
}

/**
 * How often the consumers' API keys are replaced, as Secrets Manager takes it: at most every four hours.
 *
 * A key works until the rotation after the next one, so the schedule is also how long callers may take to pick up the new key.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export class RotationSchedule {
  /**
   * At a fixed interval: 4 to 23 hours, or 1 to 999 days.
   *
   * @throws where Secrets Manager would refuse the interval
   */
  public static rate(interval: Duration): RotationSchedule {
    checkType('interval', interval, DURATION);
    const hours = interval.isUnresolved() ? NaN : interval.toHours({ integral: false });
    if (hours >= 4 && Number.isInteger(hours) && (hours < 24 || hours % 24 === 0)) {
      const days = hours / 24;
      const expression = hours < 24 ? `rate(${hours} hours)` : `rate(${days} ${days === 1 ? 'day' : 'days'})`;
      if (isRotationExpression(expression)) {
        return new RotationSchedule(expression);
      }
    }
    const got = interval.isUnresolved() ? 'a token' : interval.toHumanString();
    throw new Error(`\`interval\` must be 4 to 23 whole hours or 1 to 999 whole days, got ${got}; right would be Duration.days(1)`);
  }

  /**
   * At given hours and days, in UTC.
   *
   * @throws where Secrets Manager would refuse the schedule
   */
  public static cron(options: RotationCronOptions): RotationSchedule {
    checkTypes('options', options, { hour: optional(TEXT), day: optional(TEXT), month: optional(TEXT), weekDay: optional(TEXT) });
    if (options.day !== undefined && options.weekDay !== undefined) {
      throw new Error(`\`day\` and \`weekDay\` can't be set together, got ${shown(options.day)} and ${shown(options.weekDay)}; right would be one of them`);
    }
    const day = options.day ?? (options.weekDay === undefined ? '*' : '?');
    return RotationSchedule.expression(`cron(0 ${options.hour ?? '0'} ${day} ${options.month ?? '*'} ${options.weekDay ?? '?'} *)`);
  }

  /**
   * A schedule in Secrets Manager's own words, such as `rate(7 days)` or `cron(0 3 ? * SUN *)`.
   *
   * @throws where Secrets Manager would refuse it
   */
  public static expression(expression: string): RotationSchedule {
    checkType('expression', expression, TEXT);
    if (!isRotationExpression(expression)) {
      throw new Error(`the schedule must be ${ROTATION_EXPRESSION_RULE}, got ${shown(expression)}; right would be "rate(1 day)"`);
    }
    return new RotationSchedule(expression);
  }

  /** The schedule in Secrets Manager's words. */
  public readonly expressionString: string;

  private constructor(expressionString: string) {
    this.expressionString = expressionString;
  }
}
