import { JsonObject, JsonValue } from '../json-schema';
import { isObject, SCHEMA_TYPES, statedTypes } from '../json-schema-keywords';
import { typeOfValue } from '../json-schema-types';
import { Around, Mode, SchemaFragment, Walker } from '../schema-place';

/** Of which types the values of a schema are, and what its parts need to know of it. */
export interface Typing {
  /** Empty where values may have any type. */
  readonly types: readonly string[];
  readonly fragment: SchemaFragment;
  /** Whether a part that applies to every value (`allOf`, `$ref`) may rely on others for the type. */
  readonly jointTyped: (part: JsonValue) => boolean;
  /** Whether alternatives (`anyOf`, `oneOf`) may. */
  readonly alternativesTyped: boolean;
}

const TYPED = { jointTyped: () => true, alternativesTyped: true } as const;

/**
 * Reads `type`, and gives schemas one that have none: a body without a type takes `[…]`, `"text"` and `null`, whatever is said of its
 * members. Where members are named or asked for, an object is meant; what still takes any type is an open place.
 *
 * Not inside of a negation, where that would let more through, and not where another schema says of which type the same value is.
 */
export function readTypes(schema: JsonObject, pointer: string, mode: Mode, around: Around, walker: Walker): Typing {
  const fragment = new SchemaFragment(pointer);
  const stated = statedTypes(schema);
  const unknown = stated.find((entry) => !SCHEMA_TYPES.has(entry));
  if (schema.type !== undefined && (stated.length === 0 || unknown !== undefined)) {
    fragment.unenforce('type', `type: ${unknown ?? JSON.stringify(schema.type)}`);
  } else if (stated.length > 0) {
    return { types: withoutRepetition(stated), fragment, ...TYPED };
  }
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
  if (values) {
    return { types: withoutRepetition(values.map(typeOfValue)), fragment, ...TYPED };
  }
  const { typeReader } = walker;
  if (typeReader.statesType(schema)) {
    // The import adds a type beside `items` and `additionalProperties` (see assembly.ts): it may as well be the right one.
    const [only, ...others] = typeReader.typesOf(schema);
    return { types: others.length === 0 && (only === 'object' || only === 'array') ? [only] : [], fragment, ...TYPED };
  }
  if (mode === 'exact' || around.typed || schema.type !== undefined) {
    return { types: [], fragment, ...TYPED };
  }
  if (namesMembers(schema)) {
    return { types: ['object'], fragment, ...TYPED };
  }
  const isTyped = (part: JsonValue | undefined) => willStateType(part, walker, new Set());
  const joint = [...(typeof schema.$ref === 'string' ? [{ $ref: schema.$ref }] : []), ...(Array.isArray(schema.allOf) ? schema.allOf : [])];
  if (joint.some(isTyped)) {
    return { types: [], fragment, jointTyped: (part) => !isTyped(part), alternativesTyped: true };
  }
  const alternatives = [schema.anyOf, schema.oneOf].some((parts) => Array.isArray(parts) && parts.length > 0);
  if (alternatives) {
    return { types: [], fragment, jointTyped: () => true, alternativesTyped: false };
  }
  fragment.leaveOpen('untyped');
  return { types: [], fragment, ...TYPED };
}

function namesMembers({ properties, required }: JsonObject): boolean {
  return isObject(properties) || (Array.isArray(required) && required.length > 0);
}

/** Whether a part says of which type the value is, or will once it is translated. */
function willStateType(part: JsonValue | undefined, walker: Walker, seen: Set<string>): boolean {
  if (walker.typeReader.statesType(part)) {
    return true;
  }
  if (!isObject(part)) {
    return false;
  }
  if (namesMembers(part) || (Array.isArray(part.allOf) && part.allOf.some((entry) => willStateType(entry, walker, seen)))) {
    return true;
  }
  if (typeof part.$ref === 'string' && !seen.has(part.$ref)) {
    seen.add(part.$ref);
    return willStateType(walker.options.resolve(part.$ref), walker, seen);
  }
  return [part.anyOf, part.oneOf].some((parts) => (
    Array.isArray(parts) && parts.length > 0 && parts.every((entry) => willStateType(entry, walker, seen))
  ));
}

function withoutRepetition(types: string[]): string[] {
  const distinct = new Set(types);
  // Every whole number is a number.
  return [...distinct].filter((type) => type !== 'integer' || !distinct.has('number'));
}
