import { Duration } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { shown } from './literals';

/** What a value may be: said in an error, and tested. CDK tokens are what they stand for (strings, numbers, lists). */
export interface Kind {
  readonly what: string;
  readonly holds: (value: unknown) => boolean;
  /** What each value in it must be. */
  readonly each?: Kind;
}

/** The properties of a public interface, by what they may be. */
export interface Shape {
  readonly [property: string]: Kind | Optional;
}

/** A property that may be left out. */
export interface Optional {
  readonly optional: Kind;
}

export const TEXT: Kind = { what: 'a string', holds: (value) => typeof value === 'string' };
export const NUMBER: Kind = { what: 'a number', holds: (value) => typeof value === 'number' };
export const BOOLEAN: Kind = { what: 'true or false', holds: (value) => typeof value === 'boolean' };
export const OBJECT: Kind = { what: 'an object with properties', holds: isRecord };
export const DURATION: Kind = { what: 'a Duration', holds: (value) => value instanceof Duration };

export function optional(kind: Kind): Optional {
  return { optional: kind };
}

export function listOf(each: Kind): Kind {
  return { what: `a list, each ${each.what}`, holds: (value) => Array.isArray(value), each };
}

/** An object that is used as a dictionary. */
export function mapOf(each: Kind): Kind {
  return { what: `an object, each property ${each.what}`, holds: isRecord, each };
}

/** An instance of a class of this library. One built by hand would lack what only its factories check. */
export function instanceOf({ name, prototype }: { readonly name: string; readonly prototype: object }, right: string): Kind {
  return { what: `a ${name} such as ${right}`, holds: (value) => Object.prototype.isPrototypeOf.call(prototype, value as object) };
}

/** An object of the CDK, which another copy of the CDK or another language may have made: told by a member that it must have. */
export function having(what: string, member: string): Kind {
  return { what, holds: (value) => typeof value === 'object' && value !== null && (value as { readonly [member: string]: unknown })[member] !== undefined };
}

export function memberOf(name: string, enumeration: object): Kind {
  const members: unknown[] = Object.values(enumeration);
  const names = Object.keys(enumeration).filter((key) => !/^\d+$/.test(key));
  return { what: `a member of ${name} (${names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')})`, holds: (value) => members.includes(value) };
}

/**
 * Checks the types of what a public entry was given, once: TypeScript has checked its own callers, but from JavaScript, and from other
 * languages by way of jsii, anything may come, and would end as a TypeError somewhere else.
 *
 * @param name what errors call the object itself
 * @param prefix how the user reaches its properties, such as `firewall.`
 * @throws with the property, what was given and what would be right
 */
export function checkTypes(name: string, value: unknown, shape: Shape, prefix = ''): void {
  if (!isRecord(value)) {
    throw new Error(`\`${name}\` must be an object with properties, got ${shown(value)}; right would be { ${exampleOf(shape)} }`);
  }
  for (const [property, wanted] of Object.entries(shape)) {
    const given = value[property];
    const kind = 'optional' in wanted ? wanted.optional : wanted;
    if (given === undefined && 'optional' in wanted) {
      continue;
    }
    checkType(`${prefix}${property}`, given, kind);
  }
}

/** @throws where an argument is of another kind */
export function checkType(name: string, value: unknown, { what, holds, each }: Kind): void {
  if (!holds(value)) {
    throw new Error(`\`${name}\` must be ${what}, got ${shown(value)}`);
  }
  if (each) {
    const [at, wrong] = Object.entries(value as object).find(([, inner]) => !each.holds(inner)) ?? [];
    if (at !== undefined) {
      throw new Error(`\`${name}\` must be ${what}, got ${shown(wrong)} at ${shown(at)}`);
    }
  }
}

/** Checks where a construct is to stand; the CDK itself ends in a TypeError. */
export function checkScope(scope: unknown, id: unknown): asserts scope is Construct {
  checkType('scope', scope, { what: 'a construct, such as `this` of a stack', holds: (value) => typeof value === 'object' && value !== null && Construct.isConstruct(value as IConstruct) });
  checkType('id', id, { what: 'a string that no other construct of the scope has', holds: (value) => typeof value === 'string' && value !== '' });
}

function isRecord(value: unknown): value is { readonly [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function exampleOf(shape: Shape): string {
  const needed = Object.entries(shape).filter(([, wanted]) => !('optional' in wanted)).map(([property]) => property);
  return (needed.length > 0 ? needed : Object.keys(shape).slice(0, 2)).map((property) => `${property}: …`).join(', ');
}
