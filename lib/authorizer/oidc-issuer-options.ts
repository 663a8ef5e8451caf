import { Duration } from 'aws-cdk-lib';
import { IssuerGrants } from './issuer-grants';
import { SignatureAlgorithm } from './signature-algorithm';

/**
 * What becomes of the header parameter `jku`: an address of a key set, as the token says. It is never fetched.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc7515#section-4.1.2
 */
export enum JkuHeader {
  /** A token with `jku` is refused. */
  REFUSED = 'refused',
  /** The `jku` must equal `jwksUri`, letter by letter. */
  SAME_AS_JWKS_URI = 'same',
  /** The `jku` is not looked at. For issuers that name another address of the same keys, as SAP XSUAA does with each tenant's subdomain. */
  IGNORED = 'ignored',
}

/**
 * How an issuer writes the roles of a principal.
 */
export enum RolesFormat {
  /** A list of names, or one string that is one name, whatever letters it holds. */
  LIST = 'list',
  /** An object whose members' names are the roles, as Zitadel writes. A member that is false, null or empty counts as none. */
  OBJECT_NAMES = 'names',
  /** One string with commas between the names, or a list of names. */
  COMMA_SEPARATED = 'commas',
  /** One string with spaces between the names, or a list of names. */
  SPACE_SEPARATED = 'spaces',
}

/**
 * A claim that binds a token to this API in place of `aud`.
 */
export interface AudienceClaim {
  /** Name of the claim, such as `azp` or `client_id`; a path with dots reaches into objects. It must hold one of `audience`. */
  readonly claim: string;

  /** Why no token that the issuer made for another API can hold this value: a sentence, shown in the posture report. */
  readonly reason: string;
}

/**
 * An OpenID Connect or OAuth 2.0 issuer.
 */
export interface OidcIssuerOptions {
  /**
   * Value of the tokens' `iss`, byte for byte. An https URL; where `jwksUri` is given, any text without blanks and `#`, since some issuers have
   * a name that is no https URL (`accounts.google.com`, Stytch's projects, AD FS with `http://…/trust`).
   */
  readonly issuer: string;

  /** Values of which a token's `aud` must hold one: a token that was issued for another API is refused. */
  readonly audience: string[];

  /**
   * Where the issuer publishes its keys: an https URL, with a query where the issuer has one (Microsoft Entra ID's `?appid=`, Azure AD B2C's
   * `?p=`). Right wherever the issuer has no discovery document of its own name: custom signing keys, B2C, `iss` that is no URL.
   *
   * @default - what `<issuer>/.well-known/openid-configuration` says
   */
  readonly jwksUri?: string;

  /**
   * What becomes of a `jku` in the header. Right for SAP XSUAA and Cloud Foundry UAA, which write one into every token. Needs `jwksUri`.
   *
   * @default JkuHeader.REFUSED
   */
  readonly jku?: JkuHeader;

  /**
   * Takes tokens that have no `aud`, or an empty one: this claim must hold one of `audience` instead. Right for Clerk (`azp`), WorkOS (`iss`, where
   * the key set is one client's) and Ory Hydra (`client_id`), which write none by default. A token that has an `aud` is held to it as ever.
   *
   * @default - a token without `aud` is refused
   */
  readonly audienceClaim?: AudienceClaim;

  /**
   * Claims that name the principal: the first that a token has, and that is not empty. Right where tokens of clients lack `sub` (Duende, Keycloak
   * without its scope `basic`, PingOne, Cloudflare Access), with `['sub', 'client_id']` or with `azp`, `appid`, `common_name`; or where the issuer
   * has a claim of its own, as PingFederate may. A name has at most 256 characters.
   *
   * The principal's id says which claim it was, and whose: `https://id.example.com/#client_id=batch`.
   *
   * @default ['sub']
   */
  readonly principalClaim?: string[];

  /**
   * Claim with the principal's roles; a path with dots reaches into objects, such as `realm_access.roles`.
   *
   * @default 'roles'
   */
  readonly rolesClaim?: string;

  /**
   * How the roles are written in their claim. Right for Zitadel (an object's names), or an issuer that joins the names of roles.
   *
   * @default RolesFormat.LIST
   */
  readonly rolesFormat?: RolesFormat;

  /**
   * Claim with the token's scopes: one string with spaces between, or a list.
   *
   * @default 'scope'
   */
  readonly scopesClaim?: string;

  /**
   * All that this issuer may grant. Right wherever the API trusts several issuers.
   *
   * @default - every role and scope that its tokens hold
   */
  readonly grants?: IssuerGrants;

  /**
   * Value of the header's `typ` that tokens must have, such as `at+jwt` (RFC 9068), so that an ID token is not taken for an access token.
   *
   * @default - not checked, since many issuers write `JWT` or nothing
   */
  readonly tokenType?: string;

  /**
   * Longest time from `iat` to `exp`. A token that lives longer, or never expires, is refused. Without `iat` it is counted from `nbf`, and without
   * both from the moment of the request.
   *
   * @default Duration.minutes(1445), the 24 hours and 5 minutes of Azure's managed identities
   */
  readonly maxTokenLifetime?: Duration;

  /**
   * How far ahead of the clock here `iat` and `nbf` may be, in whole seconds up to 60. Right where an issuer's clock is known to be wrong. `exp` has
   * no tolerance: an expired token is expired.
   *
   * @default Duration.seconds(5)
   */
  readonly clockTolerance?: Duration;

  /**
   * Algorithms accepted from this issuer.
   *
   * @default - all of SignatureAlgorithm
   */
  readonly algorithms?: SignatureAlgorithm[];
}
