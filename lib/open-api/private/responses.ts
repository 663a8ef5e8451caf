import { valueAt } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';
import { isObject } from '../../schema/private/json-schema-keywords';

/** What each answer of an operation means, by its status. */
export interface ResponseDescriptions {
  readonly [status: string]: string;
}

/** https://spec.openapis.org/oas/v3.0.4.html#patterned-fields-0 */
const STATUS = /^([1-5][0-9]{2}|[1-5]XX|default)$/i;
/** References that lead further than this lead in a circle. */
const MAX_STEPS = 20;

/**
 * The answers that an operation of a document describes, for the document that clients get. Nothing enforces them, so what can't be read is
 * no problem of the import.
 */
export function documentResponses(operation: JsonObject, root: JsonObject): ResponseDescriptions | undefined {
  const described = Object.entries(isObject(operation.responses) ? operation.responses : {})
    .filter(([status]) => STATUS.test(status))
    .map(([status, response]) => [status.replace(/xx$/i, 'XX').replace(/^default$/i, 'default'), descriptionOf(response, root)] as const);
  return described.length > 0 ? Object.fromEntries(described) : undefined;
}

function descriptionOf(response: JsonValue, root: JsonObject): string {
  let current: JsonValue | undefined = response;
  for (let step = 0; step < MAX_STEPS && isObject(current); step++) {
    if (typeof current.description === 'string') {
      return current.description;
    }
    current = typeof current.$ref === 'string' ? valueAt(root, current.$ref) : undefined;
  }
  return 'Answer of the target';
}
