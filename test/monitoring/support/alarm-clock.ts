/** An alarm as the template has it. */
export interface AlarmResource {
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly Threshold?: number;
  readonly ThresholdMetricId?: string;
  readonly TreatMissingData: string;
  readonly Metrics?: MetricQuery[];
  readonly MetricName?: string;
  readonly Dimensions?: Dimension[];
  readonly Period?: number;
  readonly AlarmDescription: string;
}

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string; readonly Dimensions: Dimension[] }; readonly Period: number };
}

/** Figures of one metric, one for each five minutes since a Monday at midnight; undefined where nothing was measured. */
export type Series = ReadonlyArray<number | undefined>;

export const STEPS_A_DAY = 288;
export const STEPS_A_WEEK = 7 * STEPS_A_DAY;
/** CloudWatch learns from two weeks: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html */
const LEARNED_WEEKS = 2;
/** Minutes on both sides of the same time of the week, by which one week's noise is told from another's. */
const NEIGHBOURS = 6;

/** Whether the alarm goes off at any step from `from` on. */
export function goesOff(alarm: AlarmResource, figures: { readonly [metric: string]: Series }, from: number): boolean {
  const { values, thresholds } = evaluate(alarm, figures);
  const breaches = (value: number | undefined, step: number): boolean => {
    if (value === undefined) {
      return alarm.TreatMissingData === 'breaching';
    }
    const threshold = thresholds(step);
    switch (alarm.ComparisonOperator) {
      case 'GreaterThanThreshold': case 'GreaterThanUpperThreshold': return value > threshold;
      case 'GreaterThanOrEqualToThreshold': return value >= threshold;
      case 'LessThanThreshold': return value < threshold;
      default: throw new Error(`no such comparison here: ${alarm.ComparisonOperator}`);
    }
  };
  let inARow = 0;
  for (let step = from - alarm.EvaluationPeriods + 1; step < values.length; step += 1) {
    inARow = breaches(values[step], step) ? inARow + 1 : 0;
    if (step >= from && inARow >= alarm.EvaluationPeriods) {
      return true;
    }
  }
  return false;
}

function evaluate(alarm: AlarmResource, figures: { readonly [metric: string]: Series }): { values: Series; thresholds: (step: number) => number } {
  if (alarm.Metrics === undefined) {
    return { values: seriesOf(nameOf(alarm.MetricName!, alarm.Dimensions ?? []), alarm.Period!, figures), thresholds: () => alarm.Threshold! };
  }
  const band = alarm.Metrics.find(({ Id }) => Id === alarm.ThresholdMetricId);
  const watched = alarm.Metrics.find(({ Id, Expression }) => Expression !== undefined && Id !== alarm.ThresholdMetricId);
  const inputs = alarm.Metrics.flatMap(({ Id, MetricStat: stat }) =>
    stat ? [[Id, seriesOf(nameOf(stat.Metric.MetricName, stat.Metric.Dimensions), stat.Period, figures)] as const] : []);
  if (watched === undefined) {
    return { values: inputs[0][1], thresholds: () => alarm.Threshold! };
  }
  const tokens = watched.Expression!.match(TOKENS)!;
  const values = inputs[0][1].map((_, step) => calculate(tokens, Object.fromEntries(inputs.map(([id, series]) => [id, series[step]]))));
  if (band === undefined) {
    return { values, thresholds: () => alarm.Threshold! };
  }
  const [, of, deviations] = /^ANOMALY_DETECTION_BAND\((\w+), (\d+)\)$/.exec(band.Expression!)!;
  expect(of).toBe(watched.Id);
  return { values, thresholds: (step) => upperEdge(values, step, Number(deviations)) };
}

/** A metric's name, and what tells it from others of the name: the rule, the reason, or the function. */
function nameOf(metric: string, dimensions: Dimension[]): string {
  const value = dimensions.find(({ Name }) => ['Rule', 'Reason', 'FunctionName'].includes(Name))?.Value;
  const text = typeof value === 'string' ? value : (value as { readonly Ref: string } | undefined)?.Ref.replace(/^Orders|Function[0-9A-F]{8}$/g, '');
  return text === undefined ? metric : `${metric} ${text}`;
}

