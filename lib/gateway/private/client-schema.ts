import { JsonObject, JsonValue } from '../../schema/private/json-schema';

/** By the letter of OpenAPI 3.0.3, `nullable` lets null in beside a `type`, and an `enum` has to list it too. */
const NULL_ALONE: JsonObject = { type: 'string', nullable: true, enum: [null] };

/**
 * A model's schema as OpenAPI 3.0 says it, for clients. API Gateway's validator obeys `{ type: 'null' }` and not `nullable`; OpenAPI 3.0 has it the
 * other way round, and generators of clients refuse a document with the type.
 *
 * @see https://spec.openapis.org/oas/v3.0.3#schema-object
 */
export function clientSchema(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) {
    return schema.map(clientSchema);
  }
  if (!isSchema(schema)) {
    return schema;
  }
  if (isNull(schema)) {
    return NULL_ALONE;
  }
  const nullable = nullableOf(schema);
  if (nullable) {
    return nullable;
  }
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, VALUES.has(keyword) ? value : clientMember(keyword, value)]));
}

/** What holds values of the API, and no schemas. */
const VALUES = new Set(['enum', 'default', 'example', 'required']);

/** The names of properties are the user's: one may be called `enum`. */
function clientMember(keyword: string, value: JsonValue): JsonValue {
  return keyword === 'properties' && isSchema(value)
    ? Object.fromEntries(Object.entries(value).map(([name, property]) => [name, clientSchema(property)]))
    : clientSchema(value);
}

/** The one form that everybody writes by hand: a schema with a type, or null. */
function nullableOf(schema: JsonObject): JsonObject | undefined {
  const { anyOf, ...others } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) {
    return undefined;
  }
  const [other] = anyOf.filter((alternative): alternative is JsonObject => isSchema(alternative) && !isNull(alternative));
  if (other === undefined || !anyOf.some((alternative) => isSchema(alternative) && isNull(alternative)) || typeof other.type !== 'string') {
    return undefined;
  }
  if (Object.keys(others).some((keyword) => keyword !== 'description')) {
    return undefined;
  }
  return {
    ...others,
    ...clientSchema(other) as JsonObject,
    ...(Array.isArray(other.enum) && { enum: [...other.enum, null] }),
    nullable: true,
  };
}

function isNull(schema: JsonObject): boolean {
  return schema.type === 'null';
}

function isSchema(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
