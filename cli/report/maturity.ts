import { AccessAlternative } from '../../lib/contracts/authorizer';
import { Maturity, RouteReport } from './model';

/** What each level asks for, as the report states it. */
export const LEVELS: ReadonlyArray<{ readonly name: string; readonly rule: string }> = [
  { name: 'key only', rule: 'No token is asked for: an API key says who calls, if anything does, and proves nothing.' },
  { name: 'token', rule: 'A valid token of a trusted issuer (or a signature of an IAM principal) is needed, and any is enough.' },
  { name: 'scopes', rule: 'The token must have scopes, which say what its client may do; or roles or claims that more issuers than meant could write into it.' },
  { name: 'claims', rule: 'The token must have roles or claims about its principal, and only issuers that are trusted to grant them can have written them.' },
];

/**
 * The level of a route of ours: that of the weakest alternative, since an attacker takes that one.
 *
 * @param unbound whether more issuers than meant could write what is asked for, as the posture's findings say
 */
export function maturityOf(requires: AccessAlternative[] | undefined, apiKey: boolean, unbound: boolean): Maturity {
  if (requires === undefined) {
    return { level: 0, why: apiKey ? 'an API key alone' : 'neither key nor token' };
  }
  const each = requires.map(({ rolesAnyOf = [], scopesAllOf = [], claims = {} }): Maturity => {
    if (rolesAnyOf.length > 0 || Object.keys(claims).length > 0) {
      return unbound ? { level: 2, why: 'roles or claims that are not bound to one issuer' } : { level: 3, why: 'roles or claims of a trusted issuer' };
    }
    return scopesAllOf.length > 0 ? { level: 2, why: 'scopes of the token' } : { level: 1, why: 'any valid token' };
  });
  return weakest(each);
}

/** The level of the whole: its weakest part's. What is unknown could be the weakest, unless something is at 0 anyway. */
export function weakest(parts: readonly Maturity[]): Maturity {
  const known = parts.filter(({ level }) => level !== undefined).sort((one, other) => one.level! - other.level!);
  const unknown = parts.find(({ level }) => level === undefined);
  return known[0]?.level === 0 ? known[0] : unknown ?? known[0] ?? { why: 'no route' };
}

/** The API's level with the routes that hold it down, such as `GET /health: neither key nor token`. */
export function apiMaturity(routes: readonly Pick<RouteReport, 'method' | 'path' | 'maturity'>[]): Maturity {
  const { level, why } = weakest(routes.map(({ maturity }) => maturity));
  const holding = routes.filter(({ maturity }) => maturity.level === level);
  const [first] = holding;
  if (first === undefined) {
    return { why };
  }
  const others = holding.length - 1;
  return { level, why: `${first.method} ${first.path}${others > 0 ? ` and ${others} more` : ''}: ${first.maturity.why}` };
}
