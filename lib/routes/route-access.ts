import { AccessAlternative } from '../contracts/authorizer';
import { checkReason } from '../shared/check-reason';
import { checkType, instanceOf, OBJECT } from '../shared/check-types';
import { ordered } from '../shared/in-order';
import { checkLiteral, checkLiterals, shown } from '../shared/literals';
import { AccessException } from './private/access-exception';

/**
 * Says who may call a route. Every route has one: there is no default that opens or closes it.
 *
 * All but `anyone` ask for a valid token of a trusted issuer. All but `withoutApiKey` ask for a consumer's API key.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc9068
 */
export class RouteAccess {
  /**
   * Lets principals in that have at least one of the given roles.
   *
   * @param roles literal names as the issuer writes them in its roles claim; at least one
   * @throws where no role is given, or one is empty or a token
   */
  public static roles(...roles: string[]): RouteAccess {
    checkLiterals('roles', roles, "RouteAccess.roles('reader', 'admin')");
    return new RouteAccess([{ rolesAnyOf: [unique(roles)] }], true, []);
  }

  /**
   * Lets tokens in that carry every one of the given scopes.
   *
   * @param scopes literal scopes (RFC 6749, 3.3: no space inside); at least one
   * @throws where no scope is given, or one is empty, a token, or holds a space
   */
  public static scopes(...scopes: string[]): RouteAccess {
    checkLiterals('scopes', scopes, "RouteAccess.scopes('orders:write')");
    for (const scope of scopes) {
      if (/\s/.test(scope)) {
        throw new Error(`\`scopes\` must be one scope an argument, got ${shown(scope)}; right would be RouteAccess.scopes(${scope.split(/\s+/).map((s) => `'${s}'`).join(', ')})`);
      }
    }
    return new RouteAccess([{ scopesAllOf: unique(scopes) }], true, []);
  }

  /**
   * Lets tokens in that have a claim with this value. A claim that is a list must contain the value. For several claims, combine with `alsoRequiring`.
   *
   * @param name literal name of the claim; a path with dots reaches into objects
   * @param value literal string, number or boolean
   * @throws where the name is empty, or the value is missing, of another type or a token
   */
  public static claim(name: string, value: unknown): RouteAccess {
    checkLiteral('name', name, "RouteAccess.claim('tenant', 'acme')");
    return new RouteAccess([{ claims: Object.fromEntries([[name, claimValue('value', value)]]) }], true, []);
  }

  /**
   * Lets tokens in whose claims all equal the given values. A claim that is a list must contain the value.
   *
   * **In Python, Java and Go use `claim` instead.** There a member without a value (`None`, `null`, `nil`) is gone before this method sees the map,
   * and its condition with it: `{"tenant": None, "region": "eu"}` would let every tenant of the region in. Only a map of nothing else is an error.
   *
   * @param claims literal strings, numbers or booleans by the claim's name; at least one
   * @throws where no claim is given, or a value is missing, of another type or a token
   */
  public static claims(claims: { [name: string]: unknown }): RouteAccess {
    checkType('claims', claims, OBJECT);
    const names = Object.keys(claims).sort();
    checkLiterals('claims', names, "RouteAccess.claims({ tenant: 'acme' })");
    return new RouteAccess([{ claims: Object.fromEntries(names.map((name) => [name, claimValue(`claims.${name}`, claims[name])])) }], true, []);
  }

  /**
   * Lets every principal in that a trusted issuer vouches for, whatever its roles and scopes.
   *
   * @param reason why no role, scope or claim limits this route: a sentence, shown in the posture report
   * @throws where the reason is not a sentence
   */
  public static authenticated(reason: string): RouteAccess {
    return new RouteAccess([{}], true, [{ kind: 'authenticated', reason: checkReason('authenticated(reason)', reason) }]);
  }

  /**
   * Lets requests in without a token. The WAF, the API key and the validation still stand before the target.
   *
   * On a path that ends in `{name+}` or has a `{name}`, this route also serves the paths of other routes that lack its method, whatever their
   * own access is: with a `GET /{proxy+}` for anyone and `POST /admin` for administrators, anyone may call `GET /admin`, and reaches this route's
   * target. The posture report lists those paths.
   *
   * @param reason why anyone may call this route: a sentence, shown in the posture report
   * @throws where the reason is not a sentence
   */
  public static anyone(reason: string): RouteAccess {
    return RouteAccess.forAnyone('anyone(reason)', reason);
  }

  /**
   * The same as `anyone`, whose name is a reserved word in no language.
   *
   * @param reason why anyone may call this route: a sentence, shown in the posture report
   * @deprecated use `anyone`: Java calls this one `doPublic`
   */
  public static public(reason: string): RouteAccess {
    return RouteAccess.forAnyone('public(reason)', reason);
  }

  /**
   * For imports: any one of several accesses is enough, as in a document whose `security` lists alternatives.
   * @internal
   */
  public static _anyOf(accesses: RouteAccess[]): RouteAccess {
    const alternatives = accesses.flatMap((access) => access._alternatives ?? []);
    return new RouteAccess(alternatives, true, accesses.flatMap((access) => access._exceptions));
  }

  private static forAnyone(property: string, reason: string): RouteAccess {
    return new RouteAccess(undefined, true, [{ kind: 'public', reason: checkReason(property, reason) }]);
  }

  /**
   * What the token must satisfy: one of these. Absent where no token is asked for.
   * @internal
   */
  public readonly _alternatives?: AccessAlternative[];
  /** @internal */
  public readonly _apiKeyRequired: boolean;
  /** @internal */
  public readonly _exceptions: AccessException[];

