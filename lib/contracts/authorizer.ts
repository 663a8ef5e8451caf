/**
 * What the JWT authorizer's construct (lib/authorizer/jwt-authorizer.ts) and its Lambda function (lambda/jwt-authorizer) agree on.
 * Types, names and numbers only: nothing here may import CDK, since esbuild bundles it into the function.
 */

/**
 * Environment variable with the JSON of `IssuerConfig[]`. Where these are too many for an environment, the rules file has them, and this is the
 * JSON of `string[]`: the texts that held CDK tokens (a user pool's id) and so can't be in an asset.
 */
export const ENV_ISSUERS = 'JWT_ISSUERS';
/** Environment variable with the JSON array of the claims that the backend receives as context. */
export const ENV_CONTEXT_CLAIMS = 'CONTEXT_CLAIMS';
/**
 * Name in the context of the principal's digest: all that the access log has of the principal, whose own name is the issuer's or a client's text.
 */
export const CONTEXT_PRINCIPAL_DIGEST = 'principalDigest';
/** What the authorizer passes on anyway; a claim of the same name would take its place. */
export const RESERVED_CONTEXT = ['principalId', CONTEXT_PRINCIPAL_DIGEST, 'issuer', 'clientId', 'scopes', 'roles'];
/** Namespace, name and dimensions of the metric of denials, for the monitoring's dashboard and alarms. */
export const METRIC_DENIED_NAMESPACE = 'SecureRestApi/JwtAuthorizer';
export const METRIC_DENIED = 'Denied';
export const METRIC_DENIED_API = 'ApiId';
export const METRIC_DENIED_REASON = 'Reason';
/** In the same namespace, by the API alone: milliseconds that decisions took, and the age in seconds of the oldest key set in use. */
export const METRIC_DECISION_TIME = 'DecisionTime';
export const METRIC_KEY_SET_AGE = 'KeySetAge';
/** How many metrics there are beside those of the reasons. */
export const AUTHORIZER_METRICS = 3;
/** How many reasons there are, each a metric once it refused somebody: `test/lambda/jwt-authorizer/reasons.test.ts` counts them. */
export const DENIAL_REASONS = 34;
/** File beside the handler, in the same asset, with the JSON of `AuthorizerRules`. */
export const RULES_FILE = 'rules.json';

/** A trusted issuer. */
export interface IssuerConfig {
  /** `oidc`: discovery or `jwksUri`, audience in `aud`. `cognito`: `audience` holds app client ids, found in `client_id` (access) or `aud` (id). */
  readonly kind: 'oidc' | 'cognito';
  /** Value that `iss` must equal, byte for byte. */
  readonly issuer: string;
  /** Values of which `aud` must hold one; with `cognito` the app client ids. Never empty. */
  readonly audience: string[];
  /** Where the key set is; without it, `<issuer>/.well-known/openid-configuration` says. Always there where `issuer` is no https URL. */
  readonly jwksUri?: string;
  /** What becomes of a `jku` in the header: it must equal `jwksUri`, or is not looked at. Without it such a token is refused. */
  readonly jku?: 'same' | 'ignored';
  /** Claim of which `audience` must hold a value where a token has no `aud`. Without it such a token is refused. */
  readonly audienceClaim?: string;
  /** Claims that name the principal: the first that is there and not empty. `sub` unless stated. */
  readonly principalClaims?: string[];
  /** Cognito's `token_use`; `access` unless stated. */
  readonly tokenUse?: 'access' | 'id';
  /** Claim with the roles: a list of strings, or one string. A nested claim is a path with dots, where no claim has the literal name. */
  readonly rolesClaim: string;
  /** Roles that are the names of an object, or one string with commas or spaces between. Without it a list, or one string that is one role. */
  readonly rolesFormat?: 'names' | 'commas' | 'spaces';
  /** Claim with the scopes: one string with spaces between (RFC 8693, 4.2), or a list. */
  readonly scopesClaim: string;
  /** Required value of the header's `typ` (RFC 9068: `at+jwt`), compared without case and without `application/`. */
  readonly tokenType?: string;
  /** Longest `exp - iat` accepted, in seconds. */
  readonly maxTokenLifetimeSeconds: number;
  /** How far ahead `nbf` and `iat` may be, in seconds. `DEFAULT_CLOCK_TOLERANCE_SECONDS` unless stated. */
  readonly clockToleranceSeconds?: number;
  /** Signature algorithms accepted, e.g. `RS256`. Never `none`, never HS*. */
  readonly algorithms: string[];
  /**
   * Its tokens are those of the website's visitors, who send no API key: they are admitted with the key that the Edge adds. With `clients`, only
   * those of these client ids. Without it, none of this issuer's is.
   */
  readonly website?: { readonly clients?: string[] };
  /** All that this issuer may grant; other roles and scopes of its tokens are as if they were not there. Without it, whatever they say. */
  readonly grants?: { readonly roles: string[]; readonly scopes: string[] };
}

