import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { exampleApp } from '../../../../bin/app';
import { ApiReport, RouteReport } from '../../../../cli/report/model';
import { readApis } from '../../../../cli/report/read/apis';
import { HttpMethod, JwtIssuer, RequestBody, RouteAccess, RouteTarget, SecureRestApi } from '../../../../lib';
import { emptyApi, ISSUER, sampleApi } from '../../../support/sample-api';

const DATA = path.join(__dirname, '..', 'data');
const CHECK_DATA = path.join(__dirname, '..', '..', 'check', 'data');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function routesOf({ routes }: ApiReport): { readonly [name: string]: RouteReport } {
  return Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route]));
}

function write(name: string, content: unknown): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function addTo(scope: Construct, id: string): SecureRestApi {
  const api = new SecureRestApi(scope, id, { jwtIssuers: [ISSUER] });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  return api;
}

describe('the example app', () => {
  const [api, ...others] = readApis([exampleApp().synth().directory]);
  const routes = routesOf(api);

  test('has one API, with the level of its weakest route', () => {
    expect(others).toEqual([]);
    expect(api).toMatchObject({ name: 'OrdersExample/Orders', kind: 'REST', stack: 'OrdersExample', stages: ['prod'], posture: true });
    expect(api.maturity).toEqual({ level: 0, why: 'GET /health: neither key nor token' });
    expect(Object.entries(routes).map(([name, { maturity }]) => [name, maturity.level])).toEqual([
      ['GET /orders', 2], ['POST /orders', 2], ['GET /orders/{orderId}', 2], ['PATCH /orders/{orderId}', 2], ['DELETE /orders/{orderId}', 3], ['GET /health', 0],
    ]);
  });

  test('shows of a route who may call it, how it is held, and what its role may do', () => {
    expect(routes['DELETE /orders/{orderId}']).toMatchObject({
      operationId: 'deleteOrder',
      access: 'role admin and scope orders/write',
      key: 'required',
      throttle: '5/s, burst 10',
      target: 'lambda OrderFunction',
      role: { may: [{ actions: ['lambda:InvokeFunction'], resources: [expect.stringMatching(/^<OrderFunction\w+\.Arn>$/)], denied: false, conditions: false }] },
    });
    expect(routes['GET /orders']).toMatchObject({
      throttle: '200/s, burst 400 (each method alone)', validation: ['query status? open|paid|shipped|cancelled', 'query limit? /[1-9][0-9]{0,1}/', 'no body'],
    });
    expect(routes['GET /health']).toMatchObject({ access: 'anyone', key: 'no', role: undefined, target: 'mock 200' });
  });

  test('has two firewalls with all that they cost', () => {
    expect(api.firewalls.map(({ place, rules, wcu, budget }) => [place, rules.length, wcu, budget])).toEqual([['at the Edge', 4, 277, undefined], ['before the stage', 21, 1226, 1500]]);
  });

  test('says each exception with its reason, and what nobody enforces', () => {
    expect(api.exceptions).toContainEqual({ place: 'GET /health', kind: 'public', reason: 'The status page shows whether the API answers' });
    expect(api.unenforced.map(({ place, what }) => [place, what])).toEqual([
      ['POST /orders', 'left to the target'], ['web ACL rule AwsCommonRuleSet', 'counts in part'], ['web ACL rule AwsAnonymousIpList', 'counts in part'], ['all routes', 'answers'],
    ]);
  });
});

test('what is open or bound to no issuer, and where a route answers beside its own path, is not enforced', () => {
  const { app, api, target } = emptyApi({ jwtIssuers: [ISSUER, JwtIssuer.oidc({ issuer: 'https://partner.example.com/', audience: ['orders'] })] });
  api.addConsumer('Partner');
  api.addRoute({ method: HttpMethod.GET, path: '/{page+}', target, access: RouteAccess.anyone('Pages are for everyone'), allowUndeclaredQuery: 'Pages count their visitors' });
  api.addRoute({
    method: HttpMethod.POST, path: '/admin', target, access: RouteAccess.roles('admin'), body: RequestBody.unchecked(['text/csv'], 100, 'The target reads the lines'),
  });
  const [read] = readApis([app.synth().directory]);
  expect(read.unenforced.map(({ place, what }) => `${place}: ${what}`)).toEqual(expect.arrayContaining([
    'POST /admin: not bound to one issuer', 'POST /admin: unchecked body', 'GET /{page+}: query names', 'GET /{page+}: answers elsewhere',
  ]));
  expect(routesOf(read)['POST /admin'].maturity).toEqual({ level: 2, why: 'roles or claims that are not bound to one issuer' });
  expect(routesOf(read)['GET /{page+}'].alsoServes).toEqual(['/admin']);
});

