import { Token } from 'aws-cdk-lib';

/** Shows a value in an error as the user wrote it. */
export function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/**
 * Checks a list of literal, non-empty strings such as roles or content types.
 *
 * Tokens are refused: these values go into files that are written at synth time, before CloudFormation could resolve them.
 */
export function checkLiterals(property: string, values: string[], example: string): void {
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
