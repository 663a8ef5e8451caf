import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as deployment from 'aws-cdk-lib/aws-s3-deployment';
import { HttpMethod, RouteAccess, RouteTarget, SecureRestApi } from '../../../lib';
import { ORIGIN_SECRET_HEADER, STORE_KEY_API_KEY, STORE_KEY_ORIGIN_SECRET, VIEWER_ADDRESS_HEADER } from '../../../lib/contracts/origin-secret';
import { WafRule } from '../../../lib/firewall/private/waf-rule';
import { readApis, resourcesOf } from '../../../local/api';
import { JsonMap, readAssembly } from '../../../local/assembly';
import { KeyValueStores } from '../../../local/control-plane/key-value-stores';
import { readDistribution } from '../../../local/edge/distribution';
import { LocalEdge } from '../../../local/edge/local-edge';
import { GatewayRequest, GatewayResponse, Trace } from '../../../local/types';
import { ISSUER, sampleFunction } from '../../support/sample-api';
import { ServedApi } from '../support/served-api';

jest.setTimeout(120_000);

const SECRET = 'the-origin-secret-of-this-test';
const KEY = 'k3y0123456789abcdefghij';
const VIEWER = '203.0.113.9';

/** As the rotation writes it. */
const ORIGIN_RULE = {
  Name: 'OriginSecret',
  Priority: 0,
  Statement: {
    NotStatement: {
      Statement: {
        ByteMatchStatement: {
          SearchString: SECRET, FieldToMatch: { SingleHeader: { Name: ORIGIN_SECRET_HEADER } }, TextTransformations: [{ Priority: 0, Type: 'NONE' }], PositionalConstraint: 'EXACTLY',
        },
      },
    },
  },
  Action: { Block: {} },
} as unknown as WafRule;

