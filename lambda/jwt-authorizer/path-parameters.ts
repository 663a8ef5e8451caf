import type { PathParameterRule } from '../../lib/contracts/authorizer';

/** A rule, ready to run. */
export interface CompiledPathParameter {
  readonly name: string;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: RegExp | undefined;
  readonly allowedValues: ReadonlySet<string> | undefined;
}

/** No value longer than this meets a pattern, so that a pattern with nested repetition can't be made to run for minutes (ReDoS). */
export const MAX_VALUE_LENGTH = 1_024;
/** NUL and line breaks belong in no path; they end strings and headers in what comes after us. */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/;

export function compilePathParameter(name: string, rule: PathParameterRule): CompiledPathParameter {
  return {
    name,
    minLength: rule.minLength ?? 1,
    maxLength: Math.min(rule.maxLength ?? MAX_VALUE_LENGTH, MAX_VALUE_LENGTH),
    // the group keeps an alternative such as `a|b` from escaping the anchors
    pattern: rule.pattern === undefined ? undefined : new RegExp(`^(?:${rule.pattern})$`, 'u'),
    allowedValues: rule.allowedValues && new Set(rule.allowedValues),
  };
}

/** Whether all declared path parameters are there and as declared. */
export function pathParametersHold(parameters: readonly CompiledPathParameter[], values: unknown): boolean {
  for (const parameter of parameters) {
    const given = typeof values === 'object' && values !== null && Object.hasOwn(values, parameter.name)
      ? (values as { readonly [name: string]: unknown })[parameter.name]
      : undefined;
    if (typeof given !== 'string' || !holds(parameter, given)) {
      return false;
    }
  }
  return true;
}

function holds(parameter: CompiledPathParameter, raw: string): boolean {
  // nine characters at most (%xx, three times) for one UTF-16 unit
  if (raw.length > 9 * parameter.maxLength) {
    return false;
  }
  const value = decodeOnce(raw);
  if (value === undefined || CONTROL_CHARACTERS.test(value) || isTraversal(value)) {
    return false;
  }
  const length = value.length > parameter.maxLength ? [...value].length : value.length;
  if (length > parameter.maxLength || (value.length < 2 * parameter.minLength && [...value].length < parameter.minLength)) {
    return false;
  }
  if (parameter.allowedValues && !parameter.allowedValues.has(value)) {
    return false;
  }
  if (parameter.pattern) {
    return parameter.pattern.test(value);
  }
  // An encoded slash is one segment here and two for a backend that decodes first: only a rule that spells it out lets it pass.
  return parameter.allowedValues !== undefined || raw.includes('/') || !/[/\\]/.test(value);
}

/**
 * REST APIs hand over path parameters as the client encoded them (github.com/serverless/serverless/issues/5037), so they are decoded
 * once: the rules speak of values. Never twice: `%2527` is the text `%27`, not an apostrophe.
 */
function decodeOnce(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/** `..` as a segment, whichever slash: a backend that resolves the path would serve another route's resource. */
function isTraversal(value: string): boolean {
  return /(?:^|[/\\])\.\.?(?:$|[/\\])/.test(value);
}
