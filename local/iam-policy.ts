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
  for (const statement of asList(policy.Statement).map(mapOf)) {
    if (applies(statement, question)) {
      if (statement.Effect === 'Deny') {
        return 'Deny';
      }
      answer = 'Allow';
    }
  }
  return answer;
}

function applies(statement: JsonMap, { action, resource, context = {} }: PolicyQuestion): boolean {
  const actions = asList(statement.Action).map(String);
  const resources = asList(statement.Resource).map(String);
  return actions.some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase())) &&
    resources.some((pattern) => wildcard(pattern, resource)) &&
    Object.entries(mapOf(statement.Condition)).every(([operator, keys]) => Object.entries(mapOf(keys))
      .every(([key, values]) => holds(operator, context[key.toLowerCase()], asList(values).map(String))));
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
