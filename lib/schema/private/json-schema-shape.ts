import { JsonObject, JsonValue } from './json-schema';
import { isDescriptive, isObject, statedTypes } from './json-schema-keywords';

/** What a schema, with all that applies to the same value, says of an object's members. */
export interface ObjectShape {
  /** Members that are named anywhere. */
  readonly names: ReadonlySet<string>;
  /** Members whose schemas hold schemas themselves. */
  readonly deepNames: ReadonlySet<string>;
  /** Patterns of `patternProperties`. */
  readonly patterns: ReadonlySet<string>;
  /** Members that a request must not hold. */
  readonly readOnlyNames: ReadonlySet<string>;
  readonly requiredNames: ReadonlySet<string>;
  /** Somewhere it is said what other members there may be: the schema is not silent. */
  readonly outspoken: boolean;
  /** Schemas of items, or of members without names. */
  readonly deepRest: boolean;
}

interface Draft extends ObjectShape {
  readonly names: Set<string>;
  readonly deepNames: Set<string>;
  readonly patterns: Set<string>;
  readonly readOnlyNames: Set<string>;
  readonly requiredNames: Set<string>;
  outspoken: boolean;
  deepRest: boolean;
}

const SCALAR_TYPES: ReadonlySet<string> = new Set(['boolean', 'integer', 'null', 'number', 'string']);
const HOLDS_SCHEMAS = [
  '$ref', 'properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems', 'additionalItems', 'allOf', 'anyOf', 'oneOf', 'if',
  'then', 'else', 'dependentSchemas', 'dependencies', 'contains', 'required', 'unevaluatedProperties',
];

/** Reads, without translating, what schemas say of an object's members. Each is read once. */
export class ShapeReader {
  private readonly shapes = new Map<JsonObject, Draft>();
  private readonly shallow = new Map<JsonObject, boolean>();

  /**
   * @param resolve finds the schema that a reference means; undefined where there is none
   * @param closesStatedOpen whether `additionalProperties: true` counts as saying nothing
   */
  public constructor(private readonly resolve: (reference: string) => JsonValue | undefined, private readonly closesStatedOpen = false) {
  }

  /** The shape of a schema with everything that applies to the same value. */
  public shapeOf(schema: JsonValue | undefined): ObjectShape {
    if (!isObject(schema)) {
      return emptyShape();
    }
    const known = this.shapes.get(schema);
    if (known) {
      return known;
    }
    const shape = emptyShape();
    // Set before it is complete: a schema that refers to itself in place adds nothing new to itself.
    this.shapes.set(schema, shape);
    this.readOwn(schema, shape);
    for (const part of this.inPlace(schema)) {
      merge(shape, this.shapeOf(part));
    }
    return shape;
  }

  /**
   * Whether two parts of a composite describe the inside of the same member: each then speaks of a part of it, and to close one would
   * refuse what the other names.
   */
  public overlaps(schema: JsonObject): boolean {
    const own = emptyShape();
    this.readOwn(schema, own);
    const groups: ObjectShape[] = [own];
    for (const part of this.simultaneous(schema)) {
      const group = emptyShape();
      for (const alternative of part) {
        merge(group, this.shapeOf(alternative));
      }
      groups.push(group);
    }
    const seen = new Set<string>();
    let rest = 0;
    let deepGroups = 0;
    for (const group of groups) {
      for (const name of group.deepNames) {
        if (seen.has(name)) {
          return true;
        }
      }
      group.deepNames.forEach((name) => seen.add(name));
      rest += group.deepRest ? 1 : 0;
      deepGroups += group.deepRest || group.deepNames.size > 0 ? 1 : 0;
    }
    return rest > 0 && deepGroups > 1;
  }

