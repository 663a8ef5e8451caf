import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { formatJson } from '../../cli/inventory/format-json';
import { inventoryPage } from '../../cli/inventory/html/page';
import { inventoryOf, withLive } from '../../cli/inventory/inventory';
import { awsIn, loadSdk, Sdk } from '../../cli/inventory/live/aws';
import { OPERATIONS, readingPolicy } from '../../cli/inventory/live/operations';
import { readRegion } from '../../cli/inventory/live/read-region';
import { Inventory } from '../../cli/inventory/model';
import { readInputs } from '../../cli/report/read/inputs';
import { AwsProxy, AwsProxyOptions, RecordedCall } from '../support/aws-proxy';
import { Moto } from '../support/moto';

const MAIN = path.join(__dirname, '..', '..', 'assets', 'cli', 'main.js');
const HOSTILE = '"><script>document.title="owned"</script><img src=x onerror=alert(1)>';
const CLIENTS = { rest: 'APIGatewayClient', http: 'ApiGatewayV2Client', waf: 'WAFV2Client' } as const;

interface Client {
  send(command: unknown): Promise<{ [member: string]: unknown }>;
  destroy(): void;
}

interface Listed {
  readonly apis: Array<{
    readonly name: string;
    readonly kind: string;
    readonly stack?: string;
    readonly owner: string | null;
    readonly level: number | string;
    readonly stages: Array<{ readonly name: string; readonly webAcl: string; readonly lastDeployment?: string; readonly accessLog?: boolean }>;
    readonly routes: Array<{ readonly method: string; readonly path: string; readonly access: string; readonly key: string }>;
    readonly unknown: string[];
    readonly deployedAs?: string[];
    readonly deployed?: {
      readonly region: string;
      readonly id: string;
      readonly standing: { readonly status: string; readonly why: string; readonly file?: string };
      readonly domains: string[];
      readonly findings: Array<{ readonly id: string }>;
    };
  }>;
  readonly live: { readonly complete: boolean; readonly regions: string[] };
}

/**
 * The command as it is packaged (once, since it keeps AWS's pace), and what it is made of, through the real SDK clients over HTTP, against moto with a proxy before it, which records every call.
 *
 * What moto lacks the proxy does or answers: pages (moto gives lists whole); GetExport (moto's has neither security nor extensions, and writes
 * methods in capitals); the authorizers of HTTP APIs; refusals. moto has no deployments of HTTP APIs, no routing rules and no private domain
 * names: test/cli/inventory/live reads those in recorded shapes.
 */
