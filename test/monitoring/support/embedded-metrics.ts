import Ajv from 'ajv';
import emfSchema from './emf-schema.json';

/** What an embedded metric has beside its schema. */
export interface EmbeddedMetric {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

const validate = new Ajv({ strict: false }).compile(withoutIds(emfSchema) as object);

/**
 * What is wrong with a line as an embedded metric: by AWS's schema, and by what its page says in words beside it. All members that it names must
 * be there: a dimension's value is a text, a metric's a number or at most 100 of them.
 */
export function problemsOf(line: string): string[] {
  const metric = JSON.parse(line) as EmbeddedMetric;
  if (!validate(metric)) {
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
  return metric._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
    ...Dimensions.flat().filter((name) => typeof metric[name] !== 'string').map((name) => `${name} must be a text`),
    ...Metrics.filter(({ Name }) => !isValue(metric[Name])).map(({ Name }) => `${Name} must be a number, or up to 100 of them`),
  ]);
}

function isValue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 && value.length <= 100 && value.every(isValue) : typeof value === 'number' && Number.isFinite(value);
}

/** The `$id`s of AWS's schema are places in it rather than addresses, which ajv would resolve. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutIds);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== '$id').map(([name, inner]) => [name, withoutIds(inner)]))
    : value;
}
