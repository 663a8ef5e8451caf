import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue, UnenforcedRule } from '../../schema/private/json-schema';
import { meaningOfFormat } from '../../schema/private/json-schema-formats';
import { isDescriptive, isObject, statedTypes } from '../../schema/private/json-schema-keywords';
import { escapeText } from '../../shared/regex/escape-text';
import { DocumentReader, Located } from './document-reader';
import { integerRangePattern } from './integer-pattern';

/** What the text of a parameter must look like. */
export interface ValueText {
  /** For the whole value. */
  readonly pattern?: string;
  readonly allowedValues?: string[];
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Keywords that `ValueReader` reads, or that say nothing of text. */
const READ = new Set([
  'allOf', 'anyOf', 'const', 'enum', 'exclusiveMaximum', 'exclusiveMinimum', 'format', 'items', 'maximum', 'maxItems', 'maxLength', 'minimum',
  'minItems', 'minLength', 'multipleOf', 'nullable', 'oneOf', 'pattern', 'readOnly', 'type', 'uniqueItems',
]);

/** Digits of the largest whole number of 64 bits. */
const MOST_DIGITS = 19;
const NUMBER = '-?[0-9]{1,20}(?:\\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?';
const MAXIMUM_DEPTH = 8;
/** A regular expression of the web ACL has 200 characters: these say the shape of a date, and leave its calendar to the backend. */
const SHORT_DATE = '[0-9]{4}-[01][0-9]-[0-3][0-9]';
const SHORT_FORMATS: ReadonlyMap<string, string> = new Map([
  ['date', SHORT_DATE],
  ['date-time', `${SHORT_DATE}[Tt][0-2][0-9]:[0-5][0-9]:[0-6][0-9][Zz0-9.:+\\-]{1,20}`],
]);

/** Turns the schema of a parameter into what its text must look like, and lists what text can't say. */
export class ValueReader {
  public readonly unenforced: UnenforcedRule[] = [];
  /** Those of them that leave a query parameter without a name that a route could declare. */
  public readonly nameless: UnenforcedRule[] = [];

  public constructor(private readonly reader: DocumentReader) {
  }

  /** The text of one value that is no list and no object. */
  public scalar(value: JsonValue | undefined, pointer: string, depth = 0): ValueText {
    const located = this.reader.object(value, pointer);
    if (!located || depth > MAXIMUM_DEPTH) {
      return {};
    }
    const schema = located.value;
    for (const keyword of Object.keys(schema)) {
      if (!READ.has(keyword) && !isDescriptive(keyword) && !statedTypes(schema).includes('object')) {
        this.lose(located, keyword);
      }
    }
    const combined = this.combined(located, depth);
    const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
    if (values) {
      return listed(values);
    }
    const types = statedTypes(schema).filter((type) => type !== 'null');
    const forms = types.length <= 1 ? this.ofType(located, types[0]) : this.eitherOf(types.map((type) => this.ofType(located, type)));
    return combined && types.length === 0 ? combined : { ...combined, ...forms };
  }

  /** The text of a list whose values stand in one, with something between them. */
  public list(located: Located, separator: string, inPath = false): ValueText {
    const { items, minItems, maxItems } = located.value;
    const item = this.scalar(items, pointerTo(located.pointer, 'items'));
    if (located.value.uniqueItems === true) {
      this.lose(located, 'uniqueItems');
    }
    if (textPattern(item) === undefined && minItems === undefined && maxItems === undefined && !inPath) {
      // Any text is a list of texts. A path's part that nobody describes has unreserved characters only, and no commas.
      return {};
    }
    const single = textPattern(item) ?? `${inPath ? '[A-Za-z0-9._~-]' : `[^${separator}]`}{${item.minLength ?? 1},${Math.min(item.maxLength ?? 256, 256)}}`;
    if ([textPattern(item), minItems, maxItems, item.minLength, item.maxLength].every((bound) => bound === undefined)) {
      // Counters of our own would make an automaton of thousands of states.
      return { pattern: '[A-Za-z0-9._~-]+(?:,[A-Za-z0-9._~-]+)*' };
    }
    const most = typeof maxItems === 'number' ? maxItems : 100;
    const fewest = typeof minItems === 'number' ? minItems : 1;
    return {
      pattern: `(?:${single})(?:${escapeText(separator)}(?:${single})){${Math.max(0, fewest - 1)},${Math.max(0, most - 1)}}`,
      maxLength: Math.min(8192, most * ((item.maxLength ?? longest(item) ?? 64) + 1)),
    };
  }

