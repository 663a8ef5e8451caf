import type { AccessAlternative } from '../../lib/contracts/authorizer';
import { Identity } from './identity';
import { Json } from './strict-json';

/** Whether a principal satisfies any of the alternatives. No alternative, no access. */
export function isAllowed(identity: Identity, alternatives: readonly AccessAlternative[]): boolean {
  for (const alternative of alternatives) {
    if (satisfies(identity, alternative)) {
      return true;
    }
  }
  return false;
}

/** Loops instead of closures: V8 compiles the closures of a request anew for many requests, at the cost of a microsecond each. */
function satisfies(identity: Identity, { rolesAnyOf = [], scopesAllOf = [], claims = {} }: AccessAlternative): boolean {
  for (const group of rolesAnyOf) {
    if (!hasAny(identity.roles, group)) {
      return false;
    }
  }
  for (const scope of scopesAllOf) {
    if (!identity.scopes.has(scope)) {
      return false;
    }
  }
  for (const name of Object.keys(claims)) {
    if (!equals(identity.claims.get(name), claims[name])) {
      return false;
    }
  }
  return true;
}

function hasAny(roles: ReadonlySet<string>, group: readonly string[]): boolean {
  for (const role of group) {
    if (roles.has(role)) {
      return true;
    }
  }
  return false;
}

/** By type and value: the string "true" is not the boolean, and 1 is not "1". */
function equals(actual: Json | undefined, expected: string | number | boolean): boolean {
  return Array.isArray(actual) ? actual.includes(expected) : actual === expected;
}
