import { provide } from '../../../lambda/origin-secret-rotation/provide';
import { rotate } from '../../../lambda/origin-secret-rotation/rotate';
import { apiFunctionCode } from '../../../lib/edge/private/viewer-functions';
import { FirewallOptions } from '../../../lib/firewall/firewall-options';
import { FirewallEvaluator, FirewallRequest, FirewallVerdict } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { WafRule } from '../../../lib/firewall/private/waf-rule';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { SECRET_ARN, World } from '../../lambda/origin-secret-rotation/world';
import { runViewerFunction, sentHeaders, ViewerHeaders } from '../../support/viewer-function';
import { KEY, route, TOKEN } from './api';

const ROUTES = [
  route({ path: '/orders' }),
  route({ path: '/login', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }), access: RouteAccess.public('Whoever logs in has no token').withoutApiKey('Browsers have no key') }),
];
const BLOCKED = ['192.0.2.0/24', '2001:db8:bad::/48'];
const OPTIONS: FirewallOptions = { loginPaths: ['/login'], blockedIps: BLOCKED, blockedCountries: ['ZZ'] };
/** Where CloudFront's own connections come from, which all clients share. */
const CLOUDFRONT = '130.176.1.2';
const CLIENT = '198.51.100.7';
const countryOf = (ip: string): string => ip.startsWith('203.0.113.') ? 'ZZ' : 'DE';

/** A viewer's request to the Edge. */
interface ViewerSketch {
  readonly ip?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly headers?: Array<[string, string]>;
  readonly body?: string;
  readonly time?: number;
}

/** Edge, key-value store, rule group and web ACL together, with the secret as the rotation function writes it. */
class FrontDoor {
  public static async deployed(options: FirewallOptions = OPTIONS): Promise<FrontDoor> {
    const world = new World();
    await provide(world.places());
    world.stored.set('api-key', KEY);
    return new FrontDoor(world, options);
  }

  private readonly acl: FirewallEvaluator;

  private constructor(private readonly world: World, options: FirewallOptions) {
    const sets: { [arn: string]: string[] | undefined } = { blocked: options.blockedIps, allowed: options.allowedIps };
    const built = firewall({
      routes: ROUTES,
      options,
      cors: true,
      stageName: 'prod',
      originRuleGroup: 'arn:group',
      blockedIpSets: options.blockedIps ? ['blocked'] : [],
      allowedIpSets: options.allowedIps ? ['allowed'] : [],
    });
    this.acl = new FirewallEvaluator(built.rules, {
      bodyWindow: built.bodyWindow, countryOf, ipSet: (arn) => sets[arn as string] ?? [], ruleGroup: () => rulesOf(this.world),
    });
  }

  /** A request to the execute-api address. */
  public direct(request: Partial<FirewallRequest>): FirewallVerdict {
    return this.acl.evaluate({ method: 'GET', path: '/prod/orders', headers: [['authorization', `Bearer ${TOKEN}`], ['x-api-key', KEY]], ip: CLIENT, ...request });
  }

  /** A request to the Edge, which CloudFront sends on. */
  public async edge(request: ViewerSketch = {}): Promise<FirewallVerdict> {
    const { ip = CLIENT, method = 'GET', uri = '/api/orders', headers = [['authorization', `Bearer ${TOKEN}`]], body, time } = request;
    const seen: ViewerHeaders = {};
    for (const [name, value] of headers) {
      const lower = name.toLowerCase();
      const before = seen[lower] as ViewerHeaders[string] | undefined;
      seen[lower] = before ? { value: before.value, multiValue: [...before.multiValue ?? [{ value: before.value }], { value }] } : { value };
    }
    const viewerRequest = { method, uri, headers: seen };
    const result = await runViewerFunction(apiFunctionCode('/api', true), viewerRequest, ip, this.world.stored);
    if (result.statusCode !== undefined) {
      return { action: 'block', status: result.statusCode, rule: 'ApiFunction', counted: [], labels: [] };
    }
    const sent = sentHeaders(result, viewerRequest);
    const forwarded = sent.find(([name]) => name === 'X-Forwarded-For')?.[1];
    return this.acl.evaluate({
      method,
      body,
      time,
      ip: CLOUDFRONT,
      path: `/prod${result.uri}`,
      // CloudFront appends the address that it saw to what the client claims.
      headers: [...sent.filter(([name]) => name !== 'X-Forwarded-For'), ['X-Forwarded-For', forwarded ? `${forwarded}, ${ip}` : ip]],
    });
  }