  private lose(located: Located, keyword: string, group = `parameter ${keyword}`): void {
    this.unenforced.push({ pointer: pointerTo(located.pointer, keyword), keyword: group });
  }

  private combined(located: Located, depth: number): ValueText | undefined {
    const { value: schema } = located;
    for (const keyword of ['oneOf', 'anyOf']) {
      const parts = schema[keyword];
      if (Array.isArray(parts) && parts.length > 0) {
        const filtered = parts.map((part, index) => [part, index] as const).filter(([part]) => !(isObject(part) && part.type === 'null'));
        if (filtered.some(([part]) => !this.isScalar(part))) {
          this.lose(located, keyword);
          return undefined;
        }
        return this.eitherOf(filtered.map(([part, index]) => this.scalar(part, pointerTo(pointerTo(located.pointer, keyword), index), depth + 1)));
      }
    }
    if (Array.isArray(schema.allOf)) {
      if (schema.allOf.length === 1) {
        return this.scalar(schema.allOf[0], pointerTo(pointerTo(located.pointer, 'allOf'), 0), depth + 1);
      }
      this.lose(located, 'allOf');
    }
    return undefined;
  }

  private isScalar(value: JsonValue): boolean {
    const schema = this.reader.object(value, '#')?.value;
    return schema !== undefined && !statedTypes(schema).some((type) => type === 'object' || type === 'array');
  }

  private eitherOf(forms: ValueText[]): ValueText {
    if (forms.every((form) => form.allowedValues)) {
      return { allowedValues: [...new Set(forms.flatMap((form) => form.allowedValues ?? []))] };
    }
    const patterns = forms.map(textPattern);
    const lengths = forms.map((form) => form.maxLength ?? longest(form));
    const maxLength = lengths.every((length) => length !== undefined) ? Math.max(...lengths) : undefined;
    // A form that takes any text makes the others say nothing.
    return patterns.every((pattern) => pattern !== undefined)
      ? { pattern: [...new Set(patterns)].map((pattern) => `(?:${pattern})`).join('|'), ...(maxLength !== undefined && { maxLength }) }
      : { ...(maxLength !== undefined && { maxLength }) };
  }

  private ofType(located: Located, type: string | undefined): ValueText {
    switch (type) {
      case 'boolean': return { allowedValues: ['true', 'false'] };
      case 'integer': return this.integer(located);
      case 'number': return this.number(located);
      case 'string':
      case undefined: return this.text(located);
      default:
        this.lose(located, 'type', `parameter type: ${type}`);
        return {};
    }
  }

  private integer(located: Located): ValueText {
    const { value: schema } = located;
    if (schema.multipleOf !== undefined && schema.multipleOf !== 1) {
      this.lose(located, 'multipleOf');
    }
    const format = typeof schema.format === 'string' ? meaningOfFormat(schema.format, ['integer']) : undefined;
    if (format?.kind === 'unenforced') {
      this.lose(located, 'format', `format: ${String(schema.format)}`);
    }
    const bounds = format?.kind === 'bounds' ? format : undefined;
    const stated = { low: lowest(schema), high: highest(schema) };
    const low = Math.max(stated.low ?? -Infinity, bounds?.minimum ?? -Infinity);
    const high = Math.min(stated.high ?? Infinity, bounds?.maximum ?? Infinity);
    const exact = integerRangePattern(Number.isFinite(low) ? low : -(10 ** 15) + 1, Number.isFinite(high) ? high : 10 ** 15 - 1);
    const plain = low >= 0 ? `[0-9]{1,${MOST_DIGITS}}` : `-?[0-9]{1,${MOST_DIGITS}}`;
    // Bounds of 32 or 64 bits alone are held to by the number of digits: a rule that counts to 2147483647 costs ten times as much.
    const counted = (stated.low !== undefined && stated.low > 0) || stated.high !== undefined;
    return {
      pattern: counted ? exact ?? plain : plain.replace(String(MOST_DIGITS), digitsOf(high)),
      maxLength: MOST_DIGITS + 1,
    };
  }

