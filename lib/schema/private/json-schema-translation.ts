import { createHash } from 'crypto';
import { UnenforcedAcceptance } from '../unenforced-acceptance';
import { valueAt } from './json-pointer';
import { JsonObject, JsonValue, SchemaTranslation } from './json-schema';
import { isObject } from './json-schema-keywords';
import { ModelNames } from './model-names';
import { plainJson } from './plain-json';
import { SchemaTranslator } from './schema-translator';
import { acceptanceOf, checkAcceptances, describeUnenforced } from './unenforced-rules';

/**
 * Translates a schema that a user writes for one route. Objects that say nothing of `additionalProperties` are closed, all of them: no
 * member may reach the backend that the route does not name (mass assignment, OWASP API3:2023).
 *
 * @throws where a rule would not be enforced and no acceptance covers it
 */
export function translateBodySchema(schema: { [key: string]: unknown }, acceptUnenforced: UnenforcedAcceptance[]): SchemaTranslation {
  const root = plainJson('schema', schema);
  if (!isObject(root)) {
    throw new Error(`\`schema\` must be a JSON schema object, got ${JSON.stringify(root)}; right would be { type: 'object', properties: { … } }`);
  }
  const acceptances = checkAcceptances(acceptUnenforced);
  // Definitions of different bodies meet in one API: the schema's digest tells apart an `Address` from another `Address`.
  const names = new ModelNames(createHash('sha256').update(JSON.stringify(root)).digest('hex').slice(0, 8));
  const translator = new SchemaTranslator({
    closeObjects: 'always',
    acceptsReadOnly: (pointer) => acceptanceOf({ pointer, keyword: 'readOnly' }, acceptances) !== undefined,
    resolve: (reference) => resolveLocal(root, reference),
    nameOf: (reference, variant) => names.nameOf(reference, variant),
  });
  const translated = translator.translateBody(root, '#');
  const unaccepted = translated.unenforced.filter((rule) => !acceptanceOf(rule, acceptances));
  if (unaccepted.length > 0) {
    throw new Error(`\`schema\` must hold only rules that API Gateway enforces, got ${unaccepted.length} that it ignores:\n${describeUnenforced(unaccepted)}`);
  }
  return { ...translated, definitions: translator.definitions };
}

function resolveLocal(root: JsonObject, reference: string): JsonValue | undefined {
  if (!reference.startsWith('#')) {
    throw new Error(`\`$ref\` must point inside of the schema, got ${JSON.stringify(reference)}; right would be "#/definitions/Address"`);
  }
  return valueAt(root, reference);
}
