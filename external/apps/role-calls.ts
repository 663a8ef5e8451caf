import { physicalAttribute } from '../../local/physical-names';
import { ENVIRONMENT } from './apps';
import { ResolvedApp } from './resolved-roles';

/** One call to AWS. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: { readonly [key: string]: string };
}

/** What a role's code calls, and what would tempt whoever took it over. */
export interface RoleCalls {
  readonly role: RegExp;
  readonly allowed: Call[];
  readonly denied: Call[];
}

const { account, region } = ENVIRONMENT;
const TAG = 'secure-rest-api:rest-api-id';
const ELSEWHERE = 'zzzzzzzzzz';
const apiGateway = (path: string): string => `arn:aws:apigateway:${region}::${path}`;
const TAGS_OF_A_KEY = apiGateway(`/tags/${encodeURIComponent(`arn:aws:apigateway:${region}::/apikeys/abc`)}`);
const ANY_ROLE = `arn:aws:iam::${account}:role/Admin`;

/** The roles of one API in an app: what each may do, and what not. */
export function roleCalls(app: ResolvedApp, api: string): RoleCalls[] {
  const restApi = app.resource('AWS::ApiGateway::RestApi', new RegExp(`^${api}RestApi`)).ref;
  const authorizer = functionArn(app, new RegExp(`^${api}JwtAuthorizerFunction`));
  const rotation = functionArn(app, new RegExp(`^${api}ApiKeyRotationFunction`));
  const plan = app.resource('AWS::ApiGateway::UsagePlan', new RegExp(`^${api}Partner`)).ref;
  const secret = app.resource('AWS::SecretsManager::Secret', new RegExp(`^${api}Partner`)).ref;
  const own = { [`aws:ResourceTag/${TAG}`]: restApi };
  const others = { [`aws:ResourceTag/${TAG}`]: ELSEWHERE };
  const made = { [`aws:RequestTag/${TAG}`]: restApi };
  const secretOf = (tag: string): { readonly [key: string]: string } => ({ [`secretsmanager:ResourceTag/${TAG}`]: tag });
  const secretActions = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map((name) => `secretsmanager:${name}`);
  return [
    {
      role: new RegExp(`^${api}ApiKeyRotationRole`),
      allowed: [
        { action: 'apigateway:POST', resource: apiGateway('/apikeys'), context: made },
        { action: 'apigateway:PUT', resource: TAGS_OF_A_KEY, context: made },
        { action: 'apigateway:GET', resource: apiGateway('/apikeys') },
        ...['GET', 'PATCH', 'DELETE'].map((verb) => ({ action: `apigateway:${verb}`, resource: apiGateway('/apikeys/abc'), context: own })),
        { action: 'apigateway:POST', resource: apiGateway(`/usageplans/${plan}/keys`) },
        { action: 'apigateway:GET', resource: apiGateway(`/usageplans/${plan}/usage`) },
        { action: 'apigateway:PATCH', resource: apiGateway(`/usageplans/${plan}/keys/abc/usage`) },
        ...secretActions.map((action) => ({ action, resource: secret, context: secretOf(restApi) })),
      ],
      denied: [
        { action: 'apigateway:POST', resource: apiGateway('/apikeys') },
        { action: 'apigateway:POST', resource: apiGateway('/apikeys'), context: { [`aws:RequestTag/${TAG}`]: ELSEWHERE } },
        ...['GET', 'PATCH', 'DELETE'].map((verb) => ({ action: `apigateway:${verb}`, resource: apiGateway('/apikeys/abc'), context: others })),
        // The list that shows the keys' values.
        { action: 'apigateway:GET', resource: apiGateway(`/usageplans/${plan}/keys`), context: own },
        { action: 'apigateway:POST', resource: apiGateway('/usageplans/zzzzzz/keys'), context: others },
        { action: 'apigateway:DELETE', resource: apiGateway(`/usageplans/${plan}`), context: own },
        { action: 'apigateway:PATCH', resource: apiGateway(`/restapis/${restApi}`) },
        { action: 'apigateway:PATCH', resource: apiGateway(`/restapis/${restApi}/stages/prod`) },
        ...secretActions.map((action) => ({ action, resource: secret, context: secretOf(ELSEWHERE) })),
        { action: 'secretsmanager:DeleteSecret', resource: secret, context: secretOf(restApi) },
        { action: 'lambda:InvokeFunction', resource: rotation },
        { action: 'lambda:UpdateFunctionCode', resource: authorizer },
        { action: 'iam:PassRole', resource: ANY_ROLE },
      ],
    },
    {
      role: new RegExp(`^${api}JwtAuthorizerRole`),
      allowed: [{ action: 'xray:PutTraceSegments', resource: '*' }, { action: 'xray:PutTelemetryRecords', resource: '*' }],
      denied: [
        { action: 'secretsmanager:GetSecretValue', resource: secret, context: secretOf(restApi) },
        { action: 'apigateway:GET', resource: apiGateway('/apikeys') },
        { action: 'lambda:InvokeFunction', resource: rotation },
        { action: 'iam:PassRole', resource: ANY_ROLE },
      ],
    },
    {
      role: new RegExp(`^${api}JwtAuthorizerInvocationRole`),
      allowed: [{ action: 'lambda:InvokeFunction', resource: authorizer }],
      denied: [
        { action: 'lambda:InvokeFunction', resource: rotation },
        { action: 'lambda:InvokeFunction', resource: `${authorizer}2` },
        { action: 'lambda:UpdateFunctionCode', resource: authorizer },
        { action: 'iam:PassRole', resource: ANY_ROLE },
      ],
    },
    {
      role: new RegExp(`^${api}Targets`),
      allowed: [{ action: 'lambda:InvokeFunction', resource: targetArn(app) }],
      denied: [
        { action: 'lambda:InvokeFunction', resource: authorizer },
        { action: 'lambda:InvokeFunction', resource: `${targetArn(app)}-of-another` },
        { action: 'lambda:InvokeFunction', resource: `${targetArn(app)}:live` },
        { action: 'lambda:DeleteFunction', resource: targetArn(app) },
      ],
    },
    ...edgeCalls(app, api),
    ...blockListCalls(app, api),
  ];
}