test('several APIs, nested assemblies and nested stacks are found, each once', () => {
  const app = new App();
  const stack = new Stack(app, 'Two');
  addTo(stack, 'First');
  addTo(stack, 'Second');
  addTo(new Stack(new Stage(app, 'Live'), 'Staged'), 'Third');
  const outer = new Stack(app, 'Outer');
  addTo(new NestedStack(outer, 'Inner'), 'Fourth');
  const plain = new apigateway.RestApi(new NestedStack(outer, 'Plain'), 'Fifth');
  plain.root.addMethod('GET');
  const { directory } = app.synth();
  const found = readApis([directory, directory, path.join(directory, 'Two.template.json')]);
  expect(found.map(({ name, posture, maturity }) => [name, posture, maturity.level]).sort()).toEqual([
    [expect.stringMatching(/^Fifth/), false, 0], ['Live/Staged/Third', true, 3], ['Outer/Inner/Fourth', true, 3], ['Two/First', true, 3], ['Two/Second', true, 3],
  ]);
  expect(found.filter(({ posture }) => posture).every(({ routes }) => routes[0].throttle === '500/s, burst 1000 (each method alone)')).toBe(true);
});

test('a template alone is told of by the posture beside it', () => {
  const { directory } = sampleApi().app.synth();
  expect(readApis([path.join(directory, 'Stack.template.json')])).toMatchObject([{ name: 'Stack/Orders', posture: true }]);
});