/** Clocks differ: what was issued a moment ago elsewhere may seem to come from the future. */
export const DEFAULT_CLOCK_TOLERANCE_SECONDS = 5;
export const MAX_CLOCK_TOLERANCE_SECONDS = 60;

/** In an issuer of the rules file, in place of a text or of a list of texts: the one with this index in `ENV_ISSUERS`. */
export interface EnvironmentText {
  readonly environment: number;
}

/** One way to satisfy a route: all of its parts must hold. An alternative without parts asks for a valid token only. */
export interface AccessAlternative {
  /** Groups of roles: the principal needs at least one role of every group. */
  readonly rolesAnyOf?: string[][];
  /** The token needs every one of these scopes. */
  readonly scopesAllOf?: string[];
  /** Claims that must equal the given value (strings, numbers and booleans compare by type and value; a list claim must contain it). */
  readonly claims?: { readonly [name: string]: string | number | boolean };
}

/**
 * Longest value of a path parameter, in characters, whatever its rule says: the policy names the request's ARN, and a policy's resource ends at
 * 512 bytes (docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
export const LONGEST_PATH_VALUE = 512;

/**
 * A finite automaton over code points: what one pattern takes. State 0 is where nothing leads on from, and state 1 the start.
 *
 * `[0-9]+` is `{ firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] }`: digits are class 1, all else is class 0;
 * a digit leads from state 1 to state 2, which may be the end, and a digit leads back to.
 */
export interface PatternAutomaton {
  /** Code points at which another class of characters begins, from 0 on. */
  readonly firsts: readonly number[];
  /** Their classes, of characters that the pattern does not tell apart. */
  readonly classes: readonly number[];
  /** By state: 1 where a value may end, else 0. */
  readonly ends: readonly number[];
  /** State by state, and for each class: the next state. With `targets`: where in it the next states begin. */
  readonly table: readonly number[];
  /** Next states where there may be several at once, each list with a 0 behind. Only for patterns that would need too many states otherwise. */
  readonly targets?: readonly number[];
}

/** Constraint on one path parameter, on its decoded value. */
export interface PathParameterRule {
  /** Index in `automata` of the file, of what the whole value must be. */
  readonly automaton?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly allowedValues?: string[];
}

/** What one route asks of a request. */
export interface RouteRule {
  /** The principal satisfies any of these. Absent: the route is public, and its path parameters and `websiteKey` are checked. Never empty. */
  readonly access?: AccessAlternative[];
  /** The route needs an API key, and the Edge adds the website's to requests without one: a header says whose it is. */
  readonly websiteKey?: true;
  /** By the name of the path parameter. */
  readonly pathParameters?: { readonly [name: string]: PathParameterRule };
}

/** The generated rules file. */
export interface AuthorizerRules {
  readonly version: 1;
  /** By `<METHOD> <resourcePath>`, such as `GET /orders/{orderId}`; API Gateway's `requestContext.resourcePath` has the same spelling. */
  readonly routes: { readonly [methodAndPath: string]: RouteRule };
  /** Of all path parameters, each once. */
  readonly automata?: readonly PatternAutomaton[];
  /** Issuers that do not fit in the environment: `IssuerConfig`s, each text of which may be an `EnvironmentText`. */
  readonly issuers?: readonly object[];
}
