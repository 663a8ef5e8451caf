import { JsonObject } from '../json-schema';
import { isObject } from '../json-schema-keywords';

const NULL = { type: 'null' };

/**
 * `nullable` lets null in wherever it stands: beside `$ref`, `allOf` and `enum` too, where the letter of OpenAPI 3.0.3 gives it no
 * effect. Who wrote it there meant it, and clients rely on it. Why null is written this way: see assembly.ts.
 */
export function admitNull(schema: JsonObject): JsonObject {
  if (schema.type === 'null') {
    return schema;
  }
  const { anyOf } = schema;
  if (Array.isArray(anyOf) && Object.keys(schema).length === 1) {
    return anyOf.some((part) => isObject(part) && part.type === 'null') ? schema : { anyOf: [...anyOf, NULL] };
  }
  const anyType = ['type', '$ref', 'allOf', 'anyOf', 'oneOf', 'not'].every((keyword) => schema[keyword] === undefined);
  return anyType ? schema : { anyOf: [schema, NULL] };
}
