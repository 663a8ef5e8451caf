import { Duration, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { IssuerConfig } from '../contracts/authorizer';
import { checkLiteral, shown } from '../shared/literals';

/**
 * Algorithms with which an issuer may sign (RFC 7518, 3.1; RFC 8037). Symmetric ones and `none` are not among them.
 */
export enum SignatureAlgorithm {
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RS256 = 'RS256',
  /** RSASSA-PKCS1-v1_5 with SHA-384. */
  RS384 = 'RS384',
  /** RSASSA-PKCS1-v1_5 with SHA-512. */
  RS512 = 'RS512',
  /** RSASSA-PSS with SHA-256. */
  PS256 = 'PS256',
  /** RSASSA-PSS with SHA-384. */
  PS384 = 'PS384',
  /** RSASSA-PSS with SHA-512. */
  PS512 = 'PS512',
  /** ECDSA with P-256 and SHA-256. */
  ES256 = 'ES256',
  /** ECDSA with P-384 and SHA-384. */
  ES384 = 'ES384',
  /** ECDSA with P-521 and SHA-512. */
  ES512 = 'ES512',
  /** Ed25519. */
  EDDSA = 'EdDSA',
}

/**
 * An OpenID Connect or OAuth 2.0 issuer.
 */
export interface OidcIssuerOptions {
  /** Value of the tokens' `iss`, byte for byte: an https URL. */
  readonly issuer: string;

  /** Values of which a token's `aud` must hold one: a token that was issued for another API is refused. */
  readonly audience: string[];

  /**
   * Where the issuer publishes its keys: an https URL.
   *
   * @default - what `<issuer>/.well-known/openid-configuration` says
   */
  readonly jwksUri?: string;

  /**
   * Claim with the principal's roles; a path with dots reaches into objects, such as `realm_access.roles`.
   *
   * @default 'roles'
   */
  readonly rolesClaim?: string;

  /**
   * Claim with the token's scopes: one string with spaces between, or a list.
   *
   * @default 'scope'
   */
  readonly scopesClaim?: string;

  /**
   * Value of the header's `typ` that tokens must have, such as `at+jwt` (RFC 9068), so that an ID token is not taken for an access token.
   *
   * @default - not checked, since many issuers write `JWT` or nothing
   */
  readonly tokenType?: string;

  /**
   * Longest time from `iat` to `exp`. A token that lives longer, or never expires, is refused.
   *
   * @default Duration.hours(24)
   */
  readonly maxTokenLifetime?: Duration;

  /**
   * Algorithms accepted from this issuer.
   *
   * @default - all of SignatureAlgorithm
   */
  readonly algorithms?: SignatureAlgorithm[];
}

/**
 * Which of Cognito's tokens the API takes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export enum CognitoTokenUse {
  /** Access tokens: made for APIs, carry scopes. */
  ACCESS = 'access',
  /** ID tokens: made for the client, carry the user's attributes. */
  ID = 'id',
}

/**
 * An Amazon Cognito user pool as issuer.
 */
export interface CognitoIssuerOptions {
  /** App clients whose tokens the API takes; at least one. */
  readonly clients: cognito.IUserPoolClient[];

  /**
   * Kind of token.
   *
   * @default CognitoTokenUse.ACCESS
   */
  readonly tokenUse?: CognitoTokenUse;

  /**
   * Longest time from `iat` to `exp`.
   *
   * @default Duration.hours(24), the most that Cognito issues
   */
  readonly maxTokenLifetime?: Duration;
}

/** Most that Amazon Cognito issues; an access token that lives longer outlives every sensible revocation. */
const DEFAULT_MAX_TOKEN_LIFETIME = Duration.hours(24);

/**
 * An issuer whose signed tokens the API trusts.
 */
export class JwtIssuer {
  /**
   * An OpenID Connect or OAuth 2.0 issuer with a public key set.
   *
   * @throws where `issuer` or `jwksUri` is not https, or `audience` is empty
   * @see https://datatracker.ietf.org/doc/html/rfc8725
   */
  public static oidc(options: OidcIssuerOptions): JwtIssuer {
    checkHttpsUrl('issuer', options.issuer);
    if (options.jwksUri !== undefined) {
      checkHttpsUrl('jwksUri', options.jwksUri);
    }
    checkAudience('audience', options.audience);
    const rolesClaim = options.rolesClaim ?? 'roles';
    const scopesClaim = options.scopesClaim ?? 'scope';
    checkLiteral('rolesClaim', rolesClaim, "'roles'");
    checkLiteral('scopesClaim', scopesClaim, "'scope'");
    const algorithms = options.algorithms ?? Object.values(SignatureAlgorithm);
    if (algorithms.length === 0) {
      throw new Error('`algorithms` must hold at least one value, got none; right would be [SignatureAlgorithm.ES256]');
    }
    return new JwtIssuer({
      kind: 'oidc',
      issuer: options.issuer,
      audience: options.audience,
      jwksUri: options.jwksUri,
      rolesClaim,
      scopesClaim,
      tokenType: options.tokenType,
      maxTokenLifetimeSeconds: lifetimeSeconds(options.maxTokenLifetime),
      algorithms: [...algorithms],
    });
  }

  /**
   * An Amazon Cognito user pool. Groups are its roles (`cognito:groups`).
   *
   * @throws where no app client is given
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
   */
  public static cognito(userPool: cognito.IUserPool, options: CognitoIssuerOptions): JwtIssuer {
    if (options.clients.length === 0) {
      throw new Error('`clients` must hold at least one app client, got none; right would be [userPool.addClient(\'Web\')]');
    }
    return new JwtIssuer({
      kind: 'cognito',
      issuer: `https://${userPool.userPoolProviderName}`,
      audience: options.clients.map((client) => client.userPoolClientId),
      tokenUse: options.tokenUse ?? CognitoTokenUse.ACCESS,
      rolesClaim: 'cognito:groups',
      scopesClaim: 'scope',
      maxTokenLifetimeSeconds: lifetimeSeconds(options.maxTokenLifetime),
      algorithms: [SignatureAlgorithm.RS256],
    });
  }

  /** @internal */
  public readonly _config: IssuerConfig;

  private constructor(config: IssuerConfig) {
    this._config = config;
  }
}

function lifetimeSeconds(lifetime: Duration | undefined): number {
  const seconds = (lifetime ?? DEFAULT_MAX_TOKEN_LIFETIME).toSeconds();
  if (seconds < 1) {
    throw new Error(`\`maxTokenLifetime\` must be at least one second, got ${seconds} seconds`);
  }
  return seconds;
}

function checkHttpsUrl(property: string, url: string): void {
  if (Token.isUnresolved(url)) {
    return;
  }
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    // reported below, with what was given
  }
  // Over plain HTTP anyone on the way could hand the authorizer a key of his own.
  if (parsed?.protocol !== 'https:' || parsed.username || parsed.search || parsed.hash) {
    throw new Error(`\`${property}\` must be an https URL without user, query or fragment, got ${shown(url)}; right would be "https://id.example.com/"`);
  }
}

function checkAudience(property: string, audience: string[]): void {
  if (audience.length === 0) {
    throw new Error(`\`${property}\` must hold at least one value, got none; without it a token for any other API would be accepted here`);
  }
  for (const value of audience) {
    if (!Token.isUnresolved(value) && (typeof value !== 'string' || value === '')) {
      throw new Error(`\`${property}\` must hold non-empty strings, got ${shown(value)}; right would be ['orders']`);
    }
  }
}
