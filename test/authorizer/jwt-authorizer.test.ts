import type * as fs from 'fs';
import { existsSync, readdirSync, readFileSync, rmSync } from 'fs';
import { basename, join } from 'path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { JwtIssuer } from '../../lib';
import { issuerConfigs, JwtAuthorizer, JwtAuthorizerProps } from '../../lib/authorizer/jwt-authorizer';
import { AuthorizerCode } from '../../lib/authorizer/private/authorizer-code';
import { AuthorizerRules, ENV_CONTEXT_CLAIMS, ENV_ISSUERS, RULES_FILE } from '../../lib/contracts/authorizer';

const ISSUER = JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] });
const OTHER = JwtIssuer.oidc({ issuer: 'https://partner.example.com/', audience: ['orders'] });
const RULES: AuthorizerRules = { version: 1, routes: { 'GET /a': { access: [{}] } } };

interface Sample {
  readonly app: App;
  readonly stack: Stack;
  readonly made: JwtAuthorizer;
}

function authorizer(over: Partial<JwtAuthorizerProps> = {}, context: { [key: string]: unknown } = {}): Sample {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack');
  const made = new JwtAuthorizer(stack, 'Authorizer', {
    issuers: { environment: [ISSUER._config] }, contextClaims: ['email'], rules: () => RULES, logs: { retention: 365, removalPolicy: RemovalPolicy.RETAIN }, ...over,
  });
  return { app, stack, made };
}

/** The rules file of the function's asset. */
function rulesFile(app: App): unknown {
  const { directory } = app.synth();
  const asset = readdirSync(directory).find((name) => existsSync(join(directory, name, RULES_FILE)))!;
  expect(readdirSync(join(directory, asset))).toContain('index.js');
  return JSON.parse(readFileSync(join(directory, asset, RULES_FILE), 'utf8'));
}

describe('the function', () => {
  const { app, stack, made } = authorizer();
  const file = rulesFile(app);
  const template = Template.fromStack(stack);

  test('is told its issuers, and is as large and as slow as it may be', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Verifies tokens and decides who may call which route',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 10,
      MemorySize: 512,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^AuthorizerLog') } },
      Role: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerRole'), 'Arn'] },
      Code: { S3Bucket: Match.anyValue(), S3Key: Match.anyValue() },
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'jwt-authorizer', POWERTOOLS_LOG_LEVEL: 'INFO' } },
    });
    expect(made.memoryMegabytes).toBe(512);
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function')) as Array<{ Properties: { Environment: { Variables: { [name: string]: string } } } }>;
    const { [ENV_ISSUERS]: issuers, [ENV_CONTEXT_CLAIMS]: claims } = Properties.Environment.Variables;
    expect(JSON.parse(issuers)).toEqual([JSON.parse(JSON.stringify(ISSUER._config))]);
    expect(claims).toBe('["email"]');
  });

  test('has the rules beside it, asked for once', () => {
    expect(file).toEqual(RULES);
  });

  test('writes its own log and traces, and nothing else', () => {
    template.hasResourceProperties('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'lambda.amazonaws.com' } })] } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerLog'), 'Arn'] } },
          { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Effect: 'Allow', Resource: '*' },
        ],
      },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('is invoked by API Gateway through a role for that alone', () => {
    const functionArn = stack.resolve(made.function.functionArn) as object;
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } })] },
      Policies: [{ PolicyName: 'InvokeAuthorizer', PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: functionArn }], Version: '2012-10-17' } }],
    });
    expect(made.invocationRole.node.id).toBe('InvocationRole');
    expect(JSON.stringify(stack.resolve(made.uri))).toContain('lambda:path/2015-03-31/functions/${Function}/invocations');
  });
});

test('rules are asked for at synthesis, when all routes are there', () => {
  const rules = jest.fn(() => RULES);
  const { app } = authorizer({ rules });
  expect(rules).not.toHaveBeenCalled();
  app.synth();
  expect(rules).toHaveBeenCalled();
});

test('issuers that do not fit stand beside the rules', () => {
  const { app, stack } = authorizer({ issuers: { environment: ['text'], file: [{ issuer: { environment: 0 } }] } });
  expect(rulesFile(app)).toEqual({ ...RULES, issuers: [{ issuer: { environment: 0 } }] });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { [ENV_ISSUERS]: '["text"]' } } });
});

describe('the code', () => {
  const made = jest.spyOn(jest.requireActual<typeof fs>('fs'), 'mkdtempSync');
  const folders = () => made.mock.results.map(({ value }) => value as string).filter((folder) => basename(folder).startsWith('jwt-authorizer-'));

  beforeEach(() => made.mockClear());

  afterEach(() => folders().forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  afterAll(() => made.mockRestore());

  test('leaves no folder behind', () => {
    authorizer().app.synth();
    expect(folders().map((folder) => existsSync(folder))).toEqual([false]);
  });

  test('keeps the folder where it is the asset itself, since staging is off', () => {
    authorizer({}, { 'aws:cdk:disable-asset-staging': true }).app.synth();
    expect(folders().map((folder) => existsSync(folder))).toEqual([true]);
  });

  test('says on the function where it is, where tools ask for that', () => {
    const metadata = (context: { [key: string]: unknown }) => {
      const { app, stack } = authorizer({}, context);
      app.synth();
      const [{ Metadata }] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')) as Array<{ Metadata?: { [key: string]: unknown } }>;
      return Metadata?.['aws:asset:path'];
    };
    expect(metadata({ 'aws:cdk:enable-asset-metadata': true })).toMatch(/^asset\./);
    expect(metadata({})).toBeUndefined();
  });

  test('is made once, however often it is asked for', () => {
    const stack = new Stack(new App(), 'Stack');
    const code = new AuthorizerCode();
    code.build(stack, RULES);
    code.build(stack, { version: 1, routes: {} });
    expect(folders()).toHaveLength(1);
    expect(stack.node.children.map(({ node }) => node.id)).toEqual(['Code']);
  });

  test('is not known before the synthesis', () => {
    const stack = new Stack();
    const { s3Location } = new AuthorizerCode().bind(stack);
    expect(() => stack.resolve(s3Location!.objectKey) as unknown).toThrow(/the code of the JWT authorizer is made during synthesis, got a look at it before/);
    expect(new AuthorizerCode().isInline).toBe(false);
  });
});

describe('what is the website\'s of the tokens', () => {
  test.each<[string, Parameters<typeof issuerConfigs>[1], unknown[]]>([
    ['nothing', undefined, [ISSUER._config, OTHER._config]],
    ['all of one issuer', [{ issuer: OTHER }], [ISSUER._config, { ...OTHER._config, website: {} }]],
    ['some clients of it', [{ issuer: OTHER, clientIds: ['web'] }], [ISSUER._config, { ...OTHER._config, website: { clients: ['web'] } }]],
    ['both', [{ issuer: OTHER }, { issuer: ISSUER, clientIds: [] }], [{ ...ISSUER._config, website: { clients: [] } }, { ...OTHER._config, website: {} }]],
  ])('%s', (_, tokens, configs) => {
    expect(issuerConfigs([ISSUER, OTHER], tokens)).toEqual(configs);
  });
});
