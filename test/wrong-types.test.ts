import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ts from 'typescript';
import {
  EdgeWebAcl, HttpMethod, JkuHeader, JwtIssuer, ManagedRuleGroup, MonitoringAlarm, OpenApiDocument, RequestBody, RolesFormat, RotationSchedule,
  RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks, SignatureAlgorithm, WebAcl,
} from '../lib';
import { emptyApi, ISSUER, sampleFunction } from './support/sample-api';

/** What no property takes, or another one takes. */
const WRONG: unknown[] = [
  null, 5, -1.5, NaN, 'x', '', true, [], [null], ['x'], {}, { x: 1 }, (): void => undefined, Symbol('x'), 10n, new Date(0), new App(),
  Duration.seconds(1),
];

const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: '111122223333' } });
const target = RouteTarget.lambda(sampleFunction(stack, 'Handler'));
const userPool = new cognito.UserPool(stack, 'Pool');
const client = userPool.addClient('Web');
const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/a');
const bucket = new s3.Bucket(stack, 'Bucket');
const document = OpenApiDocument.fromInline({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths: { '/a': { get: { operationId: 'a' } } } });
const reason = 'It is only there for a test';
let count = 0;
const fresh = (): string => `Thing${count += 1}`;

interface Entry {
  readonly make: (options: never) => unknown;
  /** Right values for every property, of which each is replaced in turn. */
  readonly right: { readonly [property: string]: unknown };
}

const api = (more: object) => new SecureRestApi(stack, fresh(), { jwtIssuers: [ISSUER], ...more });
const inApi = (property: string, right: Entry['right']): Entry => ({ make: (options: object) => api({ [property]: options }), right });

