import { isDeepStrictEqual } from 'util';

/** Keywords of a schema that swagger-parser 3 knows (`SCHEMA_KEYS` of its `OpenAPIDeserializer`), as far as they are rules. */
const KNOWN = new Set([
  '$ref', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems',
  'uniqueItems', 'maxProperties', 'minProperties', 'required', 'enum', 'type', 'allOf', 'oneOf', 'anyOf', 'not', 'items', 'properties',
  'additionalProperties',
]);
const COUNTS = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'];

interface Schema {
  readonly [keyword: string]: unknown;
}

/**
 * Says what API Gateway's import would warn of, change or lose in a schema: the rules of its parser in short, so that unit tests need no Java.
 * `npm run check:external` holds the same schemas to the parser itself.
 */
export function lostInImport(schema: unknown, at = '#'): string[] {
  if (!isSchema(schema)) {
    return [`${at}: no object`];
  }
  const { type, items, required } = schema;
  const composed = schema.allOf !== undefined || schema.anyOf !== undefined || schema.oneOf !== undefined;
  const values = Array.isArray(schema.enum) ? schema.enum as unknown[] : [];
  return [
    ...Object.keys(schema).filter((keyword) => !KNOWN.has(keyword)).map((keyword) => `${at}: ${keyword} is unexpected`),
    ...(schema.$ref !== undefined && Object.keys(schema).length > 1 ? [`${at}: what stands beside $ref is lost`] : []),
    ...(type !== undefined && typeof type !== 'string' ? [`${at}: a list of types is lost`] : []),
    ...(items !== undefined && (type !== 'array' || composed) ? [`${at}: items beside others than the type array`] : []),
    ...(type === 'array' && items === undefined ? [`${at}: an array needs items`] : []),
    ...(schema.additionalProperties !== undefined && type !== 'object' && !composed ? [`${at}: additionalProperties makes an object of it`] : []),
    ...(values.some((value) => !isOfType(value, type)) ? [`${at}: values of an enum become of its type`] : []),
    ...COUNTS.filter((keyword) => typeof schema[keyword] === 'number' && (schema[keyword] as number) >= 2 ** 31).map((keyword) => `${at}: ${keyword} is lost`),
    ...(Array.isArray(required) && !isDeepStrictEqual(required, [...required as string[]].sort()) ? [`${at}: required is sorted`] : []),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => (schema[keyword] as unknown[] | undefined ?? []).flatMap((part, index) => lostInImport(part, `${at}/${keyword}/${index}`))),
    ...['not', 'items'].filter((keyword) => schema[keyword] !== undefined).flatMap((keyword) => lostInImport(schema[keyword], `${at}/${keyword}`)),
    ...(typeof schema.additionalProperties === 'object' ? lostInImport(schema.additionalProperties, `${at}/additionalProperties`) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => lostInImport(member, `${at}/properties/${name}`)),
  ];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'integer': return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
    case 'array': return Array.isArray(value);
    case 'object': return isSchema(value);
    default: return typeof value === type;
  }
}
