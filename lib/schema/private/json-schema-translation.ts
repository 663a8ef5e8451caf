import { createHash } from 'crypto';
import { UnenforcedAcceptance } from '../unenforced-acceptance';
import { pointerSegments, valueAt } from './json-pointer';
import { JsonObject, JsonValue, SchemaTranslation } from './json-schema';
import { isObject } from './json-schema-keywords';
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
  const names = new Map<string, string>();
  // Definitions of different bodies meet in one API: the schema's digest tells apart an `Address` from another `Address`.
  const digest = createHash('sha256').update(JSON.stringify(root)).digest('hex').slice(0, 8);
  const translator = new SchemaTranslator({
    closeObjects: 'always',
    acceptsReadOnly: (pointer) => acceptanceOf({ pointer, keyword: 'readOnly' }, acceptances) !== undefined,
    resolve: (reference) => resolveLocal(root, reference),
    nameOf: (reference, variant) => modelName(`${lastSegment(reference)}${variant}`, `${digest}`, names, `${variant} ${reference}`),
  });
  const translated = translator.translateBody(root, '#');
  const unaccepted = translated.unenforced.filter((rule) => !acceptanceOf(rule, acceptances));
  if (unaccepted.length > 0) {
    throw new Error(`\`schema\` must hold only rules that API Gateway enforces, got ${unaccepted.length} that it ignores:\n${describeUnenforced(unaccepted)}`);
  }
  return { ...translated, definitions: translator.definitions };
}

/** Makes a name for a model of API Gateway, which takes letters and digits only, and never the same for two schemas. */
export function modelName(wanted: string, suffix: string, taken: Map<string, string>, owner: string): string {
  const base = `${wanted.replace(/[^A-Za-z0-9]/g, '').slice(0, 100) || 'Schema'}${suffix}`;
  let name = base;
  for (let count = 2; taken.has(name) && taken.get(name) !== owner; count++) {
    name = `${base}${count}`;
  }
  taken.set(name, owner);
  return name;
}

/** Last name of a reference, which is the schema's own in `#/components/schemas/Order`. */
export function lastSegment(reference: string): string {
  return pointerSegments(reference).at(-1) ?? 'Root';
}

function resolveLocal(root: JsonObject, reference: string): JsonValue | undefined {
  if (!reference.startsWith('#')) {
    throw new Error(`\`$ref\` must point inside of the schema, got ${JSON.stringify(reference)}; right would be "#/definitions/Address"`);
  }
  return valueAt(root, reference);
}