  private number(located: Located): ValueText {
    const { value: schema } = located;
    for (const keyword of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']) {
      if (typeof schema[keyword] === 'number' && !(keyword === 'minimum' && schema[keyword] === 0)) {
        this.lose(located, keyword);
      }
    }
    const format = typeof schema.format === 'string' ? meaningOfFormat(schema.format, ['number']) : undefined;
    if (format?.kind === 'unenforced') {
      this.lose(located, 'format', `format: ${String(schema.format)}`);
    }
    return { pattern: schema.minimum === 0 ? NUMBER.replace('-?', '') : NUMBER, maxLength: 48 };
  }

  private text(located: Located): ValueText {
    const { value: schema } = located;
    const lengths = {
      ...(typeof schema.minLength === 'number' && { minLength: schema.minLength }),
      ...(typeof schema.maxLength === 'number' && { maxLength: Math.min(schema.maxLength, 8192) }),
    };
    const format = typeof schema.format === 'string' ? meaningOfFormat(schema.format, ['string']) : undefined;
    if (format?.kind === 'unenforced' || (format?.kind === 'pattern' && typeof schema.pattern === 'string')) {
      this.lose(located, 'format', `format: ${String(schema.format)}`);
    }
    if (typeof schema.pattern === 'string') {
      return { pattern: wholeValuePattern(schema.pattern), ...lengths };
    }
    const pattern = SHORT_FORMATS.get(String(schema.format)) ?? (format?.kind === 'pattern' ? format.pattern : undefined);
    return { ...(pattern !== undefined && { pattern }), ...lengths };
  }
}

/**
 * A pattern of JSON schema may match anywhere in the value; that of a parameter is for the whole value.
 */
export function wholeValuePattern(pattern: string): string {
  const alternatives = topLevelAlternatives(pattern);
  if (alternatives.length > 1) {
    return alternatives.map((alternative) => wholeValuePattern(alternative)).join('|');
  }
  const starts = pattern.startsWith('^');
  const ends = /(?<!\\)(?:\\\\)*\$$/.test(pattern);
  const inner = pattern.slice(starts ? 1 : 0, ends ? -1 : undefined);
  return `${starts ? '' : '.*'}${inner}${ends ? '' : '.*'}`.replace(/^(?:\.\*){2}/, '.*').replace(/(?<!\\)(?:\.\*){2}$/, '.*');
}

/** A pattern that takes the same text, where there is one. */
export function textPattern(text: ValueText): string | undefined {
  if (text.allowedValues) {
    return text.allowedValues.map(escapeText).join('|');
  }
  return text.pattern;
}

function topLevelAlternatives(pattern: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let inClass = false;
  let start = 0;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') {
      index++;
    } else if (inClass) {
      inClass = character !== ']';
    } else if (character === '[') {
      inClass = true;
    } else if (character === '(') {
      depth++;
    } else if (character === ')') {
      depth--;
    } else if (character === '|' && depth === 0) {
      parts.push(pattern.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, pattern.slice(start)];
}

function listed(values: JsonValue[]): ValueText {
  const texts = [...new Set(values.filter((value) => value !== null && typeof value !== 'object').map(String))];
  if (texts.includes('')) {
    return { pattern: `(?:${texts.filter((text) => text !== '').map(escapeText).join('|')})?` };
  }
  return texts.length > 0 ? { allowedValues: texts } : {};
}

function longest(text: ValueText): number | undefined {
  return text.allowedValues ? Math.max(...text.allowedValues.map((value) => value.length)) : undefined;
}

function digitsOf(bound: number): string {
  return String(Number.isFinite(bound) && bound < 10 ** 15 ? String(bound).length : MOST_DIGITS);
}

function lowest(schema: JsonObject): number | undefined {
  const { minimum, exclusiveMinimum } = schema;
  const bounds = [
    ...(typeof minimum === 'number' ? [exclusiveMinimum === true ? Math.floor(minimum) + 1 : Math.ceil(minimum)] : []),
    ...(typeof exclusiveMinimum === 'number' ? [Math.floor(exclusiveMinimum) + 1] : []),
  ];
  return bounds.length > 0 ? Math.max(...bounds) : undefined;
}

function highest(schema: JsonObject): number | undefined {
  const { maximum, exclusiveMaximum } = schema;
  const bounds = [
    ...(typeof maximum === 'number' ? [exclusiveMaximum === true ? Math.ceil(maximum) - 1 : Math.floor(maximum)] : []),
    ...(typeof exclusiveMaximum === 'number' ? [Math.ceil(exclusiveMaximum) - 1] : []),
  ];
  return bounds.length > 0 ? Math.min(...bounds) : undefined;
}
