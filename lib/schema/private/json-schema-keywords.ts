import { JsonObject, JsonValue } from './json-schema';

/** Types of JSON schema, draft 4. */
export const SCHEMA_TYPES: ReadonlySet<string> = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/**
 * Keywords that describe and refuse nothing: dropped. `writeOnly` speaks of responses; `default` and `example` of what a client may do.
 * `id`, `$id` and `$schema` name the schema; `$defs` and `definitions` hold others, taken up where something refers to them.
 */
export const DESCRIPTIVE_KEYWORDS: ReadonlySet<string> = new Set([
  '$anchor', '$comment', '$defs', '$id', '$schema', '$vocabulary', 'default', 'definitions', 'deprecated', 'description', 'example', 'examples',
  'externalDocs', 'id', 'summary', 'title', 'writeOnly', 'xml',
]);

/** Keywords that the translation reads. Any other that is not descriptive is listed as unenforced. */
export const RULE_KEYWORDS: ReadonlySet<string> = new Set([
  '$ref', 'additionalItems', 'additionalProperties', 'allOf', 'anyOf', 'const', 'contains', 'contentEncoding', 'dependencies',
  'dependentRequired', 'dependentSchemas', 'discriminator', 'else', 'enum', 'exclusiveMaximum', 'exclusiveMinimum', 'format', 'if', 'items',
  'maxContains', 'maximum', 'maxItems', 'maxLength', 'maxProperties', 'minContains', 'minimum', 'minItems', 'minLength', 'minProperties',
  'multipleOf', 'not', 'nullable', 'oneOf', 'pattern', 'patternProperties', 'prefixItems', 'properties', 'propertyNames', 'readOnly',
  'required', 'then', 'type', 'unevaluatedItems', 'unevaluatedProperties', 'uniqueItems',
]);

/** Keywords whose schemas apply to the same value as the schema that holds them. */
export const IN_PLACE_LISTS = ['allOf', 'anyOf', 'oneOf'] as const;

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a keyword is no rule: descriptive, or an extension (OpenAPI 3.0.4, 4.9). */
export function isDescriptive(keyword: string): boolean {
  return DESCRIPTIVE_KEYWORDS.has(keyword) || keyword.startsWith('x-');
}

/** Types that a schema states; empty where it states none. */
export function statedTypes(schema: JsonObject): string[] {
  const { type } = schema;
  if (typeof type === 'string') {
    return [type];
  }
  return Array.isArray(type) ? type.filter((entry): entry is string => typeof entry === 'string') : [];
}
