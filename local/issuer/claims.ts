import { randomUUID } from 'crypto';
import { IssuerConfig } from '../../lib/contracts/authorizer';
import { JsonMap } from '../assembly';

/** What a token is to say. */
export interface TokenWish {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Other claims, which stand over all that is made here. */
  readonly claims?: JsonMap;
  readonly clientId?: string;
  readonly lifetimeSeconds?: number;
}

const DEFAULT_LIFETIME_SECONDS = 3_600;

/** Header and claims of an access token as this issuer would make it, so that the deployed configuration accepts it. */
export function accessToken(issuer: IssuerConfig, wish: TokenWish, now: number): { readonly header: JsonMap; readonly claims: JsonMap } {
  const { subject, roles, scopes, clientId = issuer.audience[0] } = wish;
  const issuedAt = Math.floor(now / 1_000);
  const audience: JsonMap = issuer.kind === 'oidc' ? { [issuer.audienceClaim ?? 'aud']: issuer.audience[0] }
    : issuer.tokenUse === 'id' ? { aud: clientId } : { client_id: clientId };
  return {
    header: { typ: issuer.tokenType ?? 'JWT' },
    claims: {
      iss: issuer.issuer,
      sub: subject,
      // What RFC 9068, 2.2 asks of every access token.
      ...(issuer.kind === 'oidc' && { client_id: wish.clientId ?? 'development' }),
      ...Object.fromEntries((issuer.principalClaims ?? []).slice(0, 1).map((claim) => [claim, subject])),
      ...audience,
      ...(issuer.kind === 'cognito' && { token_use: issuer.tokenUse ?? 'access', username: subject, version: 2 }),
      iat: issuedAt,
      exp: issuedAt + Math.min(wish.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS, issuer.maxTokenLifetimeSeconds),
      jti: randomUUID(),
      ...(roles.length > 0 && { [issuer.rolesClaim]: rolesValue(issuer, roles) }),
      ...(scopes.length > 0 && { [issuer.scopesClaim]: scopes.join(' ') }),
      ...wish.claims,
    },
  };
}

/** What of a wish the issuer may not grant: the authorizer would look over it. */
export function notGranted({ grants }: IssuerConfig, { roles, scopes }: Pick<TokenWish, 'roles' | 'scopes'>): string[] {
  return grants ? [...roles.filter((role) => !grants.roles.includes(role)), ...scopes.filter((scope) => !grants.scopes.includes(scope))] : [];
}

function rolesValue({ rolesFormat }: IssuerConfig, roles: readonly string[]): JsonMap | string[] | string {
  switch (rolesFormat) {
    case 'names': return Object.fromEntries(roles.map((role) => [role, true]));
    case 'commas': return roles.join(',');
    case 'spaces': return roles.join(' ');
    default: return [...roles];
  }
}
