import { Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { IssuerConfig, MAX_CLOCK_TOLERANCE_SECONDS } from '../contracts/authorizer';
import { PostureIssuer } from '../posture/issuers';
import { PostureException } from '../posture/posture';
import { checkReason } from '../shared/check-reason';
import { checkType, having, listOf, OBJECT } from '../shared/check-types';
import { checkLiteral } from '../shared/literals';
import { wholeSeconds } from '../shared/whole-seconds';
import { CognitoIssuerOptions, CognitoTokenUse } from './cognito-issuer-options';
import { JkuHeader, OidcIssuerOptions, RolesFormat } from './oidc-issuer-options';
import { checkGrants, checkHttpsUrl, checkIssuerName, checkList, checkMembers, checkPrincipalClaims, checkTexts, withoutTokens } from './private/check-issuer';
import { SignatureAlgorithm } from './signature-algorithm';

/** Azure's managed identities get tokens for a day, with an `iat` five minutes before. What lives longer outlives every sensible revocation. */
const DEFAULT_MAX_TOKEN_LIFETIME = Duration.minutes(24 * 60 + 5);
/** The most that Amazon Cognito issues. */
const COGNITO_MAX_TOKEN_LIFETIME = Duration.hours(24);

/**
 * An issuer whose signed tokens the API trusts.
 */
export class JwtIssuer {
  /**
   * An OpenID Connect or OAuth 2.0 issuer with a public key set.
   *
   * @throws where `issuer` or `jwksUri` is not https, `audience` is empty, or an option contradicts another
   * @see https://datatracker.ietf.org/doc/html/rfc8725
   */
  public static oidc(options: OidcIssuerOptions): JwtIssuer {
    checkType('options', options, OBJECT);
    const { issuer, audience, jwksUri, audienceClaim, principalClaim, tokenType, grants, clockTolerance } = options;
    const { jku = JkuHeader.REFUSED, rolesFormat = RolesFormat.LIST, rolesClaim = 'roles', scopesClaim = 'scope' } = options;
    checkIssuerName(issuer, jwksUri);
    if (jwksUri !== undefined) {
      checkHttpsUrl('jwksUri', jwksUri, { query: true });
    }
    checkTexts('audience', audience, "['orders']", 'without it a token for any other API would be accepted here');
    checkLiteral('rolesClaim', rolesClaim, "'roles'");
    checkLiteral('scopesClaim', scopesClaim, "'scope'");
    checkMembers('jku', JkuHeader, [jku], 'JkuHeader.SAME_AS_JWKS_URI');
    if (jku !== JkuHeader.REFUSED && jwksUri === undefined) {
      throw new Error('`jku` must come together with `jwksUri`, got none; right would be jwksUri: "https://id.example.com/token_keys", the only address that is fetched');
    }
    checkMembers('rolesFormat', RolesFormat, [rolesFormat], 'RolesFormat.LIST');
    const algorithms = options.algorithms ?? Object.values(SignatureAlgorithm);
    checkList('algorithms', algorithms, '[SignatureAlgorithm.ES256]');
    if (algorithms.length === 0) {
      throw new Error('`algorithms` must hold at least one value, got none; right would be [SignatureAlgorithm.ES256]');
    }
    checkMembers('algorithms', SignatureAlgorithm, algorithms, '[SignatureAlgorithm.ES256]');
    if (tokenType !== undefined) {
      checkLiteral('tokenType', tokenType, "'at+jwt'");
    }
    // From JavaScript one name is often given without a list around it.
    const principalClaims = typeof principalClaim === 'string' ? [principalClaim] : principalClaim;
    if (principalClaims !== undefined) {
      checkPrincipalClaims(principalClaims);
    }
    const exceptions: PostureException[] = [];
    if (audienceClaim !== undefined) {
      checkType('audienceClaim', audienceClaim, OBJECT);
      checkLiteral('audienceClaim.claim', audienceClaim.claim, "'azp'");
      exceptions.push({ kind: `audienceClaim ${audienceClaim.claim}`, reason: checkReason('audienceClaim.reason', audienceClaim.reason) });
    }
    return new JwtIssuer({
      kind: 'oidc',
      issuer,
      audience: [...audience],
      jwksUri,
      ...(jku !== JkuHeader.REFUSED && { jku }),
      ...(audienceClaim && { audienceClaim: audienceClaim.claim }),
      ...(principalClaims && { principalClaims: [...principalClaims] }),
      rolesClaim,
      ...(rolesFormat !== RolesFormat.LIST && { rolesFormat }),
      scopesClaim,
      tokenType,
      maxTokenLifetimeSeconds: wholeSeconds('maxTokenLifetime', options.maxTokenLifetime ?? DEFAULT_MAX_TOKEN_LIFETIME, 1, Infinity),
      ...(clockTolerance !== undefined && { clockToleranceSeconds: wholeSeconds('clockTolerance', clockTolerance, 0, MAX_CLOCK_TOLERANCE_SECONDS) }),
      algorithms: [...algorithms],
      ...(grants !== undefined && { grants: checkGrants(grants) }),
    }, withoutTokens(issuer), exceptions);
  }

  /**
   * An Amazon Cognito user pool. Groups are its roles (`cognito:groups`).
   *
   * @throws where no app client is given
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
   */
  public static cognito(userPool: cognito.IUserPool, options: CognitoIssuerOptions): JwtIssuer {
    checkType('userPool', userPool, having('a user pool such as new cognito.UserPool(…)', 'userPoolProviderName'));
    checkType('options', options, OBJECT);
    const { tokenUse = CognitoTokenUse.ACCESS, grants } = options;
    checkList('clients', options.clients, "[userPool.addClient('Web')]");
    checkType('clients', options.clients, listOf(having('an app client such as userPool.addClient(\'Web\')', 'userPoolClientId')));
    if (options.clients.length === 0) {
      throw new Error('`clients` must hold at least one app client, got none; right would be [userPool.addClient(\'Web\')]');
    }
    checkMembers('tokenUse', CognitoTokenUse, [tokenUse], 'CognitoTokenUse.ACCESS');
    return new JwtIssuer({
      kind: 'cognito',
      issuer: `https://${userPool.userPoolProviderName}`,
      audience: options.clients.map((client) => client.userPoolClientId),
      tokenUse,
      rolesClaim: 'cognito:groups',
      scopesClaim: 'scope',
      maxTokenLifetimeSeconds: wholeSeconds('maxTokenLifetime', options.maxTokenLifetime ?? COGNITO_MAX_TOKEN_LIFETIME, 1, Infinity),
      algorithms: [SignatureAlgorithm.RS256],
      ...(grants !== undefined && { grants: checkGrants(grants) }),
    }, `user pool ${userPool.node.path}`, []);
  }

  /** @internal */
  public readonly _config: IssuerConfig;

  private constructor(config: IssuerConfig, private readonly name: string, private readonly exceptions: PostureException[]) {
    this._config = config;
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): PostureIssuer {
    const { audience, grants } = this._config;
    return { name: this.name, audience: audience.map(withoutTokens), ...(grants && { grants }), exceptions: this.exceptions };
  }
}