describe('of others\' APIs', () => {
  const apis = readApis([path.join(DATA, 'plain-apis.yaml')]);
  const [rest, elsewhere, http, quick, socket] = apis;

  test('each kind is there', () => {
    expect(apis.map(({ name, kind, stages, posture }) => [name, kind, stages.join(), posture])).toEqual([
      ['Rest', 'REST', 'live', false], ['Elsewhere', 'REST', '', false], ['Http', 'HTTP', '$default', false], ['Quick', 'HTTP', '', false], ['Socket', 'WebSocket', '', false],
    ]);
  });

  test('the template tells who may call', () => {
    expect(rest.preflights).toBe(1);
    expect(Object.entries(routesOf(rest)).map(([name, { access, key, maturity }]) => [name, access, key, maturity.level])).toEqual([
      ['GET /orders', 'anyone', 'no', 0],
      ['PUT /orders', 'whoever has a key', 'required', 0],
      ['GET /orders/{id}', 'any of the scopes orders/read of a user pool', 'no', 2],
      ['DELETE /orders/{id}', 'IAM principals or, under a condition, anyone', 'unknown', 0],
      ['PATCH /orders/{id}', 'whom the authorizer <Authorizer> lets in', 'no', undefined],
    ]);
    expect(rest.maturity).toEqual({ level: 0, why: 'GET /orders and 2 more: neither key nor token' });
  });

  test('and what is called by whom, with what validation and throttle', () => {
    const routes = routesOf(rest);
    expect(Object.values(routes).map(({ target, throttle, validation }) => [target, throttle, validation.join()])).toEqual([
      ['mock', '100/s, burst 200', 'nothing is validated'],
      ['dynamodb PutItem', '100/s, burst 200', 'that parameters are there, bodies that have a model'],
      ['http backend.example.com', '100/s, burst 200', 'nothing is validated'],
      ['lambda Handler', '5/s', 'nothing is validated'],
      ['mock', '100/s, burst 200', 'nothing is validated'],
    ]);
    expect(routes['PUT /orders'].role).toEqual({
      name: 'Role',
      may: [
        { actions: ['dynamodb:PutItem'], resources: ['<Table.Arn>'], denied: false, conditions: false },
        { actions: ['all but s3:*'], resources: ['*'], denied: true, conditions: true },
        { actions: ['sqs:SendMessage', 'sqs:GetQueueUrl'], resources: ['arn:aws:sqs:<AWS.Region>:1:yes'], denied: false, conditions: false },
        { actions: ['what the policy allows'], resources: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], denied: false, conditions: false },
      ],
    });
  });

  test('and which rules stand before it, what is acknowledged, who may use how much', () => {
    expect(rest.firewalls).toEqual([{
      place: 'before the stage',
      rules: [
        { name: 'Rate', priority: 1, action: 'block', purpose: '' },
        { name: 'Common', priority: 2, action: 'managed, counts only', purpose: 'AWS AWSManagedRulesCommonRuleSet; overridden: SizeRestrictions_BODY' },
      ],
    }]);
    expect(rest.exceptions).toEqual([{ place: 'Rest', kind: 'AwsSolutions-APIG1', reason: 'The access log is central' }]);
    expect(rest.consumers).toEqual([{ name: 'partners', facts: ['throttle 10/s, burst 20', 'quota 1000 a day'] }]);
  });

  test('what stands elsewhere is unknown', () => {
    expect(elsewhere).toMatchObject({ routes: [], maturity: { why: 'its document stands elsewhere' }, firewalls: [{ rules: [], note: 'The web ACL <SharedWebAcl> stands elsewhere: its rules are unknown.' }] });
    expect(elsewhere.maturity.level).toBeUndefined();
    expect(elsewhere.unenforced[0]).toMatchObject({ what: 'unknown' });
  });

  test('HTTP and WebSocket APIs too', () => {
    expect(http.routes).toMatchObject([{
      method: 'GET', path: '/invoices', access: 'any of the scopes read, write of an issuer', maturity: { level: 2 }, target: 'lambda Handler', throttle: '50/s, burst 60',
    }]);
    expect(quick.routes).toMatchObject([{ method: 'ANY', path: '$default', access: 'anyone', maturity: { level: 0 }, target: 'lambda Handler' }]);
    expect(socket.routes).toMatchObject([{ path: '$connect', access: 'IAM principals' }, { path: 'send', access: 'IAM principals', maturity: { level: 1 } }]);
  });

  test('and what AWS SAM and the Serverless Framework make', () => {
    const levels = (file: string) => readApis([path.join(CHECK_DATA, file)]).map(({ name, routes, maturity }) =>
      [name, maturity.level, ...routes.map(({ method, path: at, maturity: { level }, target }) => `${method} ${at} ${level ?? 'unknown'} ${target}`)]);
    expect(levels('sam.yaml')).toEqual([
      ['Guarded', 0, 'GET /orders unknown lambda Orders', 'GET /open 0 lambda Orders'],
      ['Elsewhere', undefined],
      ['ServerlessRestApi', 0, 'GET /orders 0 lambda Orders'],
    ]);
    expect(levels('sam-http.yaml')).toEqual([
      ['Guarded', 0, 'GET /orders 1 lambda List', 'ANY /open 0 lambda List', 'POST /scoped 2 lambda List'],
      ['ServerlessHttpApi', 0, 'GET /orders 0 lambda List', 'ANY $default 0 lambda List'],
    ]);
    expect(levels('serverless-framework.json')).toEqual([['ApiGatewayRestApi', expect.anything(), expect.stringContaining('GET /orders')]]);
  });
});

describe('what can\'t be read is an error that says so', () => {
  const TEMPLATE = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi' } } };
  const posture = { version: 1, api: 'A', template: 'a.template.json', restApi: 'Api', routes: [], issuers: [], exceptions: [], findings: [], consumers: [] };

  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /a\.posture\.json must be JSON, got what can't be read/],
    ['one without a version', { ...posture, version: undefined }, /must be a posture file of version 1, got none; right would be the `secure-rest-api` of the package/],
    ['one of a later version', { ...posture, version: 2 }, /must be a posture file of version 1, got 2/],
    ['one without routes', { ...posture, routes: undefined }, /must be a posture file as a synthesis writes it, got one without `routes`/],
    ['a list', [], /must be a posture file of version 1, got none/],
  ])('a posture that is %s', (name, content, message) => {
    const place = name.replaceAll(' ', '-');
    write(`${place}/a.posture.json`, content);
    expect(() => readApis([write(`${place}/a.template.json`, TEMPLATE)])).toThrow(message);
  });

  test('a nested template is looked for in the assembly only', () => {
    write('secret.json', { Resources: { Hidden: { Type: 'AWS::ApiGateway::RestApi' } } });
    write('outer/Outer.assets.json', { files: { abc123: { source: { path: '../secret.json' } } } });
    const outer = write('outer/template.json', { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://bucket/abc123.json' } } } });
    expect(readApis([outer])).toEqual([]);
  });
});
