import type { APIGatewayAuthorizerResultContext } from 'aws-lambda';
import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { claimAt, isName, nameIn, rolesOf, scopesOf } from './claims';
import { refuse } from './reasons';
import { Json, JsonObject } from './strict-json';
import { Validity } from './times';

/** Who a token is about, and what it says that a rule or the backend asks for. */
export interface Identity extends Validity {
  /** Issuer, claim and its value, such as `https://id.example.com/#sub=user-1`: nobody else has this one. */
  readonly principal: string;
  readonly issuer: string;
  readonly clientId: string | undefined;
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** The claims that rules and backend ask for, and no others. */
  readonly claims: ReadonlyMap<string, Json>;
  /** What the backend receives: made once for a token, since most tokens come many times. */
  context: APIGatewayAuthorizerResultContext | undefined;
}

const DEFAULT_PRINCIPAL_CLAIMS = ['sub'];

/** The identity of a verified token. */
export function identityOf(payload: JsonObject, config: IssuerConfig, claimNames: readonly string[], validity: Validity): Identity {
  nameIn(payload, 'jti');
  const claims = new Map<string, Json>();
  for (const name of claimNames) {
    const value = claimAt(payload, name);
    if (value !== undefined) {
      claims.set(name, value);
    }
  }
  return {
    principal: principalOf(payload, config),
    issuer: config.issuer,
    clientId: nameIn(payload, 'client_id') ?? nameIn(payload, 'azp') ?? (config.kind === 'cognito' ? nameIn(payload, 'aud') : undefined),
    scopes: granted(scopesOf(claimAt(payload, config.scopesClaim)), config.grants?.scopes),
    roles: granted(rolesOf(claimAt(payload, config.rolesClaim), config.rolesFormat), config.grants?.roles),
    claims,
    expiresAt: validity.expiresAt,
    notBefore: validity.notBefore,
    context: undefined,
  };
}

/**
 * Names are one issuer's, and one claim's: a client may be called as a person is (RFC 9068, 5), and two issuers may have a "user-1" each. An
 * issuer has no `#`, and the claim no `=`, so no name looks like another's (`JwtIssuer` and the configuration's check see to it).
 */
function principalOf(payload: JsonObject, { issuer, principalClaims = DEFAULT_PRINCIPAL_CLAIMS }: IssuerConfig): string {
  for (const claim of principalClaims) {
    const value = claimAt(payload, claim) ?? '';
    // Access services write `"sub": ""` where no person is behind a token.
    if (value !== '') {
      return isName(value) ? `${issuer}#${claim}=${value}` : refuse('subject_invalid');
    }
  }
  return refuse('subject_invalid');
}

/** Attack: a partner's issuer that writes the role of our own people into its tokens. */
function granted(names: string[], allowed: readonly string[] | undefined): ReadonlySet<string> {
  const all = new Set(names);
  if (allowed) {
    for (const name of names) {
      if (!allowed.includes(name)) {
        all.delete(name);
      }
    }
  }
  return all;
}