const ENTRIES: { readonly [name: string]: Entry } = {
  'SecureRestApi': {
    make: (props: object) => new SecureRestApi(stack, fresh(), props as never),
    right: {
      jwtIssuers: [ISSUER],
      restApiName: 'orders',
      description: 'Orders',
      stageName: 'v1',
      throttle: { rateLimit: 5, burstLimit: 5 },
      apiKeyRotationSchedule: RotationSchedule.rate(Duration.days(1)),
      apiKeySettleTime: Duration.minutes(5),
      apiKeyProbePath: '/key-check',
      monitoring: {},
      maxMonthlyCost: 1_000_000,
      averageResponseBytes: 16_384,
      budget: undefined,
      firewall: {},
      cors: { allowOrigins: ['https://a.example.com'] },
      edge: undefined,
      domain: undefined,
      privateEndpoints: undefined,
      contextClaims: ['email'],
      authorizerCacheTtl: Duration.minutes(1),
      encryptionKey: new kms.Key(stack, 'Key'),
      logRetention: logs.RetentionDays.ONE_DAY,
      alarmActions: [],
      removalPolicy: 'destroy',
    },
  },
  'throttle': inApi('throttle', { rateLimit: 5, burstLimit: 5 }),
  'cors': inApi('cors', { allowOrigins: ['https://a.example.com'], allowAnyOrigin: undefined, allowCredentials: true, allowHeaders: ['X'], exposeHeaders: ['X'], maxAge: Duration.hours(1) }),
  'firewall': inApi('firewall', {
    loginPaths: ['/a'],
    signUpPaths: ['/a'],
    rateLimit: 10,
    loginRateLimit: 10,
    clientsPerNetwork: 1,
    maxBodyBytes: 1,
    allowedIps: undefined,
    blockedIps: ['203.0.113.0/24'],
    blockList: {},
    allowedCountries: ['DE'],
    blockedCountries: undefined,
    acceptHeaders: [{ name: 'X-Real-IP', reason }],
    managedRuleGroups: [ManagedRuleGroup.botControl()],
    capacityBudget: 2000,
    logAllowed: reason,
  }),
  'firewall with a list of who may come': inApi('firewall', { allowedIps: ['203.0.113.0/24'] }),
  'firewall.blockList': {
    make: (blockList: object) => api({ firewall: { blockList } }),
    right: { refusals: 10, duration: Duration.hours(1), maxAddresses: 5, neverBlock: ['203.0.113.0/24'] },
  },
  'firewall.acceptHeaders': { make: (accepted: object) => api({ firewall: { acceptHeaders: [accepted] } }), right: { name: 'X-Real-IP', reason } },
  'domain': inApi('domain', { domainName: 'api.example.com', certificate, basePath: 'orders', allowTls12: reason, mutualTls: undefined }),
  'domain.mutualTls': {
    make: (mutualTls: object) => api({ domain: { domainName: 'api.example.com', certificate, mutualTls } }),
    right: { bucket, key: 'a.pem', version: '1', ownershipVerificationCertificate: certificate },
  },
  'privateEndpoints': inApi('privateEndpoints', { vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Vpce', { vpcEndpointId: 'vpce-1', port: 443 })] }),
  'edge': inApi('edge', {
    domainNames: ['a.example.com'],
    certificate,
    allowCloudFrontDomain: undefined,
    minimumProtocolVersion: 'TLSv1.2_2021',
    webAclArn: undefined,
    website: { indexDocument: 'a.html' },
    priceClass: 'PriceClass_100',
    originMutualTls: undefined,
  }),
  'edge.originMutualTls': {
    make: (originMutualTls: object) => api({ edge: { domainNames: ['a.example.com'], certificate, originMutualTls } }),
    right: { domainName: 'origin.example.com', certificate, clientCertificate: certificate, trustStore: { bucket, key: 'a.pem', version: '1' } },
  },
  'edge.originMutualTls.trustStore': {
    make: (trustStore: object) => api({ edge: { domainNames: ['a.example.com'], certificate, originMutualTls: { domainName: 'origin.example.com', certificate, clientCertificate: certificate, trustStore } } }),
    right: { bucket, key: 'a.pem', version: '1', ownershipVerificationCertificate: undefined },
  },
  'edge.website': {
    make: (website: object) => api({ edge: { domainNames: ['a.example.com'], certificate, website } }),
    right: { apiPath: '/api', indexDocument: 'a.html', singlePage: true, connectSources: ['https://a.example.com'], contentSecurityPolicy: undefined, tokens: [{ issuer: ISSUER }], consumer: {} },
  },
  'edge.website.tokens': {
    make: (tokens: object) => api({ edge: { domainNames: ['a.example.com'], certificate, website: { tokens: [tokens] } } }),
    right: { issuer: ISSUER, clientIds: ['a'] },
  },
  'monitoring': inApi('monitoring', {
    bandWidth: 3,
    refusalFloor: 5,
    trafficFloor: 5,
    latencyFloor: Duration.seconds(1),
    serverErrorPercent: 1,
    authorizerConcurrency: 5,
    quotaUsedPercent: 80,
    withoutAlarms: [],
  }),
  'monitoring.withoutAlarms': { make: (exception: object) => api({ monitoring: { withoutAlarms: [exception] } }), right: { alarm: MonitoringAlarm.FORBIDDEN, reason } },
  'budget': inApi('budget', {
    monthlyLimit: 500,
    alertPercentages: [100],
    emails: ['ops@example.com'],
    topic: new sns.Topic(stack, 'Topic'),
    tagKey: 'service',
    tagValue: 'orders',
    services: ['Amazon API Gateway'],
  }),
  'addRoute': {
    make: (options: object) => emptyApi().api.addRoute(options as never),
    right: {
      method: HttpMethod.POST,
      path: '/a',
      target,
      access: RouteAccess.roles('a'),
      parameters: [RouteParameter.query('a')],
      body: RequestBody.none(),
      operationId: 'a',
      throttle: { rateLimit: 5, burstLimit: 5 },
      allowUndeclaredQuery: reason,
    },
  },
  'addRoutesFromOpenApi': {
    make: (options: object) => emptyApi().api.addRoutesFromOpenApi(document, options),
    right: {
      targets: { a: target },
      defaultTarget: target,
      access: { a: RouteAccess.roles('a') },
      defaultAccess: RouteAccess.roles('a'),
      bodies: {},
      allowUndeclaredQuery: { a: reason },
      bodyDefaults: { reason },
      acceptUnenforced: [],
      omitContentTypes: [],
      omitOperations: [],
      operationIdPrefix: 'x',
    },
  },
  'bodyDefaults': {
    make: (bodyDefaults: object) => emptyApi().api.addRoutesFromOpenApi(document, { defaultTarget: target, defaultAccess: RouteAccess.roles('a'), bodyDefaults: bodyDefaults as never }),
    right: { closeObjects: true, closeStatedOpen: true, maxStringLength: 5, maxItems: 5, maxBytes: 5, reason },
  },
  'acceptUnenforced': {
    make: (acceptance: object) => emptyApi().api.addRoutesFromOpenApi(document, { defaultTarget: target, defaultAccess: RouteAccess.roles('a'), acceptUnenforced: [acceptance as never] }),
    right: { keyword: 'format', pointer: '#/a', reason },
  },
  'addConsumer': {
    make: (options: object) => emptyApi().api.addConsumer('Partner', options),
    right: { description: 'a', throttle: { rateLimit: 5, burstLimit: 5 }, quota: { limit: 5, period: apigateway.Period.DAY }, importedKey: secretsmanager.Secret.fromSecretNameV2(stack, 'Imported', 'a') },
  },
  'throttle of a consumer': { make: (throttle: object) => emptyApi().api.addConsumer('Partner', { throttle }), right: { rateLimit: 5, burstLimit: 5 } },
  'quota of a consumer': { make: (quota: object) => emptyApi().api.addConsumer('Partner', { quota }), right: { limit: 5, period: apigateway.Period.WEEK, offset: 1 } },
  'JwtIssuer.oidc': {
    make: (options: object) => JwtIssuer.oidc(options as never),
    right: {
      issuer: 'https://id.example.com',
      audience: ['a'],
      jwksUri: 'https://id.example.com/keys',
      jku: JkuHeader.SAME_AS_JWKS_URI,
      audienceClaim: { claim: 'azp', reason },
      principalClaim: ['sub'],
      rolesClaim: 'a',
      rolesFormat: RolesFormat.COMMA_SEPARATED,
      scopesClaim: 'a',
      grants: { roles: ['a'] },
      tokenType: 'at+jwt',
      maxTokenLifetime: Duration.hours(1),
      clockTolerance: Duration.seconds(1),
      algorithms: [SignatureAlgorithm.ES256],
    },
  },
  'JwtIssuer.cognito': { make: (options: object) => JwtIssuer.cognito(userPool, options as never), right: { clients: [client], tokenUse: 'id', grants: { scopes: ['a'] }, maxTokenLifetime: Duration.hours(1) } },
  'audienceClaim': { make: (audienceClaim: object) => JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['a'], audienceClaim: audienceClaim as never }), right: { claim: 'azp', reason } },
  'grants': { make: (grants: object) => JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: ['a'], grants }), right: { roles: ['a'], scopes: ['b'] } },
  'RouteParameter.query': {
    make: (options: object) => RouteParameter.query('a', options), right: { pattern: '[a-z]+', minLength: 1, maxLength: 5, allowedValues: undefined, required: true },
  },
  'RouteParameter.header': {
    make: (options: object) => RouteParameter.header('x-a', options), right: { pattern: undefined, minLength: 1, maxLength: 5, allowedValues: ['a'], required: true },
  },
  'RouteParameter.path': {
    make: (options: object) => RouteParameter.path('a', options), right: { pattern: '[a-z]+', minLength: 1, maxLength: 5, allowedValues: undefined, required: true },
  },
  'RequestBody.jsonText': { make: (options: object) => RequestBody.jsonText('{"type":"object"}', options), right: { maxBytes: 5, contentTypes: ['application/json'], acceptUnenforced: [] } },
  'acceptUnenforced of a body': {
    make: (acceptance: object) => RequestBody.json({ type: 'object', properties: { a: { type: 'string', format: 'hostname' } } }, { acceptUnenforced: [acceptance as never] }),
    right: { keyword: 'format', pointer: '#/properties/a', reason },
  },
  'RequestBody.json': { make: (options: object) => RequestBody.json({ type: 'object' }, options), right: { maxBytes: 5, contentTypes: ['application/json'], acceptUnenforced: [] } },
  'RouteTarget.http': { make: (options: object) => RouteTarget.http('https://a.example.com', options), right: { httpMethod: 'GET', timeout: Duration.seconds(1) } },
  'RouteTarget.awsService': {
    make: (options: object) => RouteTarget.awsService(options as never),
    right: {
      service: 'sqs',
      action: undefined,
      path: 'a',
      iamAction: 'sqs:SendMessage',
      resourceArns: ['arn:aws:sqs:us-east-1:111122223333:a'],
      integrationHttpMethod: 'POST',
      requestParameters: { 'integration.request.header.Content-Type': "'a'" },
      requestTemplates: { 'application/json': 'a' },
      responseTemplate: '{}',
    },
  },
  'RouteTarget.mock': { make: (options: object) => RouteTarget.mock(options as never), right: { statusCode: 200, body: '{}' } },
  'RotationSchedule.cron': { make: (options: object) => RotationSchedule.cron(options), right: { hour: '3', day: '1', month: '1', weekDay: undefined } },
  'ManagedRuleGroup.botControl': { make: (options: object) => ManagedRuleGroup.botControl(options), right: { overrides: [], countOnly: reason } },
  'ManagedRuleGroup override': { make: (override: object) => ManagedRuleGroup.commonRuleSet({ overrides: [override as never] }), right: { rule: 'NoUserAgent_HEADER', paths: ['/a'], reason } },
  'ManagedRuleGroup.accountTakeover': { make: (options: object) => ManagedRuleGroup.accountTakeover(options as never), right: { path: '/a', usernameField: '/a', passwordField: '/a', formEncoded: true, overrides: [], countOnly: reason } },
  ...Object.fromEntries((['commonRuleSet', 'knownBadInputs', 'sqlInjection', 'ipReputation', 'anonymousIp', 'antiDdos'] as const).map((group) => [
    `ManagedRuleGroup.${group}`, { make: (options: object) => ManagedRuleGroup[group](options), right: { overrides: [], countOnly: reason } } as Entry,
  ])),
  'ManagedRuleGroup.other': { make: (options: object) => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 200, options), right: { overrides: [], countOnly: reason } },
  'SecureRestApiChecks': { make: (props: object) => new SecureRestApiChecks(stack, props), right: { verbose: true, writeSuppressionsToCloudFormation: true } },
  'ManagedRuleGroup.accountCreationFraud': {
    make: (options: object) => ManagedRuleGroup.accountCreationFraud(options as never),
    right: { path: '/a', usernameField: '/a', passwordField: '/a', formEncoded: true, registrationPagePath: '/b', emailField: '/a', overrides: [], countOnly: reason },
  },
  'WebAcl': {
    make: (props: object) => new WebAcl(stack, fresh(), props as never),
    right: { stage: apigateway.Stage.fromStageAttributes(stack, 'Stage', { restApi: apigateway.RestApi.fromRestApiId(stack, 'Api', 'a'), stageName: 'v1' }), stageName: 'v1', firewall: {}, logRetention: 1, encryptionKey: undefined, removalPolicy: 'destroy', alarmActions: [] },
  },
  'EdgeWebAcl': {
    make: (props: object) => new EdgeWebAcl(stack, fresh(), props),
    right: {
      rateLimit: 10, allowedIps: ['203.0.113.0/24'], blockedIps: ['203.0.113.0/24'], allowedCountries: undefined, blockedCountries: ['DE'], managedRuleGroups: [], logRetention: 1, encryptionKey: undefined, removalPolicy: 'destroy',
    },
  },
};

