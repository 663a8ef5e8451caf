import { JS, NFA } from 'refa';
import { Json, JsonMap } from '../../local/assembly';
import { mapOf } from '../../local/template-values';

/** A value that breaks one rule of a schema and keeps the others. */
export interface Violation {
  /** Where and which, such as `/items/0/sku maxLength`. */
  readonly rule: string;
  readonly value: Json;
}

const MOST_WORDS = 5_000;
const MOST_DEPTH = 8;

/** Values that fit schemas, and values that break them. */
export class Schemas {
  public constructor(private readonly document: JsonMap) {
  }

  /** A small value that fits. */
  public sample(given: JsonMap, depth = 0): Json {
    const schema = this.resolved(given);
    const choice = [schema.enum, schema.oneOf, schema.anyOf].find((value) => Array.isArray(value)) as Json[] | undefined;
    if (schema.const !== undefined) {
      return schema.const;
    }
    if (choice) {
      return choice === schema.enum ? choice[0] : this.sample(mapOf(choice[0]), depth + 1);
    }
    switch (typeOf(schema)) {
      case 'object': {
        const properties = mapOf(schema.properties);
        const takesAll = depth < MOST_DEPTH && schema.minProperties !== undefined;
        const names = Object.keys(properties).filter((name) => takesAll || list(schema.required).includes(name));
        return Object.fromEntries(names.map((name) => [name, this.sample(mapOf(properties[name]), depth + 1)]));
      }
      case 'array': return Array.from({ length: Number(schema.minItems ?? 1) }, () => this.sample(mapOf(schema.items), depth + 1));
      case 'integer':
      case 'number': return Number(schema.minimum ?? Math.min(1, Number(schema.maximum ?? 1)));
      case 'boolean': return true;
      case 'null': return null;
      default: return textSample(schema);
    }
  }

  /** Breaks each rule once. */
  public violations(given: JsonMap, place = '', depth = 0): Violation[] {
    const schema = this.resolved(given);
    if (depth > MOST_DEPTH || [schema.oneOf, schema.anyOf, schema.allOf].some((value) => value !== undefined)) {
      return [];
    }
    const found = (rule: string, value: Json): Violation => ({ rule: `${place} ${rule}`.trim(), value });
    if (Array.isArray(schema.enum)) {
      return [found('enum', 'none of the allowed values')];
    }
    const type = typeOf(schema);
    const otherType = type === undefined ? [] : [found('type', type === 'string' ? 5 : 'a text')];
    switch (type) {
      case 'object': return [...otherType, ...this.objectViolations(schema, place, depth)];
      case 'array': {
        const { minItems, maxItems } = schema;
        const item = this.sample(mapOf(schema.items), depth + 1);
        return [
          ...otherType,
          ...(Number(minItems) > 0 ? [found('minItems', Array.from({ length: Number(minItems) - 1 }, () => item))] : []),
          ...(maxItems !== undefined && Number(maxItems) < 1_000 ? [found('maxItems', Array.from({ length: Number(maxItems) + 1 }, () => item))] : []),
          ...this.violations(mapOf(schema.items), `${place}/0`, depth + 1).map(({ rule, value }) => ({ rule, value: [value] })),
        ];
      }
      case 'integer':
      case 'number': return [
        ...otherType,
        ...(schema.minimum !== undefined ? [found('minimum', Number(schema.minimum) - 1)] : []),
        ...(schema.maximum !== undefined ? [found('maximum', Number(schema.maximum) + 1)] : []),
        ...(type === 'integer' ? [found('integer', Number(this.sample(schema)) + 0.5)] : []),
      ];
      default: return [...otherType, ...textViolations(schema).map(({ rule, value }) => found(rule, value))];
    }
  }

  private objectViolations(schema: JsonMap, place: string, depth: number): Violation[] {
    const properties = mapOf(schema.properties);
    const whole = mapOf(this.sample(schema, depth));
    const without = (name: string): Json => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));
    return [
      ...list(schema.required).map((name) => ({ rule: `${place} required ${String(name)}`.trim(), value: without(String(name)) })),
      ...(schema.additionalProperties === false ? [{ rule: `${place} additionalProperties`.trim(), value: { ...whole, 'not-declared': true } }] : []),
      ...Object.entries(properties).flatMap(([name, property]) => this.violations(mapOf(property), `${place}/${name}`, depth + 1)
        .map(({ rule, value }) => ({ rule, value: { ...whole, [name]: value } }))),
    ];
  }

  private resolved(schema: JsonMap): JsonMap {
    let found = schema;
    for (let step = 0; typeof found.$ref === 'string' && step < MOST_DEPTH; step++) {
      found = found.$ref.slice(2).split('/').reduce((value: JsonMap, part) => mapOf(value[part]), this.document);
    }
    return found;
  }
}

/** What breaks a text's rules: also for parameters, whose values are always texts. */
export function textViolations(schema: JsonMap): Array<Violation & { readonly value: string }> {
  const { minLength, maxLength, pattern } = schema;
  const sample = textSample(schema);
  const other = typeof pattern === 'string' ? ['!', '', 'x', '0', '#'.repeat(sample.length)].find((text) => !fits(pattern, text)) : undefined;
  return [
    ...(Number(minLength) > 0 ? [{ rule: 'minLength', value: sample.slice(0, Number(minLength) - 1) }] : []),
    ...(maxLength !== undefined && Number(maxLength) < 4_000 ? [{ rule: 'maxLength', value: sample.padEnd(Number(maxLength) + 1, sample.at(-1) ?? 'x') }] : []),
    ...(other !== undefined ? [{ rule: 'pattern', value: other }] : []),
  ];
}

/** A text that fits lengths and pattern: the shortest that does. */
export function textSample({ minLength, maxLength, pattern, enum: allowed }: JsonMap): string {
  if (Array.isArray(allowed)) {
    return String(allowed[0]);
  }
  const [least, most] = [Number(minLength ?? 1), Number(maxLength ?? 256)];
  if (typeof pattern !== 'string') {
    return 'x'.repeat(Math.min(Math.max(least, 1), most));
  }
  try {
    const { expression, maxCharacter } = JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).parse({ assertions: 'ignore' });
    let count = 0;
    for (const word of NFA.fromRegex(expression, { maxCharacter }, { assertions: 'ignore' }).words()) {
      const text = String.fromCodePoint(...word);
      if (text.length >= least && text.length <= most && fits(pattern, text)) {
        return text;
      }
      if (count++ > MOST_WORDS) {
        break;
      }
    }
  } catch {
    // A pattern that is not regular has no words to take.
  }
  return 'x'.repeat(least);
}

function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

function typeOf(schema: JsonMap): string | undefined {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return typeof type === 'string' ? type : schema.properties !== undefined ? 'object' : undefined;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
