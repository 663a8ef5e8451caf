import { AccessAlternative } from '../contracts/authorizer';
import { PostureException } from './posture';

/** Whose tokens the API trusts, and what for. */
export interface PostureIssuer {
  /** The value of `iss`, or the user pool's place in the app. */
  readonly name: string;
  readonly audience: string[];
  /** All that it may grant; absent where it may grant anything. */
  readonly grants?: { readonly roles: string[]; readonly scopes: string[] };
  readonly exceptions: PostureException[];
}

/**
 * What of a route's access is not bound to one issuer. Attack: a partner's own token with the role of our administrators in it.
 *
 * Of several issuers whose tokens may satisfy a rule, each must say what it grants: then somebody has thought of it.
 */
export function unboundAccess(alternatives: AccessAlternative[], issuers: PostureIssuer[]): string[] {
  return alternatives.flatMap((alternative) => {
    const { rolesAnyOf = [], scopesAllOf = [], claims = {} } = alternative;
    if (Object.hasOwn(claims, 'iss') || Object.keys(alternative).length === 0) {
      return [];
    }
    const able = issuers.filter(({ grants }) => !grants || (
      rolesAnyOf.every((group) => group.some((role) => grants.roles.includes(role))) &&
      scopesAllOf.every((scope) => grants.scopes.includes(scope))
    ));
    const byClaimsOnly = rolesAnyOf.length === 0 && scopesAllOf.length === 0;
    if (able.length < 2 || !(byClaimsOnly || able.some(({ grants }) => !grants))) {
      return [];
    }
    return [`${described(alternative)}: any of ${able.map(({ name }) => name).join(', ')} may write it into a token; right would be ` +
      (byClaimsOnly ? '`and(RouteAccess.claim("iss", …))`' : `\`grants\` of ${able.filter(({ grants }) => !grants).map(({ name }) => name).join(', ')}`)];
  });
}

function described({ rolesAnyOf = [], scopesAllOf = [], claims = {} }: AccessAlternative): string {
  return [
    ...rolesAnyOf.map((group) => `role ${group.join('|')}`),
    ...scopesAllOf.map((scope) => `scope ${scope}`),
    ...Object.keys(claims).map((name) => `claim ${name}`),
  ].join(' and ');
}
