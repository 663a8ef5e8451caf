import { Identity } from './claims';
import { Json } from './strict-json';
import type { AccessAlternative } from '../../lib/private/authorizer-contract';

/** Whether a principal satisfies any of the alternatives. No alternative, no access. */
export function isAllowed(identity: Identity, alternatives: readonly AccessAlternative[]): boolean {
  return alternatives.some((alternative) => satisfies(identity, alternative));
}

function satisfies(identity: Identity, { rolesAnyOf = [], scopesAllOf = [], claims = {} }: AccessAlternative): boolean {
  return rolesAnyOf.every((group) => group.some((role) => identity.roles.has(role)))
    && scopesAllOf.every((scope) => identity.scopes.has(scope))
    && Object.entries(claims).every(([name, expected]) => equals(identity.claims.get(name), expected));
}

/** By type and value: the string "true" is not the boolean, and 1 is not "1". */
function equals(actual: Json | undefined, expected: string | number | boolean): boolean {
  return Array.isArray(actual) ? actual.includes(expected) : actual === expected;
}
