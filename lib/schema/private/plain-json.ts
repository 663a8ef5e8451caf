import { Token } from 'aws-cdk-lib';
import { inOrder } from '../../shared/in-order';
import { JsonValue } from './json-schema';

const MAXIMUM_DEPTH = 500;

/**
 * Copies a value that must be plain JSON: what a document or a schema is made of, with the members of each object in the order of their
 * names. Copying also keeps a later change by the caller from changing a route behind its back.
 *
 * @throws where the value holds a token, a function, a date, a number that JSON lacks, or itself
 */
export function plainJson(property: string, value: unknown): JsonValue {
  return copy(property, value, '#', 0);
}

function copy(property: string, value: unknown, pointer: string, depth: number): JsonValue {
  if (depth > MAXIMUM_DEPTH) {
    throw new Error(`\`${property}\` must not nest deeper than ${MAXIMUM_DEPTH} levels or hold itself, got more at ${pointer.slice(0, 120)}…`);
  }
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
    if (typeof value === 'number' && Token.isUnresolved(value)) {
      throw new Error(`\`${property}\` must be known at synth time, got a token at ${pointer}`);
    }
    return value;
  }
  if (typeof value === 'string') {
    if (Token.isUnresolved(value)) {
      throw new Error(`\`${property}\` must be known at synth time, got a token at ${pointer}`);
    }
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) => copy(property, entry, `${pointer}/${index}`, depth + 1));
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    return Object.fromEntries(inOrder(value as { [name: string]: unknown })
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, copy(property, member, `${pointer}/${name}`, depth + 1)]));
  }
  throw new Error(`\`${property}\` must be plain JSON, got ${describe(value)} at ${pointer}${right(value)}`);
}

/** What a program in another language means by it, and how it is said there. */
function right(value: unknown): string {
  if (value === undefined) {
    return ': a list in Python, Java or Go gets here without its null; right would be `nullable: true`, or JSON text ' +
      '(`RequestBody.jsonText`, `OpenApiDocument.fromString`)';
  }
  return value instanceof Date ? '; right would be its text, such as "2026-01-31"' : '';
}

function describe(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  return typeof value === 'object' ? `a ${value?.constructor.name ?? 'value'}` : `a ${typeof value}: ${String(value).slice(0, 40)}`;
}