  public async rotate(): Promise<void> {
    this.world.time += 86_400_000;
    const ClientRequestToken = `v${this.world.versions.size}`;
    this.world.stage(ClientRequestToken);
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      await rotate(this.world.places(), { Step, SecretId: SECRET_ARN, ClientRequestToken });
    }
  }

  public get groupRules(): WafRule[] {
    return rulesOf(this.world);
  }

  public get secret(): string {
    return this.world.stored.get('origin-secret')!;
  }
}

/** The rules of the group as CloudFormation would write them: the SDK has the search string in bytes. */
function rulesOf(world: World): WafRule[] {
  const asText = (_: string, value: unknown): unknown => value instanceof Uint8Array ? Buffer.from(value).toString() : value;
  return JSON.parse(JSON.stringify(world.group!.contents.Rules, asText)) as WafRule[];
}

const refused = (status: number, rule: string): object => ({ action: 'block', status, rule });

describe('the execute-api address', () => {
  test.each<[string, Array<[string, string]>]>([
    ['with key and token but no secret', []],
    ['with an empty secret', [['x-origin-verify', '']]],
    ['with a guessed secret', [['x-origin-verify', 'guessed']]],
    ['with the secret in another case', [['x-origin-verify', 'FIRST-SECRET']]],
    ['with more than the secret', [['x-origin-verify', 'first-secret ']]],
    ['with the secret in another header', [['x-origin-secret', 'first-secret']]],
    ['with an address of CloudFront claimed', [['x-forwarded-for', CLOUDFRONT], ['x-viewer-address', CLOUDFRONT], ['via', '2.0 abc.cloudfront.net (CloudFront)']]],
  ])('answers 403 %s', async (_, headers) => {
    const door = await FrontDoor.deployed();
    expect(door.direct({ headers: [['authorization', `Bearer ${TOKEN}`], ['x-api-key', KEY], ...headers] })).toMatchObject(refused(403, 'OriginSecret'));
  });

  test('answers 403 to another distribution, whose address is CloudFront\'s too', async () => {
    expect((await FrontDoor.deployed()).direct({ ip: CLOUDFRONT })).toMatchObject(refused(403, 'OriginSecret'));
  });

  test.each(['OPTIONS', 'POST', 'TRACE'])('answers 403 to %s, before anything else is looked at', async (method) => {
    expect((await FrontDoor.deployed()).direct({ method, headers: [] })).toMatchObject(refused(403, 'OriginSecret'));
  });
});

describe('the Edge', () => {
  test('lets a page through that sends a token and no key', async () => {
    expect(await (await FrontDoor.deployed()).edge()).toMatchObject({ action: 'allow' });
  });

  test('lets a partner through with a key of its own', async () => {
    expect(await (await FrontDoor.deployed()).edge({ headers: [['Authorization', `Bearer ${TOKEN}`], ['X-Api-Key', 'p'.repeat(40)]] })).toMatchObject({ action: 'allow' });
  });

  test('lets a preflight through', async () => {
    expect(await (await FrontDoor.deployed()).edge({ method: 'OPTIONS', headers: [['origin', 'https://app.example.com']] })).toMatchObject({ action: 'allow' });
  });

  test('goes on through every rotation, and two secrets are valid at a time', async () => {
    const door = await FrontDoor.deployed();
    const secrets = [door.secret];
    for (let day = 0; day < 3; day++) {
      await door.rotate();
      secrets.push(door.secret);
      expect(await door.edge()).toMatchObject({ action: 'allow' });
    }
    const withSecret = (secret: string) => door.direct({ ip: CLOUDFRONT, headers: [['authorization', `Bearer ${TOKEN}`], ['x-api-key', KEY], ['x-origin-verify', secret], ['x-viewer-address', CLIENT]] }).action;
    expect(secrets.map(withSecret)).toEqual(['block', 'block', 'allow', 'allow']);
  });

  test('does not take the client\'s word for secret or address', async () => {
    const door = await FrontDoor.deployed();
    const headers: Array<[string, string]> = [['authorization', `Bearer ${TOKEN}`], ['x-origin-verify', 'guessed'], ['x-origin-verify', 'again'], ['x-viewer-address', '198.51.100.99']];
    expect(await door.edge({ headers })).toMatchObject({ action: 'allow' });
    expect(await door.edge({ ip: '192.0.2.77', headers })).toMatchObject(refused(403, 'BlockedAddresses'));
  });

  test.each<[string, string, object]>([
    ['a blocked address', '192.0.2.77', refused(403, 'BlockedAddresses')],
    ['a blocked address of version 6', '2001:db8:bad::1', refused(403, 'BlockedAddresses')],
    ['a blocked country', '203.0.113.5', refused(403, 'BlockedCountries')],
    ['an ordinary address of version 6', '2001:db8::1', { action: 'allow' }],
  ])('judges by the client\'s own address: %s', async (_, ip, verdict) => {
    expect(await (await FrontDoor.deployed()).edge({ ip })).toMatchObject(verdict);
    // What the client claims beside it changes nothing.
    const claim: Array<[string, string]> = [['authorization', `Bearer ${TOKEN}`], ['X-Forwarded-For', '198.51.100.200'], ['CloudFront-Viewer-Address', '198.51.100.200:443']];
    expect(await (await FrontDoor.deployed()).edge({ ip, headers: claim })).toMatchObject(verdict);
  });

  test('lets only listed addresses in where there is a list', async () => {
    const door = await FrontDoor.deployed({ allowedIps: ['198.51.100.0/24'] });
    expect(await door.edge({ ip: '198.51.100.1' })).toMatchObject({ action: 'allow' });
    expect(await door.edge({ ip: '198.51.101.1' })).toMatchObject(refused(403, 'AllowedAddresses'));
    expect(await door.edge({ ip: '198.51.101.1', headers: [['x-forwarded-for', '198.51.100.1']] })).toMatchObject(refused(403, 'AllowedAddresses'));
  });

  test.each(['/api/../login', '/api//orders', '/api/%2e%2e/orders', '/api/orders/..%2f..%2flogin'])('refuses %s', async (uri) => {
    expect((await (await FrontDoor.deployed()).edge({ uri })).action).toBe('block');
  });
});