/** The roles that a stack has once, whatever APIs it has. */
export function stackRoleCalls(app: ResolvedApp): RoleCalls[] {
  const logs = `arn:aws:iam::${account}:role/${app.resource('AWS::IAM::Role', /AccountLoggingLogsRole/).ref}`;
  return [
    {
      role: /AccountLoggingRole/,
      allowed: [
        { action: 'apigateway:GET', resource: apiGateway('/account') },
        { action: 'apigateway:PATCH', resource: apiGateway('/account') },
        // Whose role is set before is not known: only whether it is there is asked.
        { action: 'iam:GetRole', resource: ANY_ROLE },
        { action: 'iam:PassRole', resource: logs, context: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
      ],
      denied: [
        { action: 'iam:PassRole', resource: logs, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
        { action: 'iam:PassRole', resource: ANY_ROLE, context: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
        { action: 'iam:UpdateAssumeRolePolicy', resource: logs },
        { action: 'apigateway:GET', resource: apiGateway('/apikeys') },
      ],
    },
    {
      role: /AccountLoggingLogsRole/,
      allowed: [],
      denied: [{ action: 'apigateway:GET', resource: apiGateway('/apikeys') }, { action: 'iam:PassRole', resource: ANY_ROLE }],
    },
  ];
}

/** The rotation of the origin secret, where an Edge is there. */
function edgeCalls(app: ResolvedApp, api: string): RoleCalls[] {
  if (!app.roles.some(({ logicalId }) => logicalId.startsWith(`${api}EdgeOriginSecretRole`))) {
    return [];
  }
  const secret = app.resource('AWS::SecretsManager::Secret', new RegExp(`^${api}EdgeOriginSecret`)).ref;
  const partner = app.resource('AWS::SecretsManager::Secret', new RegExp(`^${api}Partner`)).ref;
  const store = app.resource('AWS::CloudFront::KeyValueStore', new RegExp(`^${api}EdgeStore`));
  const storeArn = physicalAttribute({
    type: store.type,
    logicalId: store.logicalId,
    stackName: store.stack,
    region,
    account,
    property: (name) => store.properties[name] as string | undefined,
  }, 'Arn');
  const aclArn = `arn:aws:wafv2:${region}:${account}:regional/webacl/any/12345678`;
  return [{
    role: new RegExp(`^${api}EdgeOriginSecretRole`),
    allowed: [
      { action: 'secretsmanager:GetSecretValue', resource: secret },
      { action: 'secretsmanager:PutSecretValue', resource: secret },
      { action: 'cloudfront-keyvaluestore:PutKey', resource: storeArn },
    ],
    denied: [
      { action: 'secretsmanager:GetSecretValue', resource: partner },
      { action: 'cloudfront-keyvaluestore:PutKey', resource: `arn:aws:cloudfront::${account}:key-value-store/of-another` },
      { action: 'wafv2:UpdateWebACL', resource: aclArn },
      { action: 'wafv2:DeleteRuleGroup', resource: `arn:aws:wafv2:${region}:${account}:regional/rulegroup/of-another/1` },
      { action: 'wafv2:DeleteWebACL', resource: aclArn },
      { action: 'iam:PassRole', resource: ANY_ROLE },
    ],
  }];
}

/** The function that keeps the block list, where there is one. */
function blockListCalls(app: ResolvedApp, api: string): RoleCalls[] {
  if (!app.roles.some(({ logicalId }) => logicalId.startsWith(`${api}WebAclBlockListRole`))) {
    return [];
  }
  const ipSet = (logicalId: RegExp): string => {
    const [name, id] = app.resource('AWS::WAFv2::IPSet', logicalId).ref.split('|');
    return `arn:aws:wafv2:${region}:${account}:regional/ipset/${name}/${id}`;
  };
  const logGroup = (logicalId: RegExp): string => `arn:aws:logs:${region}:${account}:log-group:${app.resource('AWS::Logs::LogGroup', logicalId).ref}:*`;
  const own = ['IPV4x1', 'IPV4x2', 'IPV4x3', 'IPV6x1', 'IPV6x2', 'IPV6x3'].map((name) => ipSet(new RegExp(`^${api}WebAclBlockList${name}`)));
  const partner = app.resource('AWS::SecretsManager::Secret', new RegExp(`^${api}Partner`)).ref;
  return [{
    role: new RegExp(`^${api}WebAclBlockListRole`),
    allowed: [
      ...own.flatMap((resource) => ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'].map((action) => ({ action, resource }))),
      { action: 'logs:FilterLogEvents', resource: logGroup(new RegExp(`^${api}WebAclLog`)) },
    ],
    denied: [
      { action: 'wafv2:UpdateIPSet', resource: `arn:aws:wafv2:${region}:${account}:regional/ipset/of-another/1` },
      { action: 'wafv2:DeleteIPSet', resource: own[0] },
      { action: 'wafv2:UpdateWebACL', resource: `arn:aws:wafv2:${region}:${account}:regional/webacl/any/12345678` },
      { action: 'logs:FilterLogEvents', resource: logGroup(new RegExp(`^${api}AccessLog`)) },
      { action: 'logs:DeleteLogGroup', resource: logGroup(new RegExp(`^${api}WebAclLog`)) },
      { action: 'secretsmanager:GetSecretValue', resource: partner },
      { action: 'apigateway:GET', resource: apiGateway('/apikeys') },
      { action: 'iam:PassRole', resource: ANY_ROLE },
    ],
  }];
}

function functionArn(app: ResolvedApp, logicalId: RegExp): string {
  return `arn:aws:lambda:${region}:${account}:function:${app.resource('AWS::Lambda::Function', logicalId).ref}`;
}

/** The function behind the routes: the example's own, or the one that the smaller apps only know by name. */
function targetArn(app: ResolvedApp): string {
  return app.name === 'example' ? functionArn(app, /^OrderFunction/) : `arn:aws:lambda:${region}:${account}:function:orders`;
}
