import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv from 'ajv-draft-04';
import { exampleApp } from '../../../bin/app';
import { findingsIn } from '../../../cli/check/findings';
import { formatSarif } from '../../../cli/check/format-sarif';
import { readTemplates } from '../../../cli/check/read-templates';

/** The part of a log that is looked at. */
interface Log {
  readonly runs: Array<{
    readonly tool: { readonly driver: { readonly rules?: Array<{ readonly id: string }> } };
    readonly results?: Array<{
      readonly ruleId?: string; readonly suppressions?: object[]; readonly partialFingerprints?: { readonly [name: string]: string };
    }>;
  }>;
}

const DATA = path.join(__dirname, 'data');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function found(...files: string[]): string[] {
  return findingsIn(readTemplates(files.map((file) => path.resolve(DATA, file)))).map(({ logicalId, id }) => `${logicalId} ${id.replace('SecureRestApi-', '')}`);
}

function write(name: string, content: object): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
}

test('finds in a template of resources, with parameters and conditions', () => {
  expect(found('plain.yaml')).toEqual([
    'Api SRA6[access-mode]',
    'Api SRA6[policy]',
    'Deployment SRA27',
    // Its key is required under a condition only.
    'GetOrders SRA1[GET-/orders]',
    'GetOrders SRA2[GET-/orders]',
    'GetOrders SRA3[GET-/orders]',
    'GetOrders SRA9[GET-/orders]',
    'Key SRA21[rotation]',
    'Key SRA22',
    'Permission SRA14',
    'Stage SRA29',
    'Stage SRA4',
    'Stage SRA5[association]',
  ]);
});

test('finds what AWS SAM makes of events, and says what it can\'t see', () => {
  expect(found('sam.yaml')).toEqual([
    'Elsewhere SRA12[FailOnWarnings]',
    'Elsewhere SRA12[document]',
    'Elsewhere SRA6[access-mode]',
    'Elsewhere SRA6[policy]',
    'Elsewhere unknown[document]',
    'ElsewhereliveStage SRA29',
    'ElsewhereliveStage SRA5[association]',
    'Guarded SRA10[Tokens]',
    'Guarded SRA12[FailOnWarnings]',
    'Guarded SRA1[GET-/open]',
    'Guarded SRA2[GET-/open]',
    'Guarded SRA3[GET-/open]',
    'Guarded SRA3[GET-/orders]',
    'Guarded SRA6[access-mode]',
    'Guarded SRA6[policy]',
    'GuardedliveStage SRA29',
    'GuardedliveStage SRA5[association]',
    'ServerlessRestApi SRA12[FailOnWarnings]',
    'ServerlessRestApi SRA1[GET-/orders]',
    'ServerlessRestApi SRA2[GET-/orders]',
    'ServerlessRestApi SRA3[GET-/orders]',
    'ServerlessRestApi SRA6[access-mode]',
    'ServerlessRestApi SRA6[policy]',
    'ServerlessRestApiProdStage SRA29',
    'ServerlessRestApiProdStage SRA5[association]',
  ]);
});

test('finds in what AWS SAM makes of HTTP APIs', () => {
  expect(found('sam-http.yaml')).toEqual([
    'Guarded SRA18[execute-api]',
    'Guarded SRA2[ANY-/open]',
    'Guarded SRA31',
    'ServerlessHttpApi SRA12[FailOnWarnings]',
    'ServerlessHttpApi SRA24[CorsConfiguration]',
    'ServerlessHttpApi SRA2[ANY-$default]',
    'ServerlessHttpApi SRA2[GET-/orders]',
    'ServerlessHttpApi SRA31',
    'ServerlessHttpApiApiGatewayDefaultStage SRA29',
    'ServerlessHttpApiApiGatewayDefaultStage SRA30',
  ]);
});

test('finds in what AWS SAM makes of preflights, domains, gateway responses and private APIs', () => {
  expect(found('sam-rest.yaml')).toEqual([
    'Private SRA18[policy]',
    'Private SRA1[ANY-/{proxy+}]',
    'Private SRA2[ANY-/{proxy+}]',
    'Private SRA3[ANY-/{proxy+}-body]',
    'Private SRA3[ANY-/{proxy+}]',
    'Private SRA6[access-mode]',
    'Private SRA6[policy]',
    'PrivateliveStage SRA29',
    'PrivateliveStage SRA5[association]',
    'Public SRA18[execute-api]',
    'Public SRA1[GET-/orders]',
    'Public SRA24[OPTIONS-/orders]',
    'Public SRA2[GET-/orders]',
    'Public SRA3[GET-/orders]',
    'Public SRA6[access-mode]',
    'Public SRA6[policy]',
    'PublicDEFAULT_4XXResponse SRA11[DEFAULT_4XX]',
    'PublicDEFAULT_4XXResponse SRA24[DEFAULT_4XX]',
    'PublicDomain SRA6[access-mode]',
    'PublicDomain SRA6[policy]',
    'PublicliveStage SRA29',
    'PublicliveStage SRA5[association]',
  ]);
});

