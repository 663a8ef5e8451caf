import { Token } from 'aws-cdk-lib';
import { JwtIssuer } from './authorizer/jwt-issuer';
import { RESERVED_CONTEXT } from './contracts/authorizer';
import { checkFirewallOptions } from './firewall/private/check-options';
import { RotationSchedule } from './keys/rotation-schedule';
import { checkCosts } from './monitoring/private/check-cost-budget';
import { checkMonitoring } from './monitoring/private/check-monitoring';
import { SecureRestApiProps } from './secure-rest-api-props';
import { checkDescription } from './shared/check-description';
import { checkThrottle } from './shared/check-throttle';
import { checkTypes, DURATION, having, instanceOf, listOf, NUMBER, OBJECT, optional, Shape, TEXT } from './shared/check-types';
import { checkLiteral, checkLiterals, shown } from './shared/literals';
import { LOG_SHAPE } from './shared/log-group';
import { wholeSeconds } from './shared/whole-seconds';

const LONGEST_NAME = 1_024;
/** https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html */
const MAX_CACHE_TTL_SECONDS = 3_600;

const SHAPE: Shape = {
  jwtIssuers: listOf(instanceOf(JwtIssuer, 'JwtIssuer.oidc({ issuer, audience })')),
  restApiName: optional(TEXT),
  description: optional(TEXT),
  stageName: optional(TEXT),
  throttle: optional(OBJECT),
  apiKeyRotationSchedule: optional(instanceOf(RotationSchedule, 'RotationSchedule.rate(Duration.days(1))')),
  apiKeySettleTime: optional(DURATION),
  apiKeyProbePath: optional(TEXT),
  firewall: optional(OBJECT),
  cors: optional(OBJECT),
  edge: optional(OBJECT),
  domain: optional(OBJECT),
  privateEndpoints: optional(OBJECT),
  contextClaims: optional(listOf(TEXT)),
  authorizerCacheTtl: optional(DURATION),
  alarmActions: optional(listOf(having('an action such as new SnsAction(topic)', 'bind'))),
  monitoring: optional(OBJECT),
  maxMonthlyCost: optional(NUMBER),
  averageResponseBytes: optional(NUMBER),
  budget: optional(OBJECT),
  ...LOG_SHAPE,
};

/** Checks what can be checked before anything is made. @throws with the property, what was given and what would be right */
export function checkProps(props: SecureRestApiProps): void {
  checkTypes('props', props, SHAPE);
  if (props.jwtIssuers.length === 0) {
    throw new Error('`jwtIssuers` must hold at least one issuer, got none; right would be [JwtIssuer.oidc({ issuer: "https://id.example.com/", audience: ["orders"] })]');
  }
  checkIssuersDiffer(props);
  if (props.authorizerCacheTtl) {
    wholeSeconds('authorizerCacheTtl', props.authorizerCacheTtl, 0, MAX_CACHE_TTL_SECONDS);
  }
  checkFirewallOptions(props.firewall ?? {});
  checkMonitoring(props.monitoring ?? {});
  checkCosts(props.maxMonthlyCost, props.averageResponseBytes, props.budget);
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
  checkDescription('description', props.description);
  if (props.contextClaims && props.contextClaims.length > 0) {
    checkLiterals('contextClaims', props.contextClaims, "['email']");
    const reserved = props.contextClaims.find((claim) => RESERVED_CONTEXT.includes(claim));
    if (reserved !== undefined) {
      throw new Error(`\`contextClaims\` must not name ${shown(reserved)}, under which the authorizer passes something else on; it keeps ${RESERVED_CONTEXT.join(', ')}`);
    }
  }
  if (props.throttle) {
    checkThrottle(props.throttle, '', '{ rateLimit: 500, burstLimit: 1_000 }');
  }
}

function checkIssuersDiffer(props: SecureRestApiProps): void {
  const issuers = props.jwtIssuers.map((issuer) => issuer._config.issuer);
  const twice = issuers.find((issuer, index) => issuers.indexOf(issuer) !== index);
  if (twice !== undefined) {
    throw new Error(`\`jwtIssuers\` must name each issuer once, got ${shown(twice)} twice; right would be one JwtIssuer with both audiences`);
  }
}