describe('floods through the Edge', () => {
  const login = (door: FrontDoor, ip: string, time: number, forged?: string) => door.edge({
    method: 'POST',
    uri: '/api/login',
    ip,
    time,
    body: '{}',
    headers: [['content-type', 'application/json'], ...(forged === undefined ? [] : [['x-forwarded-for', forged], ['x-viewer-address', forged]] as Array<[string, string]>)],
  });

  test('logins of one address are refused after twenty, whatever address is claimed', async () => {
    const door = await FrontDoor.deployed();
    const verdicts = [];
    for (let attempt = 0; attempt < 25; attempt++) {
      verdicts.push(await login(door, CLIENT, attempt, `203.0.114.${attempt}`));
    }
    expect(verdicts.map(({ status }) => status)).toEqual([...Array<undefined>(20).fill(undefined), ...Array<number>(5).fill(429)]);
    expect(verdicts[24].rule).toBe('LoginRatePerAddress');
  });

  test('nobody can use up another\'s tries by claiming his address', async () => {
    const door = await FrontDoor.deployed();
    for (let attempt = 0; attempt < 40; attempt++) {
      await login(door, '198.51.100.66', attempt, CLIENT);
    }
    expect(await login(door, CLIENT, 50)).toMatchObject({ action: 'allow' });
  });

  test('clients that share CloudFront\'s addresses do not share a limit', async () => {
    const door = await FrontDoor.deployed();
    for (let client = 0; client < 100; client++) {
      expect(await login(door, `198.51.101.${client}`, client)).toMatchObject({ action: 'allow' });
    }
  });

  test('3,000 logins from one /64 are one client\'s', async () => {
    const door = await FrontDoor.deployed();
    const statuses = [];
    for (let attempt = 0; attempt < 3000; attempt++) {
      statuses.push((await login(door, `2001:db8:1:2::${(attempt + 1).toString(16)}`, attempt)).status);
    }
    expect(statuses.filter((status) => status === undefined)).toHaveLength(20);
    expect(await login(door, '2001:db8:1:3::1', 3000)).toMatchObject({ action: 'allow' });
  });

  test('requests of one /64 are one client\'s', async () => {
    const door = await FrontDoor.deployed({ rateLimit: 30 });
    const statuses = [];
    for (let index = 0; index < 32; index++) {
      statuses.push((await door.edge({ ip: `2001:db8::${index}:1`, time: index })).status);
    }
    expect(statuses.slice(29)).toEqual([undefined, 429, 429]);
  });

  test('a list still compares the exact address', async () => {
    const door = await FrontDoor.deployed({ blockedIps: ['2001:db8:1:2::7/128'] });
    expect(await door.edge({ ip: '2001:db8:1:2::7' })).toMatchObject(refused(403, 'BlockedAddresses'));
    expect(await door.edge({ ip: '2001:db8:1:2::8' })).toMatchObject({ action: 'allow' });
  });

  test('requests to the execute-api address count for nobody', async () => {
    const door = await FrontDoor.deployed();
    for (let attempt = 0; attempt < 40; attempt++) {
      door.direct({ method: 'POST', path: '/prod/login', time: attempt, headers: [['x-viewer-address', CLIENT], ['content-type', 'application/json']] });
    }
    expect(await login(door, CLIENT, 50)).toMatchObject({ action: 'allow' });
  });

  test('requests of one address are refused after the limit', async () => {
    const door = await FrontDoor.deployed({ rateLimit: 30 });
    const statuses = [];
    for (let index = 0; index < 32; index++) {
      statuses.push((await door.edge({ time: index })).status);
    }
    expect(statuses.slice(29)).toEqual([undefined, 429, 429]);
  });
});

