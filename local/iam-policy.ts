import { listOf } from './api';
import { Json, JsonMap } from './assembly';
import { mapOf } from './template-values';

/** What a policy is asked about. */
export interface PolicyQuestion {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request in lower case, such as `aws:sourceip`. */
  readonly context?: { readonly [key: string]: string };
}

/** What the statements of a policy say: an explicit Deny wins, and without an Allow nothing is said. */
export type PolicyAnswer = 'Allow' | 'Deny' | 'none';

/**
 * Evaluates a policy document as AWS does: an explicit Deny, else an Allow, else nothing.
 *
 * @throws where a condition has an operator that is not known here, so that no request passes by a guess
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: JsonMap, question: PolicyQuestion): PolicyAnswer {
  let answer: PolicyAnswer = 'none';
  for (const statement of statementsOf(policy)) {
    if (applies(statement, question)) {
      if (statement.denies) {
        return 'Deny';
      }
      answer = 'Allow';
    }
  }
  return answer;
}

/** A statement, read once for all questions. */
interface Statement {
  readonly denies: boolean;
  /** In lower case. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: ReadonlyArray<{ readonly operator: string; readonly key: string; readonly wanted: string[] }>;
}

/** Of policies that are still there: an authorizer's answer from the cache is asked again and again. Nobody changes one. */
const statements = new WeakMap<JsonMap, readonly Statement[]>();

function statementsOf(policy: JsonMap): readonly Statement[] {
  let read = statements.get(policy);
  if (!read) {
    read = asList(policy.Statement).map(mapOf).map((statement): Statement => ({
      denies: statement.Effect === 'Deny',
      actions: asList(statement.Action).map((pattern) => String(pattern).toLowerCase()),
      resources: asList(statement.Resource).map(String),
      conditions: Object.entries(mapOf(statement.Condition)).flatMap(([operator, keys]) => Object.entries(mapOf(keys))
        .map(([key, values]) => ({ operator, key: key.toLowerCase(), wanted: asList(values).map(String) }))),
    }));
    statements.set(policy, read);
  }
  return read;
}

function applies({ actions, resources, conditions }: Statement, { action, resource, context = {} }: PolicyQuestion): boolean {
  const called = action.toLowerCase();
  return actions.some((pattern) => wildcard(pattern, called)) &&
    resources.some((pattern) => wildcard(pattern, resource)) &&
    conditions.every(({ operator, key, wanted }) => holds(operator, context[key], wanted));
}

function holds(operator: string, value: string | undefined, wanted: string[]): boolean {
  switch (operator) {
    case 'StringEquals': return value !== undefined && wanted.includes(value);
    case 'StringNotEquals': return value === undefined || !wanted.includes(value);
    case 'StringLike': return value !== undefined && wanted.some((pattern) => wildcard(pattern, value));
    case 'StringNotLike': return value === undefined || !wanted.some((pattern) => wildcard(pattern, value));
    case 'Bool': return value !== undefined && wanted.includes(value);
    default: throw new Error(`a policy's condition must have an operator that can be evaluated here, got ${operator}`);
  }
}

/** `*` is any text and `?` any character, slashes too. */
export function wildcard(pattern: string, text: string): boolean {
  // Most patterns name one thing, such as the one method that an authorizer allows.
  return /[*?]/.test(pattern) ? expressionOf(pattern).test(text) : pattern === text;
}

/** As many expressions are kept; policies of authorizers may be others for each request. */
const MOST_EXPRESSIONS = 1_000;
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) {
    return known;
  }
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\?/g, '.'));
  const expression = new RegExp(`^${parts.join('[^]*')}$`, 'u');
  if (expressions.size >= MOST_EXPRESSIONS) {
    expressions.clear();
  }
  expressions.set(pattern, expression);
  return expression;
}

function asList(value: Json | undefined): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? listOf(value) : [value];
}
