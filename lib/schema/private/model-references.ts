import { JsonObject, JsonValue } from './json-schema';
import { isObject } from './json-schema-keywords';

const PREFIX = '#/components/schemas/';

/** How a translated schema refers to a definition. */
export function referenceTo(name: string): string {
  return `${PREFIX}${name}`;
}

/** Names of the definitions to which a translated schema refers. */
export function referencesOf(schema: JsonObject): string[] {
  const found: string[] = [];
  mapReferences(schema, (name) => {
    found.push(name);
    return name;
  });
  return found;
}

/** A schema whose references have other names. A `$ref` among the values of an `enum`, or among the names of members, is none. */
export function mapReferences(schema: JsonObject, change: (name: string) => string): JsonObject {
  const inside = (value: JsonValue): JsonValue => (Array.isArray(value) ? value.map(inside) : isObject(value) ? mapReferences(value, change) : value);
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]): [string, JsonValue] => {
    if (keyword === '$ref' && typeof value === 'string') {
      return [keyword, referenceTo(change(value.slice(PREFIX.length)))];
    }
    if (keyword === 'properties' && isObject(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inside(member)]))];
    }
    return [keyword, ['allOf', 'anyOf', 'oneOf', 'not', 'items', 'additionalProperties'].includes(keyword) ? inside(value) : value];
  }));
}
