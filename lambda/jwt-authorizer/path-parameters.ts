import { LONGEST_PATH_VALUE, PathParameterRule } from '../../lib/contracts/authorizer';
import { Automaton } from './automaton';

/** A rule, ready to run. */
export interface CompiledPathParameter {
  readonly name: string;
  readonly minLength: number;
  readonly maxLength: number;
  readonly automaton: Automaton | undefined;
  readonly allowedValues: ReadonlySet<string> | undefined;
}

/**
 * The one spelling of a value (RFC 3986, 2.3 and 6.2.2): unreserved characters as they are, `%XX` with capitals for what is none. Attack: the rule
 * sees the decoded value and the target gets the encoded text, so that `%41BC` is `ABC` here and another resource there.
 */
const CANONICAL = /^(?:[\w.~!$&'()*+,;=:@/-]|%(?!2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])[\dA-F]{2})*$/;
/** NUL and line breaks belong in no path; they end strings and headers in what comes after us. */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/;

export function compilePathParameter(name: string, rule: PathParameterRule, automata: readonly Automaton[]): CompiledPathParameter {
  if (rule.automaton !== undefined && automata[rule.automaton] === undefined) {
    throw new Error('no such automaton');
  }
  return {
    name,
    minLength: rule.minLength ?? 1,
    maxLength: Math.min(rule.maxLength ?? LONGEST_PATH_VALUE, LONGEST_PATH_VALUE),
    automaton: rule.automaton === undefined ? undefined : automata[rule.automaton],
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
  // An encoded slash is one segment here and two for a backend that decodes first: only a list of values lets it pass.
  if (!CANONICAL.test(raw) || (!parameter.allowedValues && /%(?:2F|5C)/.test(raw))) {
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
  if (parameter.automaton) {
    return parameter.automaton.takes(value);
  }
  return parameter.allowedValues !== undefined;
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
