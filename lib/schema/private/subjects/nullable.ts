import { JsonObject } from '../json-schema';
import { statedTypes } from '../json-schema-keywords';

/**
 * `nullable` lets null in wherever it stands: beside `$ref`, `allOf` and `enum` too, where the letter of OpenAPI 3.0.3 gives it no
 * effect. Who wrote it there meant it, and clients rely on it.
 */
export function admitNull(schema: JsonObject): JsonObject {
  const composed = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some((keyword) => schema[keyword] !== undefined);
  if (composed) {
    return { anyOf: [schema, { type: 'null' }] };
  }
  const types = statedTypes(schema);
  return {
    ...schema,
    ...(types.length > 0 && !types.includes('null') && { type: [...types, 'null'] }),
    ...(Array.isArray(schema.enum) && !schema.enum.includes(null) && { enum: [...schema.enum, null] }),
  };
}
