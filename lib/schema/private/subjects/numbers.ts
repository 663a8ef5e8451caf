import { formatOf } from '../json-schema-formats';
import { SchemaFragment, SchemaPlace, speaksOf } from '../schema-place';

const INTEGER_LIMIT = 2 ** 53;

interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
}

/** Bounds, whole-number formats, and `multipleOf`. */
export function translateNumbers(place: SchemaPlace): SchemaFragment {
  const { schema } = place;
  const fragment = new SchemaFragment(place.pointer);
  if (!speaksOf(place, 'integer', 'number')) {
    return fragment;
  }
  let lower = limit(place, 'minimum', 'exclusiveMinimum', 1, fragment);
  let upper = limit(place, 'maximum', 'exclusiveMaximum', -1, fragment);
  const format = formatOf(schema, place.types);
  if (format?.kind === 'bounds') {
    lower = stricter(lower, { value: format.minimum, exclusive: false }, 1);
    upper = stricter(upper, { value: format.maximum, exclusive: false }, -1);
  }
  Object.assign(fragment.own, lower && { minimum: lower.value, ...(lower.exclusive && { exclusiveMinimum: true }) });
  Object.assign(fragment.own, upper && { maximum: upper.value, ...(upper.exclusive && { exclusiveMaximum: true }) });
  if (typeof schema.multipleOf === 'number' && schema.multipleOf > 0) {
    fragment.own.multipleOf = schema.multipleOf;
  } else if (schema.multipleOf !== undefined) {
    fragment.unenforce('multipleOf');
  }
  return fragment;
}

/** Reads a bound with its exclusive form: a boolean in OpenAPI 3.0 and draft 4, a number of its own since draft 6. */
function limit(
  { schema, types }: SchemaPlace, inclusiveKeyword: string, exclusiveKeyword: string, sign: 1 | -1, into: SchemaFragment,
): Limit | undefined {
  const inclusive = schema[inclusiveKeyword];
  const exclusive = schema[exclusiveKeyword];
  let found: Limit | undefined;
  if (typeof inclusive === 'number') {
    found = { value: inclusive, exclusive: exclusive === true };
  } else if (inclusive !== undefined) {
    into.unenforce(inclusiveKeyword);
  }
  if (typeof exclusive === 'number') {
    found = stricter(found, { value: exclusive, exclusive: true }, sign);
  } else if (exclusive !== undefined && typeof exclusive !== 'boolean') {
    into.unenforce(exclusiveKeyword);
  }
  if (found?.exclusive && types.includes('integer') && !types.includes('number') && Math.abs(found.value) < INTEGER_LIMIT) {
    // The next whole number says the same without the keyword that AWS lists as unsupported.
    return { value: sign > 0 ? Math.floor(found.value) + 1 : Math.ceil(found.value) - 1, exclusive: false };
  }
  return found;
}

/** The stricter of two lower (`sign` 1) or upper (-1) bounds. */
function stricter(left: Limit | undefined, right: Limit, sign: 1 | -1): Limit {
  if (!left || (right.value - left.value) * sign > 0) {
    return right;
  }
  return left.value === right.value ? { value: left.value, exclusive: left.exclusive || right.exclusive } : left;
}