  /** Whether a schema holds no schema that could be closed or bounded: text, numbers and the like. */
  public isShallow(schema: JsonValue | undefined): boolean {
    if (!isObject(schema)) {
      return true;
    }
    const known = this.shallow.get(schema);
    if (known !== undefined) {
      return known;
    }
    this.shallow.set(schema, false);
    const types = statedTypes(schema);
    let result: boolean;
    if (types.length > 0 && types.every((type) => SCALAR_TYPES.has(type))) {
      result = true;
    } else if (typeof schema.$ref === 'string' && Object.keys(schema).every((keyword) => keyword === '$ref' || isDescriptive(keyword))) {
      result = this.isShallow(this.resolve(schema.$ref));
    } else if (HOLDS_SCHEMAS.some((keyword) => schema[keyword] !== undefined)) {
      const parts = [...list(schema.allOf), ...list(schema.anyOf), ...list(schema.oneOf)];
      const only = Object.keys(schema).every((keyword) => ['allOf', 'anyOf', 'oneOf', 'nullable'].includes(keyword) || isDescriptive(keyword));
      result = only && parts.length > 0 && parts.every((part) => this.isShallow(part));
    } else {
      result = true;
    }
    this.shallow.set(schema, result);
    return result;
  }

  /** Whether requests must leave a member out: said by itself, or by what it refers to. */
  public isReadOnly(schema: JsonValue | undefined, depth = 0): boolean {
    if (!isObject(schema) || depth > 16) {
      return false;
    }
    if (typeof schema.readOnly === 'boolean') {
      return schema.readOnly;
    }
    const single = list(schema.allOf);
    return (typeof schema.$ref === 'string' && this.isReadOnly(this.resolve(schema.$ref), depth + 1))
      || (single.length === 1 && this.isReadOnly(single[0], depth + 1));
  }

  private readOwn(schema: JsonObject, shape: Draft): void {
    if (isObject(schema.properties)) {
      for (const [name, member] of Object.entries(schema.properties)) {
        shape.names.add(name);
        if (!this.isShallow(member)) {
          shape.deepNames.add(name);
        }
        if (this.isReadOnly(member)) {
          shape.readOnlyNames.add(name);
        }
      }
    }
    if (isObject(schema.patternProperties)) {
      for (const [pattern, member] of Object.entries(schema.patternProperties)) {
        shape.patterns.add(pattern);
        shape.deepRest ||= !this.isShallow(member);
      }
    }
    list(schema.required).forEach((name) => shape.requiredNames.add(String(name)));
    const { additionalProperties, unevaluatedProperties } = schema;
    const statesOpen = isAnything(additionalProperties) || isAnything(unevaluatedProperties);
    shape.outspoken ||= statesOpen ? !this.closesStatedOpen : additionalProperties !== undefined;
    shape.deepRest ||= [schema.additionalProperties, schema.items, schema.additionalItems].some((part) => isObject(part) && !this.isShallow(part));
    shape.deepRest ||= list(schema.prefixItems).some((part) => !this.isShallow(part));
  }

  private inPlace(schema: JsonObject): JsonValue[] {
    return this.simultaneous(schema).flat();
  }

  /** Parts that may apply to one value at the same time; of the schemas in one part only one applies. */
  private simultaneous(schema: JsonObject): JsonValue[][] {
    const parts: JsonValue[][] = [];
    if (typeof schema.$ref === 'string') {
      const target = this.resolve(schema.$ref);
      parts.push(target === undefined ? [] : [target]);
    }
    for (const part of [...list(schema.allOf), ...list(schema.anyOf)]) {
      parts.push([part]);
    }
    parts.push(list(schema.oneOf));
    if (schema.if !== undefined) {
      parts.push([schema.if], [schema.then, schema.else].filter((part) => part !== undefined));
    }
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      const dependent = schema[keyword];
      if (isObject(dependent)) {
        parts.push(...Object.values(dependent).filter(isObject).map((part) => [part]));
      }
    }
    return parts;
  }
}

/** Whether a schema lets every value through. */
export function isAnything(schema: JsonValue | undefined): boolean {
  return schema === true || (isObject(schema) && Object.keys(schema).every(isDescriptive));
}

function list(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function emptyShape(): Draft {
  return {
    names: new Set(),
    deepNames: new Set(),
    patterns: new Set(),
    readOnlyNames: new Set(),
    requiredNames: new Set(),
    outspoken: false,
    deepRest: false,
  };
}

function merge(into: Draft, from: ObjectShape): void {
  from.names.forEach((name) => into.names.add(name));
  from.deepNames.forEach((name) => into.deepNames.add(name));
  from.patterns.forEach((pattern) => into.patterns.add(pattern));
  from.readOnlyNames.forEach((name) => into.readOnlyNames.add(name));
  from.requiredNames.forEach((name) => into.requiredNames.add(name));
  into.outspoken ||= from.outspoken;
  into.deepRest ||= from.deepRest;
}
