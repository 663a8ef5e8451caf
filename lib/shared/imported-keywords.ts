/**
 * Keywords of JSON schema that swagger-parser 3, which does API Gateway's import, does not read: they are warned of at most, and enforced by
 * nobody. `npm run check:external` sends schemas through the parser.
 */
export const LOST_IN_IMPORT: ReadonlySet<string> = new Set([
  'additionalItems', 'const', 'contains', 'contentEncoding', 'contentMediaType', 'contentSchema', 'dependencies', 'dependentRequired', 'dependentSchemas',
  'else', 'if', 'maxContains', 'minContains', 'patternProperties', 'prefixItems', 'propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties',
]);

/** Of them draft 4, the language of API Gateway's models, knows these: a validator obeys them where a model of `AWS::ApiGateway::Model` has them. */
const KNOWN_TO_DRAFT_4 = ['additionalItems', 'dependencies', 'patternProperties'];

/** Keywords that draft 4 does not know: a model of `AWS::ApiGateway::Model` keeps them, and nobody enforces them. */
export const UNKNOWN_TO_DRAFT_4: ReadonlySet<string> = new Set([...LOST_IN_IMPORT].filter((keyword) => !KNOWN_TO_DRAFT_4.includes(keyword)));