/** A proxy to a function, whose permissions are as wide as its methods, under AWS_IAM. */
const PROXY = [
  'OrdersApiAccessLogGroup6CAE65F6 SRA23',
  'OrdersLambdaRestApi7A6E6859 SRA6[access-mode]',
  'OrdersLambdaRestApi7A6E6859 SRA6[policy]',
  'OrdersLambdaRestApiANY5E1E7813 SRA1[ANY-/]',
  'OrdersLambdaRestApiANY5E1E7813 SRA3[ANY-/-body]',
  'OrdersLambdaRestApiANY5E1E7813 SRA3[ANY-/]',
  'OrdersLambdaRestApiAccountFD6D73D5 SRA26',
];
const PROXY_END = [
  'OrdersLambdaRestApiUsagePlan5BADE792 SRA7',
  'OrdersLambdaRestApiproxyANYF565F5BA SRA1[ANY-/{proxy+}]',
  'OrdersLambdaRestApiproxyANYF565F5BA SRA3[ANY-/{proxy+}-body]',
  'OrdersLambdaRestApiproxyANYF565F5BA SRA3[ANY-/{proxy+}]',
];

test('finds in the default app of aws-apigateway-lambda of AWS Solutions Constructs', () => {
  expect(found('solutions-constructs/aws-apigateway-lambda.json')).toEqual([
    ...PROXY, 'OrdersLambdaRestApiDeploymentStageprodAE643BED SRA5[association]', ...PROXY_END,
  ]);
});

test('finds in that of aws-wafwebacl-apigateway, whose seven managed groups limit no rate', () => {
  expect(found('solutions-constructs/aws-wafwebacl-apigateway.json')).toEqual(['FirewallFirewallWebACL60C8D05F SRA19[rate]', ...PROXY, ...PROXY_END]);
});

test('a file whose name is no name of a stack is checked too', () => {
  const [file] = [write('my_template.v2.json', { Resources: { Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: {} } } })];
  expect(found(file)).toEqual(['Plan SRA7']);
});

test('finds in what the Serverless Framework makes, and the stage that its deployment makes', () => {
  expect(found('serverless-framework.json')).toEqual([
    'ApiGatewayApiKey1 SRA21[rotation]',
    'ApiGatewayDeployment1700000000000 SRA29',
    'ApiGatewayDeployment1700000000000 SRA5[association]',
    'ApiGatewayMethodOrdersGet SRA2[GET-/orders]',
    'ApiGatewayMethodOrdersGet SRA3[GET-/orders]',
    'ApiGatewayRestApi SRA6[access-mode]',
    'ApiGatewayRestApi SRA6[policy]',
    'ApiGatewayUsagePlan SRA7',
    'ListLambdaPermissionApiGateway SRA25[method]',
  ]);
});

describe('an assembly of our own', () => {
  const app = exampleApp();
  const { directory } = app.synth();
  const findings = findingsIn(readTemplates([directory]));

  test('has nothing open, and each acknowledgement with its reason and construct', () => {
    expect(findings.filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    for (const { acknowledged, constructPath } of findings) {
      expect(acknowledged!.split(' ').length).toBeGreaterThan(2);
      expect(constructPath).toMatch(/^OrdersExample\/Orders\//);
    }
  });

  test('is a file that GitHub\'s code scanning takes, by the schema of SARIF', () => {
    const log = JSON.parse(formatSarif([...findings, ...findingsIn(readTemplates([path.join(DATA, 'sam.yaml')]))], () => false)) as Log;
    const validate = new Ajv({ strict: false, logger: false, formats: { 'uri': true, 'uri-reference': true, 'date-time': true } })
      .compile(JSON.parse(fs.readFileSync(path.join(DATA, 'sarif-schema-2.1.0.json'), 'utf8')) as object);
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    const [{ tool, results = [] }] = log.runs;
    expect(results.filter(({ ruleId }) => !tool.driver.rules?.some(({ id }) => id === ruleId))).toEqual([]);
    expect(results.filter(({ suppressions }) => suppressions)).toHaveLength(findings.length);
    expect(results.find(({ ruleId }) => ruleId === 'SecureRestApi-SRA10')).toMatchObject({
      level: 'error',
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'test/cli/check/data/sam.yaml' }, region: { startLine: 1 } },
        logicalLocations: [{ name: 'Guarded', fullyQualifiedName: 'sam/Resources/Guarded' }],
      }],
      properties: { jsonPointer: '/Resources/Guarded' },
    });
    expect(new Set(results.map(({ partialFingerprints }) => partialFingerprints!['secureRestApi/v1'])).size).toBe(results.length);
  });
});

