/**
 * CloudWatch's embedded metric format: metrics without a call to a service, as members of a line of the log.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  Namespace: string, Dimensions: string[][], units: { readonly [metric: string]: string }, members: object,
): { [name: string]: unknown } {
  const Metrics = Object.entries(units).map(([Name, Unit]) => ({ Name, Unit }));
  return { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace, Dimensions, Metrics }] }, ...members };
}

/** A line of its own, past the console, which Lambda would put words in front of. */
export function writeMetrics(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