Moto.describe('the inventory of what is deployed')('on moto', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inventory-moto-'));
  let moto: Moto;
  let proxy: AwsProxy;
  let sdk: Sdk;
  let assembly: string;
  /** Ids by names. */
  const ids: { [name: string]: string } = {};

  const make = async (client: keyof typeof CLIENTS, command: string, input: object): Promise<{ [member: string]: unknown }> => {
    const made = new sdk[client][CLIENTS[client]](moto.clientOptions) as Client;
    try {
      return await made.send(new sdk[client][`${command}Command`](input));
    } finally {
      made.destroy();
    }
  };

  const madeBy = (stack: string, logicalId: string) => ({
    'aws:cloudformation:stack-name': stack,
    'aws:cloudformation:logical-id': logicalId,
    'aws:cloudformation:stack-id': `arn:aws:cloudformation:eu-west-1:123456789012:stack/${stack}/1`,
  });

  async function restApi(key: string, name: string, tags: object = {}): Promise<string> {
    const id = String((await make('rest', 'CreateRestApi', { name, tags })).id);
    const { items } = await make('rest', 'GetResources', { restApiId: id }) as { items: Array<{ id: string }> };
    const method = { restApiId: id, resourceId: items[0].id, httpMethod: 'GET' };
    await make('rest', 'PutMethod', { ...method, authorizationType: 'NONE' });
    await make('rest', 'PutIntegration', { ...method, type: 'MOCK' });
    await make('rest', 'CreateDeployment', { restApiId: id, stageName: 'prod' });
    ids[key] = id;
    return id;
  }

  async function httpApi(key: string, Name: string, ProtocolType: string, RouteKey: string, Tags: object = {}): Promise<string> {
    const { ApiId } = await make('http', 'CreateApi', { Name, ProtocolType, Tags, RouteSelectionExpression: '$request.body.action' });
    const integration = { ApiId, IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://backend.example.com/x', IntegrationMethod: 'GET' };
    const { IntegrationId } = await make('http', 'CreateIntegration', integration);
    await make('http', 'CreateRoute', { ApiId, RouteKey, Target: `integrations/${String(IntegrationId)}` });
    await make('http', 'CreateStage', { ApiId, StageName: '$default', AutoDeploy: true });
    ids[key] = String(ApiId);
    return ids[key];
  }

  beforeAll(async () => {
    sdk = loadSdk();
    moto = await Moto.start();
    const app = new App({ outdir: path.join(folder, 'cdk.out') });
    const shop = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
    const orders = new apigateway.RestApi(shop, 'Orders', { restApiName: 'orders' });
    orders.root.addMethod('GET', new apigateway.MockIntegration());
    const twin = new Stack(app, 'Twin');
    new apigateway.RestApi(twin, 'Orders', { restApiName: 'orders' }).root.addMethod('GET', new apigateway.MockIntegration());
    const events = new apigatewayv2.CfnApi(twin, 'Events', { name: 'events', protocolType: 'HTTP' });
    const logicalId = (construct: apigateway.RestApi) => Stack.of(construct).getLogicalId(construct.node.defaultChild as apigateway.CfnRestApi);
    assembly = app.synth().directory;

    await restApi('known', 'orders', { ...madeBy('Shop', logicalId(orders)), Owner: 'team-orders' });
    await restApi('by hand', 'orders', { 'secure-rest-api:api': 'Shop/Orders' });
    await restApi('removed', 'gone', madeBy('Shop', 'Gone1234'));
    await restApi('elsewhere', 'billing', madeBy('Billing', 'Api'));
    await restApi('hostile', HOSTILE);
    for (let index = 0; index < 3; index += 1) {
      await restApi(`filler ${index}`, `filler ${index}`);
    }
    await httpApi('events', 'events', 'HTTP', 'GET /events', madeBy('Twin', twin.getLogicalId(events)));
    await httpApi('chat', 'chat', 'WEBSOCKET', '$connect');
    for (let index = 0; index < 2; index += 1) {
      await httpApi(`http ${index}`, `http ${index}`, 'HTTP', 'ANY /{proxy+}');
    }
    const { Summary } = await make('waf', 'CreateWebACL', {
      Name: 'shop',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'shop' },
      Rules: [],
    }) as { Summary: { ARN: string } };
    await make('waf', 'AssociateWebACL', { WebACLArn: Summary.ARN, ResourceArn: `arn:aws:apigateway:eu-west-1::/restapis/${ids.known}/stages/prod` });
    const domain = { regionalCertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1', endpointConfiguration: { types: ['REGIONAL'] } };
    await make('rest', 'CreateDomainName', { domainName: 'shop.example.com', securityPolicy: 'TLS_1_2', ...domain });
    await make('rest', 'CreateBasePathMapping', { domainName: 'shop.example.com', restApiId: ids.known, stage: 'prod', basePath: 'v1' });
    await make('http', 'CreateDomainName', { DomainName: 'events.example.com', DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }] });
    await make('http', 'CreateApiMapping', { DomainName: 'events.example.com', ApiId: ids.events, Stage: '$default' });
    await make('rest', 'CreateUsagePlan', { name: 'partners', apiStages: [{ apiId: ids.known, stage: 'prod' }] });
    proxy = await AwsProxy.start(moto.endpoint, { pageSize: 3, answer: lacking });
  }, 120_000);

  afterAll(async () => {
    await proxy?.stop();
    moto?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  /** What moto has not, as AWS answers. */
  function lacking({ path: place }: RecordedCall): ReturnType<NonNullable<AwsProxyOptions['answer']>> {
    if (/^\/v2\/apis\/[^/]+\/authorizers$/.test(place)) {
      return { status: 200, body: '{"items":[]}' };
    }
    const [, id] = /^\/restapis\/([^/]+)\/stages\/[^/]+\/exports\/oas30$/.exec(place) ?? [];
    if (id === ids.known) {
      return { status: 200, body: JSON.stringify(EXPORTED) };
    }
    return id === undefined ? undefined : { status: 400, type: 'BadRequestException', body: '{"message":"Unable to build exporter: no JSON body model"}' };
  }

  async function run(args: string[], answer: AwsProxyOptions['answer'] = lacking): Promise<{ status: number | null; stdout: string; stderr: string }> {
    proxy.options = { ...proxy.options, answer };
    proxy.calls.length = 0;
    const environment = { AWS_ENDPOINT_URL: proxy.endpoint, AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn(process.execPath, [MAIN, 'inventory', ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { status, stdout, stderr };
  }

  const byId = ({ apis }: Listed, id: string) => apis.find((api) => api.deployed?.id === id)!;

  describe('with two assemblies\' stacks', () => {
    let ran: { status: number | null; stdout: string; stderr: string };
    let list: Listed;
    let calls: RecordedCall[];

    beforeAll(async () => {
      let throttled = 0;
      ran = await run(['--live', '--regions', 'eu-west-1', assembly, '--format', 'json'], (call) => {
        if (call.path === '/usageplans' && throttled < 2) {
          throttled += 1;
          return { status: 429, type: 'TooManyRequestsException', body: '{"message":"Too Many Requests"}' };
        }
        return lacking(call);
      });
      list = JSON.parse(ran.stdout) as Listed;
      calls = [...proxy.calls];
    });

    test('reads every page, and asks again where it was too fast', () => {
      expect(list.apis.filter(({ deployed }) => deployed)).toHaveLength(12);
      expect(calls.filter(({ path: place }) => place === '/restapis')).toHaveLength(3);
      expect(calls.filter(({ path: place }) => place === '/v2/apis')).toHaveLength(2);
      expect(calls.filter(({ path: place }) => place === '/usageplans')).toHaveLength(3);
      expect(list.live).toMatchObject({ complete: true, regions: ['eu-west-1'] });
    });

    test('knows what a template names by CloudFormation\'s tags, and nothing by a name or by a tag that anybody may write', () => {
      const standing = (name: string) => byId(list, ids[name]).deployed!.standing;
      expect(standing('known')).toMatchObject({ status: 'known', file: path.join(assembly, 'Shop.template.json') });
      expect(standing('events')).toMatchObject({ status: 'known', file: path.join(assembly, 'Twin.template.json') });
      expect(standing('by hand')).toMatchObject({
        status: 'unknown', why: expect.stringMatching(/^no stack of CloudFormation made it, though it has the tag secure-rest-api:api.*of Shop, .*of Twin, which proves nothing$/) as string,
      });
      expect(standing('removed')).toEqual({ status: 'unknown', why: 'the template of its stack Shop has no API Gone1234: removed there and still deployed, or made by a macro or module' });
      expect(standing('elsewhere')).toEqual({ status: 'unknown', why: 'the stack Billing made it, and no template of that stack was given' });
      expect(ran.status).toBe(1);
      expect(ran.stderr).toContain('12 deployed in eu-west-1, 10 of them in no given template\n');
    });

    test('of two stacks with an API of the same name only the deployed one is said to be deployed', () => {
      const inTemplates = list.apis.filter(({ deployed }) => !deployed);
      expect(inTemplates.map(({ name, deployedAs }) => [name, deployedAs])).toEqual([
        ['Shop/Orders', [`eu-west-1 ${ids.known}`]], ['Twin/Orders', []], ['Twin/Events', [`eu-west-1 ${ids.events}`]],
      ]);
    });

    test('has stages, web ACL, domain names, owner and routes of each kind', () => {
      const known = byId(list, ids.known);
      expect(known).toMatchObject({ kind: 'REST', owner: 'team-orders', stack: 'Shop', level: 0 });
      expect(known.stages).toMatchObject([{ name: 'prod', webAcl: 'associated', accessLog: false, lastDeployment: expect.stringMatching(/^\d{4}-/) as string }]);
      expect(known.deployed!.domains).toEqual(['shop.example.com/v1']);
      expect(known.routes.map(({ method, path: route, access, key }) => [method, route, access, key])).toEqual([
        ['GET', '/orders', 'any valid token of pool', 'required'], ['POST', '/orders', 'anyone', 'no'],
      ]);
      expect(byId(list, ids.events)).toMatchObject({ kind: 'HTTP', routes: [{ method: 'GET', path: '/events', access: 'anyone' }], deployed: { domains: ['events.example.com'] } });
      expect(byId(list, ids.chat)).toMatchObject({ kind: 'WebSocket', routes: [{ path: '$connect' }] });
      expect(byId(list, ids['by hand']).stages).toMatchObject([{ webAcl: 'none' }]);
    });

    test('has what the pack finds, by the document or by the methods', () => {
      const found = (name: string) => byId(list, ids[name]).deployed!.findings.map(({ id }) => id.replace('SecureRestApi-', ''));
      expect(found('known')).toEqual(expect.arrayContaining(['SRA2[POST-/orders]', 'SRA1[POST-/orders]', 'SRA3[POST-/orders]', 'SRA5[rules]', 'SRA7', 'SRA18[execute-api]', 'SRA19[rate]', 'SRA29']));
      expect(found('known')).not.toContain('SRA2[GET-/orders]');
      expect(found('by hand')).toEqual(expect.arrayContaining(['SRA1[GET-/]', 'SRA2[GET-/]', 'SRA5[association]', 'SRA29']));
      expect(found('by hand').filter((id) => /^SRA(3|12|13|28|31)\b/.test(id))).toEqual([]);
      expect(found('chat')).toContain('SRA2[$connect]');
      expect(byId(list, ids['by hand']).unknown).toEqual(expect.arrayContaining([expect.stringContaining('Unable to build exporter') as string]));
    });

    test('calls nothing but what the printed policy allows, and the policy allows nothing that is not called', async () => {
      const { stdout, status } = await run(['--print-policy', '--regions', 'eu-west-1']);
      expect(status).toBe(0);
      expect(proxy.calls).toEqual([]);
      const policy = JSON.parse(stdout) as { Statement: Array<{ Action: string; Resource: string[] }> };
      expect(policy).toEqual(readingPolicy(['eu-west-1']));
      const requested = [...new Set(calls.map(({ method, path: place, target }) => (target === undefined
        ? `apigateway:${method} arn:aws:apigateway:eu-west-1::${place.replace(/^\/v2/, '')}` : `wafv2:${target} arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1`)))];
      const allowed = policy.Statement.flatMap(({ Action, Resource }) => Resource.map((arn) => ({
        text: `${Action} ${arn}`, pattern: new RegExp(`^${Action} ${arn.split('*').map((part) => part.replace(/[.$?+^|()[\]{}\\]/g, '\\$&')).join('.*')}$`),
      })));
      expect(requested.filter((call) => !allowed.some(({ pattern }) => pattern.test(call)))).toEqual([]);
      expect(allowed.filter(({ pattern }) => !requested.some((call) => pattern.test(call))).map(({ text }) => text)).toEqual([]);
      for (const keys of ['/apikeys', '/apikeys/abc', '/usageplans/abc/keys', '/usageplans/abc/keys/def']) {
        expect(allowed.some(({ pattern }) => pattern.test(`apigateway:GET arn:aws:apigateway:eu-west-1::${keys}`))).toBe(false);
      }
      expect(new Set(Object.values(OPERATIONS).map(({ action }) => action))).toEqual(new Set(policy.Statement.map(({ Action }) => Action)));
    });
  });

  /** The same without the command's pace. */
  async function read(regions: string[], inputs: string[], answer: AwsProxyOptions['answer'] = lacking): Promise<Inventory> {
    proxy.options = { ...proxy.options, answer };
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ENDPOINT_URL: proxy.endpoint, AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' });
    try {
      const templates = readInputs(inputs);
      const live = await Promise.all(regions.map(async (region) => {
        const aws = awsIn(region, sdk, 0);
        try {
          return await readRegion(region, aws);
        } finally {
          aws.close();
        }
      }));
      return withLive(inventoryOf(templates, 'owner'), live, templates, new Map());
    } finally {
      process.env = before;
    }
  }

  test('a region that refuses is named, and makes the result incomplete', async () => {
    const refusal = '{"message":"User: arn:aws:iam::1:user/x is not authorized to perform: apigateway:GET"}';
    const found = await read(['eu-west-1', 'us-east-1'], [], (call) => (
      call.region === 'us-east-1' ? { status: 403, type: 'AccessDeniedException', body: refusal } : lacking(call)
    ));
    const { live, apis } = JSON.parse(formatJson(found)) as Listed;
    expect(live).toMatchObject({ complete: false, regions: ['eu-west-1', 'us-east-1'] });
    expect(found.live!.problems.filter(({ refused }) => refused)).toMatchObject([
      { region: 'us-east-1', call: 'GetRestApis', error: expect.stringMatching(/^AccessDeniedException: User/) as string }, { region: 'us-east-1', call: 'GetApis' },
    ]);
    expect(apis).toHaveLength(12);
    expect(apis.every(({ deployed }) => deployed!.standing.status === 'not compared')).toBe(true);
    expect(inventoryPage(found)).toContain('The list is incomplete: 2 calls refused.');
  });

  test('a document that is refused or too large leaves the API in the list, as unknown', async () => {
    const found = await read(['eu-west-1'], [assembly], (call) => {
      if (call.path === `/restapis/${ids.known}/stages/prod/exports/oas30`) {
        return { status: 413, type: 'RequestEntityTooLargeException', body: '{"message":"Request size exceeded"}' };
      }
      return call.path === `/restapis/${ids.known}/resources` ? { status: 403, type: 'AccessDeniedException', body: '{}' } : lacking(call);
    });
    const list = JSON.parse(formatJson(found)) as Listed;
    expect(list.live.complete).toBe(false);
    const known = byId(list, ids.known);
    expect(known).toMatchObject({ level: 'unknown', routes: [], deployed: { standing: { status: 'known' } } });
    expect(known.unknown).toEqual(expect.arrayContaining([
      expect.stringContaining('GetExport gave nothing: RequestEntityTooLargeException') as string,
      expect.stringContaining('GetResources gave nothing: AccessDenied') as string,
    ]));
  });

  test('a hostile name stays text on the page', async () => {
    const page = inventoryPage(await read(['eu-west-1'], []));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;script&gt;document.title=');
  });
});

/** As AWS exports: the shape of its guide, with a user pool and a key on one operation. */
const EXPORTED = {
  'openapi': '3.0.1',
  'info': { title: 'orders', version: '2026-11-28T00:00:00Z' },
  'servers': [{ url: 'https://abc.execute-api.eu-west-1.amazonaws.com/{basePath}', variables: { basePath: { default: 'prod' } } }],
  'paths': {
    '/orders': {
      get: {
        'security': [{ pool: [] }, { api_key: [] }],
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-integration': { type: 'mock' },
      },
      post: { 'x-amazon-apigateway-integration': { type: 'http_proxy', uri: 'https://backend.example.com/orders', httpMethod: 'POST' } },
    },
  },
  'components': {
    securitySchemes: {
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      pool: {
        'type': 'apiKey',
        'name': 'Authorization',
        'in': 'header',
        'x-amazon-apigateway-authtype': 'cognito_user_pools',
        'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/x'] },
      },
    },
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestParameters: true, validateRequestBody: true } },
};
