import { Token } from 'aws-cdk-lib';
import { RESERVED_CONTEXT } from './contracts/authorizer';
import { checkFirewallOptions } from './firewall/private/check-options';
import { SecureRestApiProps } from './secure-rest-api-props';
import { checkLiteral, checkLiterals, shown } from './shared/literals';
import { wholeSeconds } from './shared/whole-seconds';

const LONGEST_NAME = 1_024;
/** https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
const MAX_CACHE_TTL_SECONDS = 3_600;

/** Checks what can be checked before anything is made. @throws with the property, what was given and what would be right */
export function checkProps(props: SecureRestApiProps): void {
  if (!props.jwtIssuers || props.jwtIssuers.length === 0) {
    throw new Error('`jwtIssuers` must hold at least one issuer, got none; right would be [JwtIssuer.oidc({ issuer: "https://id.example.com/", audience: ["orders"] })]');
  }
  checkIssuersDiffer(props);
  if (props.authorizerCacheTtl) {
    wholeSeconds('authorizerCacheTtl', props.authorizerCacheTtl, 0, MAX_CACHE_TTL_SECONDS);
  }
  checkFirewallOptions(props.firewall ?? {});
  if (props.stageName !== undefined) {
    checkLiteral('stageName', props.stageName, "'prod'");
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(props.stageName)) {
      throw new Error(`\`stageName\` must be 1 to 128 letters, digits, "-" or "_", got ${shown(props.stageName)}; right would be "prod"`);
    }
  }
  if (props.restApiName !== undefined && !Token.isUnresolved(props.restApiName) && (props.restApiName.trim() === '' || props.restApiName.length > LONGEST_NAME)) {
    throw new Error(`\`restApiName\` must be 1 to ${LONGEST_NAME} characters, got ${shown(props.restApiName)}`);
  }
  if (props.contextClaims && props.contextClaims.length > 0) {
    checkLiterals('contextClaims', props.contextClaims, "['email']");
    const reserved = props.contextClaims.find((claim) => RESERVED_CONTEXT.includes(claim));
    if (reserved !== undefined) {
      throw new Error(`\`contextClaims\` must not name ${shown(reserved)}, under which the authorizer passes something else on; it keeps ${RESERVED_CONTEXT.join(', ')}`);
    }
  }
  for (const property of ['rateLimit', 'burstLimit'] as const) {
    const value = props.throttle?.[property];
    if (value !== undefined && !Token.isUnresolved(value) && !(value > 0)) {
      throw new Error(`\`throttle.${property}\` must be more than 0, got ${shown(value)}; right would be 500`);
    }
  }
}

function checkIssuersDiffer(props: SecureRestApiProps): void {
  const issuers = props.jwtIssuers.map((issuer) => issuer._config.issuer);
  const twice = issuers.find((issuer, index) => issuers.indexOf(issuer) !== index);
  if (twice !== undefined) {
    throw new Error(`\`jwtIssuers\` must name each issuer once, got ${shown(twice)} twice; right would be one JwtIssuer with both audiences`);
  }
}