/** The alarm's period may be longer than five minutes: a sum for each. */
function seriesOf(metric: string, period: number, figures: { readonly [metric: string]: Series }): Series {
  const series = figures[metric];
  if (series === undefined) {
    throw new Error(`the test has no figures of ${metric}`);
  }
  const steps = period / 300;
  return Array.from({ length: Math.floor(series.length / steps) }, (_, index) => {
    const part = series.slice(index * steps, (index + 1) * steps).filter((value) => value !== undefined);
    return part.length === 0 ? undefined : part.reduce((total, value) => total + value, 0);
  });
}

/** What was usual at that time of the week, and how far it strayed. */
function upperEdge(values: Series, step: number, deviations: number): number {
  const learned: number[] = [];
  for (let week = 1; week <= LEARNED_WEEKS; week += 1) {
    const middle = step - week * STEPS_A_WEEK;
    learned.push(...values.slice(Math.max(middle - NEIGHBOURS, 0), Math.max(middle + NEIGHBOURS + 1, 0)).filter((value) => value !== undefined));
  }
  if (learned.length === 0) {
    return Infinity;
  }
  const mean = learned.reduce((total, value) => total + value, 0) / learned.length;
  const deviation = Math.sqrt(learned.reduce((total, value) => total + (value - mean) ** 2, 0) / learned.length);
  return mean + deviations * deviation;
}

const TOKENS = /[A-Za-z]\w*|\d+(?:\.\d+)?|[()[\],>+*/-]/g;

/** The part of CloudWatch's metric math that the alarms use. A figure that is missing makes a result that is missing, but in a sum of
 * a list (docs/aws-assumptions.md). */
function calculate(tokens: string[], figures: { readonly [id: string]: number | undefined }): number | undefined {
  let at = 0;
  const take = (token: string): void => {
    if (tokens[at] !== token) {
      throw new Error(`${token} expected in ${tokens.join(' ')}`);
    }
    at += 1;
  };
  type Value = number | undefined;
  const list = (end: string): Value[] => {
    const values = [conjunction()];
    while (tokens[at] === ',') {
      at += 1;
      values.push(conjunction());
    }
    take(end);
    return values;
  };
  const both = (left: Value, right: Value, combine: (a: number, b: number) => number): Value =>
    left === undefined || right === undefined ? undefined : combine(left, right);
  function conjunction(): Value {
    let left = comparison();
    while (tokens[at] === 'AND') {
      at += 1;
      left = both(left, comparison(), (a, b) => Number(a !== 0 && b !== 0));
    }
    return left;
  }
  function comparison(): Value {
    const left = product();
    if (tokens[at] !== '>') {
      return left;
    }
    at += 1;
    return both(left, product(), (a, b) => Number(a > b));
  }
  function product(): Value {
    let left = operand();
    while (tokens[at] === '*' || tokens[at] === '/') {
      const divide = tokens[at] === '/';
      at += 1;
      left = both(left, operand(), (a, b) => divide ? a / b : a * b);
    }
    return left;
  }
  function operand(): Value {
    const token = tokens[at];
    at += 1;
    if (/^\d/.test(token)) {
      return Number(token);
    }
    if (tokens[at] !== '(') {
      if (!(token in figures)) {
        throw new Error(`no such figure: ${token}`);
      }
      return figures[token];
    }
    take('(');
    if (token === 'SUM') {
      take('[');
      const values = list(']');
      take(')');
      const there = values.filter((value) => value !== undefined);
      return there.length === 0 ? undefined : there.reduce((total, value) => total + value, 0);
    }
    const [first, second, third] = list(')');
    switch (token) {
      case 'IF': return first === undefined ? undefined : first !== 0 ? second : third;
      default: throw new Error(`no such function here: ${token}`);
    }
  }
  const result = conjunction();
  if (at !== tokens.length) {
    throw new Error(`${tokens.slice(at).join(' ')} is too much`);
  }
  return result;
}
