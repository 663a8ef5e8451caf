import { JsonObject, JsonValue } from './json-schema';
import { isObject, SCHEMA_TYPES, statedTypes } from './json-schema-keywords';

/** Types of JSON values; a whole number is a number. */
const VALUE_TYPES = ['array', 'boolean', 'null', 'number', 'object', 'string'] as const;

/** The type of a value, as a schema names it. */
export function typeOfValue(value: JsonValue): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** Reads, without translating, which types of values a schema lets through. */
export class TypeReader {
  private readonly known = new Map<JsonObject, ReadonlySet<string>>();

  /** @param resolve finds the schema that a reference means; undefined where there is none */
  public constructor(private readonly resolve: (reference: string) => JsonValue | undefined) {
  }

  /** Types that a value may have as far as `type`, `enum`, `const` and what applies to the same value say; all where they say nothing. */
  public typesOf(schema: JsonValue | undefined): ReadonlySet<string> {
    if (!isObject(schema)) {
      return new Set(schema === false ? [] : VALUE_TYPES);
    }
    const known = this.known.get(schema);
    if (known) {
      return known;
    }
    // A schema that holds itself in place says nothing more of itself.
    this.known.set(schema, new Set(VALUE_TYPES));
    const types = new Set(this.read(schema));
    if (schema.nullable === true) {
      types.add('null');
    }
    this.known.set(schema, types);
    return types;
  }

  /** Whether a schema says of which type a value must be. */
  public statesType(schema: JsonValue | undefined): boolean {
    return this.typesOf(schema).size < VALUE_TYPES.length;
  }

  private read(schema: JsonObject): string[] {
    let types: readonly string[] = VALUE_TYPES;
    const keepOnly = (others: ReadonlySet<string>) => {
      types = types.filter((type) => others.has(type));
    };
    const stated = statedTypes(schema);
    if (stated.length > 0 && stated.every((type) => SCHEMA_TYPES.has(type))) {
      keepOnly(new Set(stated.map((type) => (type === 'integer' ? 'number' : type))));
    }
    if (Array.isArray(schema.enum)) {
      keepOnly(new Set(schema.enum.map(typeOfValue)));
    }
    if (schema.const !== undefined) {
      keepOnly(new Set([typeOfValue(schema.const)]));
    }
    if (typeof schema.$ref === 'string') {
      keepOnly(this.typesOf(this.resolve(schema.$ref)));
    }
    for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) {
      keepOnly(this.typesOf(part));
    }
    for (const parts of [schema.anyOf, schema.oneOf]) {
      if (Array.isArray(parts) && parts.length > 0) {
        keepOnly(new Set(parts.flatMap((part) => [...this.typesOf(part)])));
      }
    }
    if (schema.not === true || (isObject(schema.not) && Object.keys(schema.not).length === 0)) {
      types = [];
    }
    return [...types];
  }
}
