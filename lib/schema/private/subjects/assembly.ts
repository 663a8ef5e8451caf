import { JsonObject, JsonValue } from '../json-schema';
import { isObject } from '../json-schema-keywords';
import { SchemaFragment, SchemaPlace } from '../schema-place';
import { Values, isOfType } from './values';

/** What the subjects made of one schema. */
export interface Subjects {
  readonly values: Values;
  readonly strings: SchemaFragment;
  readonly numbers: SchemaFragment;
  readonly arrays: SchemaFragment;
  readonly objects: SchemaFragment;
  readonly composition: SchemaFragment;
}

/**
 * Puts a schema together again in the words that survive the import, which is done by swagger-parser: what it drops, adds or refuses is read
 * from its sources (`OpenAPIDeserializer.getSchema`, versions 2.0.30 and 2.1.22) and tried in `npm run check:external`.
 * - A list of types is refused and lost: each type is an alternative, with the keywords that speak of it.
 * - Without a type, an `enum` gets that of its first value, `items` makes an array, `additionalProperties` an object.
 * - With another type, `additionalProperties` replaces it by `object`, and values of an `enum` are converted to the type.
 * - `items` drops `allOf`, `anyOf` and `oneOf` beside it.
 *
 * `null` is `{ type: 'null' }`, beside other types as an alternative. This parser reads and writes it as it is, validators of draft 4 obey it, and
 * API Gateway was recorded to (`validate-oneof-null`). `nullable`, OpenAPI's own word, survives as well, but no such validator knows it:
 * null would be refused; and an `enum` with null beside a `type` refuses it too.
 */
export function assemble(place: SchemaPlace, subjects: Subjects): JsonObject {
  const { strings, numbers, arrays, objects, composition } = subjects;
  const joint: JsonObject[] = [strings, numbers, arrays, composition, objects].flatMap((fragment) => fragment.all);
  const general = composition.own;
  const alternatives = typedAlternatives(place, subjects);
  const composed = ['allOf', 'anyOf', 'oneOf'].some((keyword) => general[keyword] !== undefined);
  let own: JsonObject;
  if (!alternatives) {
    own = { ...strings.own, ...numbers.own, ...withoutType(arrays.own, 'array', 'items', joint), ...withoutType(objects.own, 'object', 'additionalProperties', joint) };
  } else if (alternatives.length === 0) {
    return { not: {} };
  } else if (alternatives.length > 1) {
    own = general.anyOf === undefined ? { anyOf: alternatives } : {};
    joint.unshift(...(general.anyOf === undefined ? [] : [{ anyOf: alternatives }]));
  } else {
    [own] = alternatives;
  }
  const negations = joint.filter(isNegation);
  if (general.not === undefined && negations.length === 1 && Object.keys(own).length > 0) {
    // One negation stands beside the other keywords.
    joint.splice(joint.indexOf(negations[0]), 1);
    own = { ...own, not: negations[0].not };
  }
  if (own.items !== undefined && (composed || joint.length > 0)) {
    joint.unshift(own);
    own = {};
  }
  if (joint.length === 1 && Object.keys(own).length + Object.keys(general).length === 0) {
    return joint[0];
  }
  const parts = Array.isArray(general.allOf) ? general.allOf : [];
  return { ...own, ...general, ...(parts.length + joint.length > 0 && { allOf: [...parts, ...joint] }) };
}

/** An alternative for each type; undefined where a schema says nothing of types. */
function typedAlternatives({ types }: SchemaPlace, { values, strings, numbers, arrays, objects }: Subjects): JsonObject[] | undefined {
  if (types.length === 0 && !values.listed) {
    return undefined;
  }
  const keywords: { readonly [type: string]: JsonObject } = {
    string: strings.own,
    integer: numbers.own,
    number: numbers.own,
    array: { items: {}, ...arrays.own },
    object: objects.own,
  };
  return types.flatMap((type) => {
    const listed = values.listed?.filter((value) => isOfType(value, type));
    if (listed?.length === 0) {
      return [];
    }
    // A conversion to a whole number stops at 64 bits.
    const safe = type === 'integer' && listed?.some((value) => Math.abs(value as number) >= 2 ** 63) ? 'number' : type;
    return [{ type: safe, ...(listed && !listsAll(type, listed) && { enum: listed }), ...keywords[type] }];
  });
}

/** Whether a type has no other values. */
function listsAll(type: string, listed: JsonValue[]): boolean {
  return type === 'null' || (type === 'boolean' && listed.length === 2);
}

/**
 * Keywords of a schema without a type. Where one of them would get it a type on import, they stand behind an alternative for all
 * values of other types.
 */
function withoutType(own: JsonObject, type: string, typing: string, joint: JsonObject[]): JsonObject {
  if (own[typing] === undefined) {
    return own;
  }
  const other: JsonObject = type === 'array' ? { type, items: {} } : { type };
  joint.push({ anyOf: [{ not: other }, { type, ...own }] });
  return {};
}

function isNegation(schema: JsonObject): boolean {
  return Object.keys(schema).length === 1 && isObject(schema.not);
}