test('an acknowledgement in a resource\'s metadata counts, as cdk-nag writes it', () => {
  const api = (rules: object[]) => write('acknowledged.json', {
    Resources: { Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: {}, Metadata: { cdk_nag: { rules_to_suppress: rules } } } },
  });
  expect(findingsIn(readTemplates([api([{ id: 'SecureRestApi-SRA7', reason: 'Throttled by the stage' }])]))).toMatchObject([{ acknowledged: 'Throttled by the stage' }]);
  expect(findingsIn(readTemplates([api([{ id: 'SecureRestApi-SRA1', reason: 'Another rule' }])]))[0].acknowledged).toBeUndefined();
});

test.each<[string, object, string[]]>([
  ['a nested stack', { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://bucket/nested.json' } } }, ['Nested unknown[nested-stack]']],
  ['a document that is made at the deployment', { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { 'Fn::Transform': { Name: 'AWS::Include' } } } } }, ['Api unknown[document]']],
  ['a rule group that is elsewhere', {
    WebAcl: {
      Type: 'AWS::WAFv2::WebACL',
      Properties: { Rules: [{ Name: 'Own', OverrideAction: { None: {} }, Statement: { RuleGroupReferenceStatement: { Arn: { 'Fn::ImportValue': 'Group' } } } }] },
    },
  }, ['WebAcl unknown[SRA19]']],
  ['the secret of a key that is elsewhere', { Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Value: '{{resolve:secretsmanager:partner}}' } } }, ['Key unknown[SRA21]']],
  ['the ARN of a permission that the deployment knows', {
    Permission: { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'apigateway.amazonaws.com', SourceArn: { Ref: 'Arn' } } },
  }, ['Permission unknown[SRA25]']],
  ['a private API\'s policy that the deployment makes', {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: { 'Fn::Transform': { Name: 'AWS::Include' } } } },
  }, ['Api unknown[SRA18]']],
  ['the API of a route that is elsewhere', {
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { 'Fn::ImportValue': 'Api' }, RouteKey: '$default' } },
  }, ['Route unknown[SRA2]']],
  ['a module', { Some: { Type: 'My::Api::MODULE', Properties: {} } }, ['Some unknown[module]']],
])('%s is unknown, and no pass', (_, Resources, expected) => {
  expect(found(write('unknown.json', { Resources }))).toEqual(expect.arrayContaining(expected));
});

test.each<[string, string, string]>([
  ['nothing there', 'no-such.yaml', 'must be an assembly or a template, got nothing there'],
  ['a folder that is none', '.', 'must be the output of `cdk synth` or a template, got a folder without manifest.json'],
  ['a list', write('list.json', []), 'must be a CloudFormation template, got a list'],
  ['no JSON', path.join(DATA, 'README.md'), 'must be'],
  ['a resource without a type', write('untyped.json', { Resources: { A: {} } }), 'must have a `Type` in every resource, got none in A'],
])('%s is an error that says so', (_, file, message) => {
  expect(() => findingsIn(readTemplates([path.resolve(DATA, file)]))).toThrow(message);
});

describe('the command', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [path.join(__dirname, '../../../assets/cli/main.js'), 'check', ...args], { encoding: 'utf8', cwd: DATA });

  test('ends with 1 where something is found, and shows it', () => {
    const { status, stdout, stderr } = run('plain.yaml');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('plain.yaml: GetOrders\n  error SecureRestApi-SRA1[GET-/orders]\n');
    expect(stdout).toMatch(/\n10 errors, 3 warnings, 0 unknown\n$/);
  });

  test('counts only what is new beside a baseline', () => {
    const baseline = path.join(folder, 'baseline.json');
    expect(run('plain.yaml', '--write-baseline', baseline).status).toBe(0);
    const same = run('plain.yaml', '--baseline', baseline);
    expect([same.status, same.stdout]).toEqual([0, '0 errors, 0 warnings, 0 unknown, 13 in the baseline\n']);
    expect(run('plain.yaml', 'serverless-framework.json', '--baseline', baseline).status).toBe(1);
    expect(run('plain.yaml', '--baseline', 'plain.yaml').status).toBe(2);
  });

  test('writes JSON and files', () => {
    const file = path.join(folder, 'checks.json');
    expect(run('plain.yaml', '--format', 'json', '--output', file, '--fail-on', 'never').status).toBe(0);
    const { findings } = JSON.parse(fs.readFileSync(file, 'utf8')) as { findings: object[] };
    expect(findings[0]).toMatchObject({ id: 'SecureRestApi-SRA6[access-mode]', logicalId: 'Api', stack: 'plain', new: true });
    const broken = run('plain.yaml', '--output', '/no/such/folder/file');
    expect([broken.status, broken.stderr]).toEqual([2, expect.stringContaining('--output must be a file that can be written')]);
  });
});
