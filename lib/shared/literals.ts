import { Token } from 'aws-cdk-lib';

/** Longer than what a person writes in one place; a construct or a document would fill the error. */
const LONGEST_SHOWN = 500;

/** Shows a value in an error as the user wrote it. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'number': return Token.isUnresolved(value) ? 'a token' : String(value);
    case 'function': return `the function ${value.name || 'without a name'}`;
    case 'object': return value === null ? 'null' : shownObject(value);
    default: return String(value);
  }
}

function shownObject(value: object): string {
  const name = (value.constructor as { name?: string } | undefined)?.name;
  if (name !== undefined && name !== 'Object' && name !== 'Array') {
    return `an object of the class ${name}`;
  }
  try {
    const text = JSON.stringify(value);
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  } catch {
    // A circle, or a number that JSON has not.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}

/**
 * Checks a list of literal, non-empty strings such as roles or content types.
 *
 * Tokens are refused: these values go into files that are written at synth time, before CloudFormation could resolve them.
 */
export function checkLiterals(property: string, values: string[], example: string): void {
  if (!Array.isArray(values)) {
    throw new Error(`\`${property}\` must be a list, got ${shown(values)}; right would be ${example}`);
  }
  if (values.length === 0) {
    throw new Error(`\`${property}\` must hold at least one value, got none; right would be ${example}`);
  }
  for (const value of values) {
    checkLiteral(property, value, example);
  }
}

/** Checks one literal, non-empty string. */
export function checkLiteral(property: string, value: string, example: string): void {
  if (Token.isUnresolved(value)) {
    throw new Error(`\`${property}\` must be known at synth time, got a token; right would be a literal such as ${example}`);
  }
  if (typeof value !== 'string' || value.trim() === '') {
    throw new Error(`\`${property}\` must be a non-empty string, got ${shown(value)}; right would be ${example}`);
  }
}
