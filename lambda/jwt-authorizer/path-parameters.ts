import { LONGEST_PATH_VALUE, PathParameterRule } from '../../lib/contracts/authorizer';
import { harmlessPathValue } from '../../lib/contracts/path-value';
import { Automaton } from './automaton';

/** A rule, ready to run. */
export interface CompiledPathParameter {
  readonly name: string;
  readonly minLength: number;
  readonly maxLength: number;
  readonly automaton: Automaton | undefined;
  readonly allowedValues: ReadonlySet<string> | undefined;
}

export function compilePathParameter(name: string, rule: PathParameterRule, automata: readonly Automaton[]): CompiledPathParameter {
  const automaton = rule.automaton === undefined ? undefined : automata[rule.automaton];
  if (automaton === undefined && rule.automaton !== undefined) {
    throw new Error('no automaton');
  }
  return {
    name,
    minLength: rule.minLength ?? 1,
    maxLength: Math.min(rule.maxLength ?? LONGEST_PATH_VALUE, LONGEST_PATH_VALUE),
    automaton,
    allowedValues: rule.allowedValues && new Set(rule.allowedValues),
  };
}

/** Whether all declared path parameters are there and as declared. */
export function pathParametersHold(parameters: readonly CompiledPathParameter[], values: { readonly [name: string]: unknown }): boolean {
  return parameters.every((parameter) => {
    const given = values[parameter.name];
    return typeof given === 'string' && holds(parameter, given);
  });
}

function holds(parameter: CompiledPathParameter, raw: string): boolean {
  // twelve characters at most (%xx, four times) for one character
  if (raw.length > 12 * parameter.maxLength) {
    return false;
  }
  const value = harmlessPathValue(raw);
  if (value === undefined) {
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