describe('the Edge', () => {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  let served: ServedApi;
  let stores: KeyValueStores;
  let storeArn: string;
  let edge: LocalEdge;
  let answer: ((request: GatewayRequest) => GatewayResponse) | undefined;
  let distribution: ReturnType<typeof readDistribution>;
  let reached: GatewayRequest[];
  let make: (changed?: Partial<typeof distribution>) => LocalEdge;

  beforeAll(() => {
    fs.mkdirSync(path.join(site, 'help'));
    fs.writeFileSync(path.join(site, 'index.html'), '<h1>Shop</h1>');
    fs.writeFileSync(path.join(site, 'help', 'index.html'), 'Help');
    fs.writeFileSync(path.join(site, 'app.js'), '1');
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'edge-'));
    const app = new App({ outdir });
    const stack = new Stack(app, 'Stack', { env: { region: 'us-east-1' } });
    const api = new SecureRestApi(stack, 'Api', {
      jwtIssuers: [ISSUER],
      edge: {
        domainNames: ['shop.example.com'],
        certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555'),
        website: {},
      },
      firewall: { blockedIps: ['192.0.2.0/24'] },
    });
    api.addRoute({ method: HttpMethod.GET, path: '/catalog', target: RouteTarget.lambdaFunction(sampleFunction(stack, 'Handler')), access: RouteAccess.anyone('The catalog is public').withoutApiKey('Browsers have none') });
    new deployment.BucketDeployment(stack, 'Site', {
      sources: [deployment.Source.asset(site), deployment.Source.jsonData('config.json', { name: stack.stackName, quoted: stack.resolve('"') as string })],
      destinationBucket: api.edge!.websiteBucket!,
      cacheControl: [deployment.CacheControl.noCache()],
    });
    app.synth();
    const assembly = readAssembly(outdir);
    served = new ServedApi(readApis(assembly).apis[0], () => [ORIGIN_RULE]);
    const [local] = assembly.stacks;
    storeArn = String((resourcesOf(local, 'AWS::CloudFront::Function').map(({ properties }) => properties.FunctionConfig as JsonMap)
      .flatMap(({ KeyValueStoreAssociations }) => (KeyValueStoreAssociations ?? []) as JsonMap[])[0]).KeyValueStoreARN);
    distribution = readDistribution(assembly, local, resourcesOf(local, 'AWS::CloudFront::Distribution')[0]);
    make = (changed = {}) => new LocalEdge(assembly, { ...distribution, ...changed }, {
      origin: async (request, trace) => {
        reached.push(request);
        return answer?.(request) ?? served.gateway.handle(request, trace);
      },
      stores,
      ruleGroup: () => [ORIGIN_RULE],
      clock: { now: () => served.now },
    });
  });

  beforeEach(() => {
    answer = undefined;
    reached = [];
    served.now += 3_600_000;
    stores = new KeyValueStores({ now: () => served.now });
    stores.create(storeArn);
    write(STORE_KEY_ORIGIN_SECRET, SECRET);
    write(STORE_KEY_API_KEY, KEY);
    served.answer = (_arn, event) => ({ statusCode: 200, headers: { 'Server': 'secret software', 'Content-Type': 'application/json' }, body: JSON.stringify(event.headers) });
    edge = make();
  });

  function write(key: string, Value: string): void {
    const address = `/key-value-stores/${encodeURIComponent(storeArn)}`;
    stores.call('PUT', `${address}/keys/${encodeURIComponent(key)}`, stores.call('GET', address, undefined, {}).etag, { Value });
  }

  const send = async (target: string, { method = 'GET', headers = {} as { [name: string]: string }, ip = VIEWER, by = edge } = {}) => {
    const [rawPath, rawQuery] = target.split('?') as [string, string | undefined];
    const trace = new Trace();
    const request: GatewayRequest = {
      method, rawPath, rawQuery, headers: Object.entries({ 'Host': 'shop.example.com', 'User-Agent': 'test', ...headers }), body: Buffer.alloc(0), sourceIp: ip, protocol: 'HTTP/1.1',
    };
    const response = await by.handle(request, trace);
    return {
      status: response.status,
      body: response.body.toString(),
      trace: trace.entries,
      headers: Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value])) as { [name: string]: string },
    };
  };

  test('takes a request to the API through its function, whose headers let it in', async () => {
    const { status, body, trace } = await send('/api/catalog', { headers: { [VIEWER_ADDRESS_HEADER]: '192.0.2.1', [ORIGIN_SECRET_HEADER]: 'guessed' } });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ 'X-Origin-Verify': SECRET, 'X-Viewer-Address': VIEWER, 'X-Api-Key': KEY, 'X-Key-Source': 'website' });
    expect(reached[0].rawPath).toBe('/prod/catalog');
    expect(trace.map(({ layer }) => layer)).toEqual(['edge', 'web ACL', 'route', 'authorizer', 'validator', 'integration']);
    expect(JSON.stringify(trace)).not.toMatch(new RegExp(`${SECRET}|${KEY}`));
  });

  test('the API itself refuses what did not come by the Edge', async () => {
    expect((await served.send({ path: '/prod/catalog' })).status).toBe(403);
    expect((await served.send({ path: '/prod/catalog', headers: { [ORIGIN_SECRET_HEADER]: 'guessed', [VIEWER_ADDRESS_HEADER]: VIEWER } })).status).toBe(403);
  });

  test('sends nothing on without the secret', async () => {
    stores = new KeyValueStores({ now: () => served.now });
    stores.create(storeArn);
    expect(await send('/api/catalog', { by: make() })).toMatchObject({ status: 503, headers: { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } });
    expect(reached).toHaveLength(0);
  });

  test('sets the headers of its policy, and takes away what tells of software', async () => {
    const { headers } = await send('/api/catalog');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    expect(Object.keys(headers)).not.toContain('server');
  });

  test('serves the website\'s files as the deployment puts them into the bucket', async () => {
    expect(await send('/')).toMatchObject({ status: 200, body: '<h1>Shop</h1>', headers: { 'content-type': 'text/html', 'cache-control': 'no-cache', 'cross-origin-opener-policy': 'same-origin' } });
    expect((await send('/help/')).body).toBe('Help');
    expect(JSON.parse((await send('/config.json')).body)).toMatchObject({ name: 'Stack' });
    expect((await send('/app.js')).headers['content-type']).toBe('text/javascript');
  });

  test.each(['/none.html', '/../index.html', '/help/../../index.html', '/%2e%2e/%2e%2e/etc/passwd', '/help', '/..%2f..%2fetc%2fpasswd', '/app.js%00.html'])(
    'answers %s as a bucket that nobody may list', async (target) => {
      expect((await send(target)).status).toBe(403);
    });

  test('a behaviour takes its own methods only', async () => {
    expect((await send('/', { method: 'POST' })).status).toBe(403);
    expect((await send('/api/catalog', { method: 'DELETE' })).trace.at(-1)).toMatchObject({ layer: 'web ACL', decision: 'refused' });
  });

  test.each(['/x/../api/catalog', '/%61pi/catalog', '//api/catalog'])('refuses %s, or reads it as a page', async (target) => {
    expect([400, 403]).toContain((await send(target)).status);
    expect(reached).toHaveLength(0);
  });

  test('its own web ACL comes first', async () => {
    const { status, trace } = await send('/', { ip: '192.0.2.7' });
    expect([status, trace]).toMatchObject([403, [{ layer: 'edge', decision: 'refused' }]]);
  });

  test('keeps no error, as the template says, and 10 seconds what it does not speak of', async () => {
    const times = async (by: LocalEdge): Promise<number[]> => {
      let count = 0;
      answer = () => ({ status: count++ === 0 ? 405 : 200, headers: [], body: Buffer.alloc(0) });
      const statuses = [(await send('/api/catalog', { method: 'HEAD', by })).status, (await send('/api/catalog', { by })).status];
      served.now += 10_001;
      return [...statuses, (await send('/api/catalog', { by })).status];
    };
    expect(await times(edge)).toEqual([405, 200, 200]);
    expect(await times(make({ errors: new Map() }))).toEqual([405, 405, 200]);
  });
});