describe('whoever holds the origin secret', () => {
  /** From his own machine, with an address for each request that he makes up. */
  const holder = (door: FrontDoor, claimed: string | undefined, time: number, path = '/prod/orders', method = 'GET') => door.direct({
    method,
    path,
    time,
    ip: '198.51.100.66',
    body: method === 'POST' ? '{}' : undefined,
    headers: [
      ['authorization', `Bearer ${TOKEN}`], ['x-api-key', KEY], ['x-origin-verify', door.secret], ['content-type', 'application/json'],
      ...(claimed === undefined ? [] : [['x-viewer-address', claimed], ['x-viewer-network', claimed]] as Array<[string, string]>),
    ],
  });

  test('is refused without an address, which no list would meet', async () => {
    const door = await FrontDoor.deployed();
    expect(holder(door, undefined, 0)).toMatchObject(refused(403, 'ViewerAddress'));
    expect(holder(door, '', 0)).toMatchObject(refused(403, 'ViewerAddress'));
    expect(holder(door, CLIENT, 0)).toMatchObject({ action: 'allow' });
  });

  test('is refused with an address that is none, where a list has to be asked', async () => {
    for (const options of [{ blockedIps: BLOCKED }, { allowedIps: ['198.51.100.0/24'] }, { blockedCountries: ['ZZ'] }, { allowedCountries: ['DE'] }]) {
      expect((await FrontDoor.deployed(options)).direct({
        headers: [['x-origin-verify', 'first-secret'], ['x-viewer-address', 'anything'], ['authorization', `Bearer ${TOKEN}`], ['x-api-key', KEY]],
      })).toMatchObject({ action: 'block', status: 403 });
    }
  });

  test('is counted by his connection, whatever address he claims', async () => {
    const door = await FrontDoor.deployed({ rateLimit: 10, clientsPerNetwork: 5 });
    const statuses = Array.from({ length: 52 }, (_, index) => holder(door, `203.0.114.${index}`, index).status);
    expect(statuses.slice(49)).toEqual([undefined, 429, 429]);
    // CloudFront's addresses are others.
    expect(await door.edge({ time: 60 })).toMatchObject({ action: 'allow' });
  });

  test('tries no more credentials than some twenty clients could', async () => {
    const door = await FrontDoor.deployed();
    const verdicts = Array.from({ length: 402 }, (_, index) => holder(door, `203.0.${114 + Math.floor(index / 250)}.${index % 250}`, index, '/prod/login', 'POST'));
    expect(verdicts.slice(399).map(({ status, rule }) => [status, rule])).toEqual([
      [undefined, undefined], [429, 'LoginRatePerConnection'], [429, 'LoginRatePerConnection'],
    ]);
  });
});

test('no refusal behind the Edge is kept by CloudFront, nor logged where a flood could fill the log with it', async () => {
  const door = await FrontDoor.deployed();
  const rules = [...firewall({ routes: ROUTES, options: OPTIONS, cors: true, stageName: 'prod', blockedIpSets: ['blocked'], allowedIpSets: [], originRuleGroup: 'arn:group' }).rules, ...door.groupRules];
  const responses = rules.flatMap(({ Name, Action }) => Action?.Block ? [{ Name, headers: Action.Block.CustomResponse?.ResponseHeaders }] : []);
  expect(responses.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['OriginSecret', 'ViewerAddress', 'UnknownMethod', 'BodySize']));
  for (const { headers } of responses) {
    expect(headers).toContainEqual({ Name: 'Cache-Control', Value: 'no-store' });
  }
  expect(door.direct({}).labels).toEqual([expect.stringMatching(/:unlogged$/)]);
});

test('what judges by the connection\'s address is left to the Edge\'s own web ACL', () => {
  const names = (originRuleGroup?: string) => firewall({ routes: ROUTES, options: {}, cors: false, stageName: 'prod', blockedIpSets: [], allowedIpSets: [], originRuleGroup })
    .rules.map(({ Name }) => Name);
  expect(names()).toEqual(expect.arrayContaining(['AwsAmazonIpReputationList', 'AwsAnonymousIpList']));
  const behind = names('arn:group');
  expect(behind[0]).toBe('OriginSecret');
  expect(behind).not.toEqual(expect.arrayContaining(['AwsAmazonIpReputationList']));
  expect(behind).not.toEqual(expect.arrayContaining(['AwsAnonymousIpList']));
  expect(behind).toEqual(expect.arrayContaining(['AwsCommonRuleSet', 'AwsKnownBadInputsRuleSet', 'AwsSQLiRuleSet']));
});
