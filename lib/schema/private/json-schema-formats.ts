import { JsonObject } from './json-schema';

/** Bounds of a numeric `format`, inclusive. */
interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** Days of each month, and 29 February only where there is one. */
const DATE = '(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))' +
  '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)';
const FRACTION = '(?:\\.[0-9]{1,24})?';
const TIME = `(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]${FRACTION}(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])`;
/** A leap second ends a day of UTC (RFC 3339, 5.7): elsewhere second 60 is no time. In other offsets it is refused: too few write it. */
const LEAP_SECOND = `23:59:60${FRACTION}(?:[Zz]|[+-]00:00)`;
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';

/** Whole-value patterns, without anchors, that say the same as a `format` of a string. */
const STRING_FORMATS: ReadonlyMap<string, string> = new Map([
  // RFC 4122, section 3: either case on input
  ['uuid', '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'],
  // RFC 3339, section 5.6
  ['date', DATE],
  ['date-time', `${DATE}[Tt](?:${TIME}|${LEAP_SECOND})`],
  // RFC 2673, section 3.2
  ['ipv4', `(?:${OCTET}\\.){3}${OCTET}`],
  // RFC 4648, section 4
  ['byte', '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'],
]);

/**
 * Whole-number formats. Bounds of 64 bits are the nearest double outside the range: a double can't hold 2^63 - 1, and the
 * nearest one below it would refuse `Long.MAX_VALUE`, which clients do send. What this lets through in excess is 193 values a side.
 */
const NUMBER_FORMATS: ReadonlyMap<string, NumberBounds> = new Map([
  ['int8', { minimum: -128, maximum: 127 }],
  ['uint8', { minimum: 0, maximum: 255 }],
  ['int16', { minimum: -32768, maximum: 32767 }],
  ['uint16', { minimum: 0, maximum: 65535 }],
  ['int32', { minimum: -2147483648, maximum: 2147483647 }],
  ['uint32', { minimum: 0, maximum: 4294967295 }],
  ['int64', { minimum: -(2 ** 63), maximum: 2 ** 63 }],
  ['uint64', { minimum: 0, maximum: 2 ** 64 }],
]);

/** Formats that say how a value is stored or shown, and refuse nothing that the type lets through. */
const HINTS: ReadonlySet<string> = new Set(['float', 'double', 'password', 'binary']);

/** Formats of strings: beside a number they mean nothing. */
const ONLY_FOR_STRINGS: ReadonlySet<string> = new Set([
  ...STRING_FORMATS.keys(), 'password', 'binary', 'email', 'idn-email', 'hostname', 'idn-hostname', 'ipv6', 'uri', 'uri-reference', 'iri',
  'iri-reference', 'uri-template', 'json-pointer', 'relative-json-pointer', 'regex', 'time', 'duration',
]);

/** What a `format` becomes. */
export type FormatMeaning =
  | { readonly kind: 'pattern'; readonly pattern: string; readonly bounded: boolean }
  | { readonly kind: 'bounds'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unenforced' };

/**
 * Finds what says the same as a `format` in JSON schema of draft 4, of which API Gateway promises no format.
 *
 * @param types types of the schema's values; empty where it states none
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function meaningOfFormat(format: string, types: readonly string[]): FormatMeaning {
  const strings = types.length === 0 || types.includes('string');
  const numbers = types.length === 0 || types.includes('integer') || types.includes('number');
  const bounds = NUMBER_FORMATS.get(format);
  if (bounds && numbers) {
    return { kind: 'bounds', ...bounds };
  }
  if (HINTS.has(format) || (ONLY_FOR_STRINGS.has(format) && !strings)) {
    return { kind: 'nothing' };
  }
  const pattern = STRING_FORMATS.get(format);
  if (pattern !== undefined) {
    return { kind: 'pattern', pattern, bounded: format !== 'byte' };
  }
  return { kind: 'unenforced' };
}

/** What the `format` of a schema becomes; undefined where it has none, or one that is no text. */
export function formatOf({ format }: JsonObject, types: readonly string[]): FormatMeaning | undefined {
  return typeof format === 'string' ? meaningOfFormat(format, types) : undefined;
}