  private constructor(alternatives: AccessAlternative[] | undefined, apiKeyRequired: boolean, exceptions: AccessException[]) {
    this._alternatives = alternatives;
    this._apiKeyRequired = apiKeyRequired;
    this._exceptions = exceptions;
  }

  /**
   * Asks for this and for the other: a role and a scope, say, or one role of each of two groups.
   *
   * @param other what must hold too
   * @throws where one of the two is `anyone`: what needs no token can't need a role
   */
  public alsoRequiring(other: RouteAccess): RouteAccess {
    return this.combined('alsoRequiring', other);
  }

  /**
   * The same as `alsoRequiring`, whose name is a reserved word in no language.
   *
   * @param other what must hold too
   * @deprecated use `alsoRequiring`: Python calls this one `and_`
   */
  public and(other: RouteAccess): RouteAccess {
    return this.combined('and', other);
  }

  /**
   * Takes the API key off this route, and with it the consumer's throttle and quota.
   *
   * @param reason why callers have no key: a sentence, shown in the posture report
   * @throws where the reason is not a sentence
   */
  public withoutApiKey(reason: string): RouteAccess {
    const exception: AccessException = { kind: 'withoutApiKey', reason: checkReason('withoutApiKey(reason)', reason) };
    return new RouteAccess(this._alternatives, false, [...this._exceptions, exception]);
  }

  /**
   * Whether the two let the same requests in, whatever their reasons.
   * @internal
   */
  public _equals(other: RouteAccess): boolean {
    return this._apiKeyRequired === other._apiKeyRequired && canonical(this._alternatives) === canonical(other._alternatives);
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): string {
    if (!this._alternatives) {
      return 'public';
    }
    return this._alternatives.map(describeAlternative).join(' or ');
  }

  /** @param name of the method that the user wrote, for errors */
  private combined(name: string, other: RouteAccess): RouteAccess {
    checkType('other', other, instanceOf(RouteAccess, "RouteAccess.roles('reader')"));
    if (!this._alternatives || !other._alternatives) {
      throw new Error(`\`${name}(other)\` must combine accesses that need a token, got RouteAccess.anyone(...); right would be one or the other`);
    }
    const mine = this._alternatives;
    const theirs = other._alternatives;
    // A reason for "any authenticated principal" has no meaning once a role, scope or claim is asked for beside it.
    const narrowed = [...mine, ...theirs].some((alternative) => Object.keys(alternative).length > 0);
    const exceptions = [...this._exceptions, ...other._exceptions].filter((exception) => !(narrowed && exception.kind === 'authenticated'));
    return new RouteAccess(
      mine.flatMap((left) => theirs.map((right) => both(name, left, right))),
      this._apiKeyRequired && other._apiKeyRequired,
      exceptions,
    );
  }
}

function claimValue(property: string, value: unknown): string | number | boolean {
  if (typeof value === 'string') {
    checkLiteral(property, value, "'acme'");
    return value;
  }
  if (typeof value !== 'boolean' && !(typeof value === 'number' && Number.isFinite(value))) {
    throw new Error(`\`${property}\` must be a string, a number or a boolean, got ${shown(value)}; right would be 'acme'`);
  }
  if (Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER) {
    throw new Error(`\`${property}\` must be a number up to 2^53 - 1, got ${shown(value)}: larger ones are rounded, so another principal's claim could equal it`);
  }
  return value;
}

function both(method: string, left: AccessAlternative, right: AccessAlternative): AccessAlternative {
  const rolesAnyOf = [...left.rolesAnyOf ?? [], ...right.rolesAnyOf ?? []];
  const scopesAllOf = unique([...left.scopesAllOf ?? [], ...right.scopesAllOf ?? []]);
  for (const [name, value] of Object.entries(right.claims ?? {})) {
    const mine = left.claims && Object.hasOwn(left.claims, name) ? left.claims[name] : value;
    if (mine !== value) {
      throw new Error(`\`${method}(other)\` must be satisfiable, got two values for the claim ${shown(name)}: ${shown(mine)} and ${shown(value)}`);
    }
  }
  const claims = ordered({ ...left.claims, ...right.claims }) ?? {};
  return {
    ...(rolesAnyOf.length > 0 && { rolesAnyOf }),
    ...(scopesAllOf.length > 0 && { scopesAllOf }),
    ...(Object.keys(claims).length > 0 && { claims }),
  };
}

function describeAlternative(alternative: AccessAlternative): string {
  const parts = [
    ...(alternative.rolesAnyOf ?? []).map((group) => `role ${group.join('|')}`),
    ...(alternative.scopesAllOf ? [`scope ${alternative.scopesAllOf.join('+')}`] : []),
    ...Object.entries(alternative.claims ?? {}).map(([name, value]) => `${name}=${String(value)}`),
  ];
  return parts.length > 0 ? parts.join(' and ') : 'any valid token';
}

/** The same text for the same alternatives, in whatever order roles, scopes and claims were named; 1 and "1" differ. */
function canonical(alternatives: AccessAlternative[] | undefined): string {
  return JSON.stringify(alternatives?.map(({ rolesAnyOf, scopesAllOf, claims }) => JSON.stringify([
    [...rolesAnyOf ?? []].map((group) => JSON.stringify([...group].sort())).sort(),
    [...scopesAllOf ?? []].sort(),
    // Those are in order since they were made.
    Object.entries(claims ?? {}),
  ])).sort()) ?? 'public';
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