/** What an entry says of wrong options; nothing where it takes them. */
function complaint(make: (options: never) => unknown, options: unknown): Error | undefined {
  try {
    make(options as never);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** An error of ours: no TypeError, and it names a property. */
function expectOurs(error: Error | undefined): void {
  if (error !== undefined) {
    expect(error.constructor).toBe(Error);
    expect(error.message).toMatch(/^(?:[^`]*`[\w.(){}[\] -]+`|the schedule must|an? [A-Z]|exactly one of)/);
    expect(error.message).not.toMatch(/undefined is not|is not a function|Cannot read|not iterable|circular/);
  }
}

describe.each(Object.entries(ENTRIES))('%s', (_, { make, right }) => {
  test('takes what is right', () => {
    expect(complaint(make, right)).toBeUndefined();
  });

  test.each(Object.keys(right))('says in our words what is wrong with `%s`', (property) => {
    const complaints = WRONG.map((wrong) => complaint(make, { ...right, [property]: wrong }));
    complaints.forEach(expectOurs);
    expect(complaints.filter((error) => error !== undefined).length).toBeGreaterThanOrEqual(WRONG.length / 2);
  });

  test('says in our words what is wrong with the whole', () => {
    const complaints = [null, 5, 'x', true, [], (): void => undefined, Symbol('x')].map((wrong) => complaint(make, wrong));
    complaints.forEach(expectOurs);
    expect(complaints.every((error) => error !== undefined)).toBe(true);
  });
});

/** Interfaces that nobody is given to fill in: what the library says of itself. */
const ANSWERS = /^(?:Posture|FirewallRuleDescription$)/;

test('every property of every public option is tried', () => {
  const tried = new Set(Object.values(ENTRIES).flatMap(({ right }) => Object.keys(right)));
  const shapes = Object.values(ENTRIES).map(({ right }) => new Set(Object.keys(right)));
  for (const { name, properties } of publicInterfaces()) {
    // One entry has them all, or, with what another interface adds, more.
    const missing = properties.filter((property) => !tried.has(property));
    expect([name, missing, shapes.some((shape) => properties.every((property) => shape.has(property)))]).toEqual([name, [], true]);
  }
});

function publicInterfaces(): Array<{ readonly name: string; readonly properties: string[] }> {
  const lib = join(__dirname, '../lib');
  const files = readdirSync(lib, { recursive: true }).map(String)
    .filter((file) => file.endsWith('.ts') && readFileSync(join(lib, 'index.ts'), 'utf8').includes(`'./${file.replace(/\.ts$/, '')}'`));
  return files.flatMap((file) => ts.createSourceFile(file, readFileSync(join(lib, file), 'utf8'), ts.ScriptTarget.Latest, true).statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map(({ name, members }) => ({
      name: name.text,
      properties: members.flatMap((member) => member.name && ts.isIdentifier(member.name) ? [member.name.text] : []),
    })))
    .filter(({ name }) => !ANSWERS.test(name));
}

test.each<[string, (value: never) => unknown]>([
  ['the scope of an API', (scope) => new SecureRestApi(scope, 'Api', { jwtIssuers: [ISSUER] })],
  ['the id of an API', (id) => new SecureRestApi(stack, id, { jwtIssuers: [ISSUER] })],
  ['the scope of a web ACL', (scope) => new EdgeWebAcl(scope, 'Acl')],
  ['a document', (value) => emptyApi().api.addRoutesFromOpenApi(value)],
  ['the id of a consumer', (id) => emptyApi().api.addConsumer(id)],
  ['who reads a key', (grantee) => emptyApi().api.addConsumer('Partner').grants.readKey(grantee)],
  ['roles', (roles) => RouteAccess.roles(roles)],
  ['scopes', (scopes) => RouteAccess.scopes(scopes)],
  ['claims', (claims) => RouteAccess.claims(claims)],
  ['the value of a claim', (value) => RouteAccess.claim('a', [value])],
  ['the name of a claim', (name) => RouteAccess.claim([name] as never, 'a')],
  ['the one value of a claim', (value) => RouteAccess.claim('a', [value])],
  ['a reason', (value) => RouteAccess.public(value)],
  ['a reason for anyone', (value) => RouteAccess.anyone(value)],
  ['a reason for whoever has a token', (value) => RouteAccess.authenticated(value)],
  ['a reason for no key', (value) => RouteAccess.roles('a').withoutApiKey(value)],
  ['a reason for compressed bodies', (value) => RequestBody.json({ type: 'object' }).withContentEncoding(value)],
  ['a reason for a binary body', (value) => RequestBody.binary(['image/png'], 5, value)],
  ['a reason for an unchecked body', (value) => RequestBody.unchecked(['text/plain'], 5, value)],
  ['another access', (other) => RouteAccess.roles('a').and(other)],
  ['one more access', (other) => RouteAccess.roles('a').alsoRequiring(other)],
  ['a schema as text', (schema) => RequestBody.jsonText(schema)],
  ['a Lambda function', (handler) => RouteTarget.lambdaFunction(handler)],
  ['a function', (handler) => RouteTarget.lambda(handler)],
  ['an address', (url) => RouteTarget.http(url)],
  ['the name of a parameter', (name) => RouteParameter.header([name] as never)],
  ['a schema', (schema) => RequestBody.json(schema)],
  ['content types', (types) => RequestBody.binary(types, 5, reason)],
  ['bytes', (bytes) => RequestBody.unchecked(['text/plain'], [bytes] as never, reason)],
  ['an interval', (interval) => RotationSchedule.rate(interval)],
  ['a schedule', (expression) => RotationSchedule.expression(expression)],
  ['a user pool', (pool) => JwtIssuer.cognito(pool, { clients: [client] })],
  ['a group', (name) => ManagedRuleGroup.other(name, 5)],
  ['a capacity', (capacity) => ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', [capacity] as never)],
  ['a file', (name) => OpenApiDocument.fromFile([name] as never)],
  ['a text', (text) => OpenApiDocument.fromString([text] as never)],
  ['a document in line', (value) => OpenApiDocument.fromInline([value] as never)],
])('%s of another type is said in our words', (_, make) => {
  const complaints = [undefined, null, 5, true, [], (): void => undefined, Symbol('x')].map((wrong) => complaint(make, wrong));
  complaints.forEach(expectOurs);
  expect(complaints.filter((error) => error !== undefined).length).toBeGreaterThanOrEqual(5);
});
