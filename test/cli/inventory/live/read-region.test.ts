import { apisOfRegion } from '../../../../cli/inventory/live/from-live';
import { LiveRegion, readRegion } from '../../../../cli/inventory/live/read-region';
import { InventoryApi } from '../../../../cli/inventory/model';
import { awsRefusal, RecordedAws } from './recorded-aws';

const document = (paths: object): { readonly body: Uint8Array } => ({ body: Buffer.from(JSON.stringify({ openapi: '3.0.1', info: { title: 't', version: '1' }, paths })) });
const openRoute = { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } };
const oneApi = { GetRestApis: () => ({ items: [{ id: 'a1', name: 'orders', createdDate: new Date('2026-01-02T03:04:05Z') }] }) };
const oneStage = { GetStages: () => ({ item: [{ stageName: 'prod', deploymentId: 'd1' }] }) };

async function listed(answers: ConstructorParameters<typeof RecordedAws>[0]): Promise<{ region: LiveRegion; apis: InventoryApi[]; calls: string[] }> {
  const aws = new RecordedAws(answers);
  const region = await readRegion('eu-west-1', aws);
  return { region, apis: apisOfRegion(region, [], new Map(), 'owner'), calls: aws.calls };
}

const idsOf = ({ deployed }: InventoryApi) => deployed!.findings.map(({ id }) => id.replace('SecureRestApi-', ''));

test('an empty region is two calls', async () => {
  const { apis, calls, region } = await listed({});
  expect([apis, calls, region.problems]).toEqual([[], ['GetRestApis', 'GetApis'], []]);
});

describe('a list', () => {
  test('is read page by page', async () => {
    const { region } = await listed({
      GetRestApis: ({ position }) => (position === undefined ? { items: [{ id: 'a1', name: 'one' }], position: 'next' } : { items: [{ id: 'a2', name: 'two' }] }),
    });
    expect(region.apis.map(({ id }) => id)).toEqual(['a1', 'a2']);
  });

  test('that goes round in circles is incomplete, and ends', async () => {
    const { region } = await listed({ GetRestApis: () => ({ items: [], position: 'same' }) });
    expect(region.problems).toEqual([{ region: 'eu-west-1', call: 'GetRestApis', error: 'the list has no end', refused: true }]);
  });

  test('that breaks off keeps what came, and says so', async () => {
    const { region } = await listed({
      GetRestApis: ({ position }) => {
        if (position !== undefined) {
          throw awsRefusal('TooManyRequestsException', 'Too Many Requests');
        }
        return { items: [{ id: 'a1', name: 'one' }], position: 'next' };
      },
    });
    expect(region.apis).toHaveLength(1);
    expect(region.problems).toMatchObject([{ call: 'GetRestApis', error: 'TooManyRequestsException: Too Many Requests', refused: true }]);
  });
});

describe('a REST API', () => {
  test('has the routes and findings of each stage, where they have different documents', async () => {
    const { apis: [api], calls } = await listed({
      ...oneApi,
      GetStages: () => ({ item: [{ stageName: 'prod', deploymentId: 'd1' }, { stageName: 'beta', deploymentId: 'd2' }, { stageName: 'same', deploymentId: 'd2' }] }),
      GetDeployment: ({ deploymentId }) => ({ createdDate: new Date(deploymentId === 'd1' ? '2026-02-01T00:00:00Z' : '2026-03-01T00:00:00Z') }),
      GetExport: ({ stageName }) => document(stageName === 'prod' ? { '/a': openRoute } : { '/a': openRoute, '/b': openRoute }),
    });
    expect(api.routes.map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(api.routesComplete).toBe(true);
    expect(idsOf(api)).toEqual(expect.arrayContaining(['SRA2[GET-/a]', 'SRA2[GET-/b]']));
    expect(api.stages.map(({ name, lastDeployment }) => [name, lastDeployment])).toEqual([
      ['prod', '2026-02-01T00:00:00.000Z'], ['beta', '2026-03-01T00:00:00.000Z'], ['same', '2026-03-01T00:00:00.000Z'],
    ]);
    expect(calls.filter((call) => call === 'GetDeployment')).toHaveLength(2);
    expect(calls).not.toContain('GetResources');
    expect(api.deployed!.created).toBe('2026-01-02T03:04:05.000Z');
  });

  test.each([
    ['no bytes', {}, 'is not there'],
    ['no JSON', { body: Buffer.from('<html>') }, 'is no OpenAPI in JSON'],
    ['another document', { body: Buffer.from('{"a":1}') }, 'is no OpenAPI in JSON'],
    ['too much', { body: new Uint8Array(33 * 1024 * 1024) }, 'is too large'],
  ])('of which the export has %s has the routes of its resources, and says what is unknown', async (_, exported, why) => {
    const { apis: [api], region } = await listed({
      ...oneApi,
      ...oneStage,
      GetExport: () => exported,
      GetAuthorizers: () => ({ items: [{ id: 'z1', name: 'pool' }] }),
      GetResources: () => ({
        items: [
          { id: 'r0', path: '/' }, { id: 'r1', parentId: 'r0', pathPart: 'orders' },
          {
            id: 'r2',
            parentId: 'r1',
            pathPart: '{id}',
            resourceMethods: {
              GET: { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'z1', apiKeyRequired: true, methodIntegration: { type: 'HTTP', uri: 'http://plain.example.com' } },
              DELETE: { authorizationType: 'NONE', apiKeyRequired: false },
            },
          },
        ],
      }),
    });
    expect(api.routes.map(({ method, path, access, key }) => [method, path, access, key])).toEqual([
      ['GET', '/orders/{id}', 'any valid token of a user pool', 'required'], ['DELETE', '/orders/{id}', 'anyone', 'no'],
    ]);
    expect(idsOf(api)).toEqual(expect.arrayContaining(['SRA2[DELETE-/orders/{id}]', 'SRA9[GET-/orders/{id}]']));
    expect(idsOf(api).filter((id) => id.startsWith('SRA3'))).toEqual([]);
    expect(api.unknown.join(' ')).toContain(why);
    // Nothing was refused: the list of APIs is whole.
    expect(region.problems.map(({ refused }) => refused)).toEqual([false]);
  });

  test('without a stage answers nobody, and says so', async () => {
    const { apis: [api] } = await listed(oneApi);
    expect(api.stages).toEqual([]);
    expect(api.maturity.level).toBeUndefined();
    expect(api.unknown).toContain('It has no stage: it answers nobody.');
  });

  test('whose stages are refused is unknown, and never without any', async () => {
    const { apis: [api], region } = await listed({
      ...oneApi,
      GetStages: () => {
        throw awsRefusal('AccessDeniedException', 'no');
      },
    });
    expect([api.maturity, api.routesComplete]).toEqual([{ why: 'what its stages serve could not be read' }, false]);
    expect(api.unknown).toContain('GetStages gave nothing: AccessDeniedException: no.');
    expect(api.unknown).not.toContain('It has no stage: it answers nobody.');
    expect(region.problems).toMatchObject([{ of: 'a1', refused: true }]);
  });

  test('has a TLS policy and an access mode that are told, or unknown', async () => {
    const told = await listed({ ...oneStage, GetRestApis: () => ({ items: [{ id: 'a1', name: 'o', securityPolicy: 'TLS_1_0', endpointAccessMode: 'BASIC' }] }), GetExport: () => document({}) });
    expect(idsOf(told.apis[0])).toEqual(expect.arrayContaining(['SRA6[policy]', 'SRA6[access-mode]']));
    const silent = await listed({ ...oneApi, ...oneStage, GetExport: () => document({}) });
    expect(idsOf(silent.apis[0]).filter((id) => id.startsWith('SRA6'))).toEqual([]);
    expect(silent.apis[0].unknown).toEqual(expect.arrayContaining(['Its TLS policy is not told.', 'Its endpoint access mode is not told.']));
  });

  test.each([
    ['as JSON', '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}]}'],
    ['with its quotes escaped, as API Gateway answers', '{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":\\"*\\",\\"Action\\":\\"execute-api:Invoke\\",\\"Resource\\":\\"*\\"}]}'],
  ])('that is private has a policy that is read %s', async (_, policy) => {
    const api = { id: 'a1', name: 'o', endpointConfiguration: { types: ['PRIVATE'] }, policy };
    const { apis } = await listed({ ...oneStage, GetRestApis: () => ({ items: [api] }), GetExport: () => document({}) });
    expect(idsOf(apis[0])).toContain('SRA18[policy]');
  });

  test('whose policy can\'t be read is unknown there', async () => {
    const api = { id: 'a1', name: 'o', endpointConfiguration: { types: ['PRIVATE'] }, policy: 'no policy' };
    const { apis } = await listed({ ...oneStage, GetRestApis: () => ({ items: [api] }), GetExport: () => document({}) });
    expect(idsOf(apis[0])).toContain('unknown[SRA18]');
  });
});

describe('a web ACL', () => {
  const arn = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11';
  const behind = (webAclArn: string) => ({ ...oneApi, GetStages: () => ({ item: [{ stageName: 'prod', webAclArn }, { stageName: 'beta', webAclArn }] }), GetExport: () => document({ '/a': openRoute }) });
  const rule = (statement: object, action: object) => ({ Name: 'r', Priority: 1, Action: action, Statement: statement });

  test('of several stages is read once, its rules are looked at, and bytes are texts', async () => {
    const counting = await listed({
      ...behind(arn),
      GetWebACL: () => ({ WebACL: { Rules: [rule({ ByteMatchStatement: { SearchString: Buffer.from('x'), FieldToMatch: { UriPath: {} } } }, { Count: {} })] } }),
    });
    expect(counting.calls.filter((call) => call === 'GetWebACL')).toHaveLength(1);
    expect(idsOf(counting.apis[0])).toEqual(expect.arrayContaining(['SRA5[rules]', 'SRA19[rate]']));
    const limiting = await listed({ ...behind(arn), GetWebACL: () => ({ WebACL: { Rules: [rule({ RateBasedStatement: { Limit: 100, AggregateKeyType: 'IP' } }, { Block: {} })] } }) });
    expect(idsOf(limiting.apis[0]).filter((id) => /^SRA(5|19)/.test(id))).toEqual([]);
    expect(limiting.apis[0].stages.map(({ webAcl }) => webAcl)).toEqual(['associated', 'associated']);
  });

  test('that is refused is there, and its rules are unknown', async () => {
    const { apis: [api], region } = await listed({
      ...behind(arn),
      GetWebACL: () => {
        throw awsRefusal('WAFUnavailableEntityException', 'no');
      },
    });
    expect(api.stages[0].webAcl).toBe('associated');
    expect(idsOf(api).filter((id) => /SRA5/.test(id))).toEqual([]);
    expect(api.unknown).toContain('The rules of the web ACL before prod, beta could not be read.');
    expect(region.problems).toMatchObject([{ of: arn, call: 'GetWebACL', refused: true }]);
  });

  test('of AWS WAF Classic is there, and its rules are unknown', async () => {
    const { apis: [api], region, calls } = await listed(behind('arn:aws:waf-regional:eu-west-1:123456789012:webacl/11'));
    expect([api.stages[0].webAcl, calls.includes('GetWebACL'), region.problems[0].refused]).toEqual(['associated', false, false]);
    expect(api.unknown).toContain('The rules of the web ACL before prod, beta could not be read.');
  });
});

describe('an HTTP API', () => {
  test('has its deployments, and says where a stage does not deploy by itself', async () => {
    const { apis: [api] } = await listed({
      GetApis: () => ({ Items: [{ ApiId: 'h1', Name: 'events', ProtocolType: 'HTTP', CreatedDate: new Date('2026-01-01T00:00:00Z'), DisableExecuteApiEndpoint: true }] }),
      GetApiStages: () => ({ Items: [{ StageName: 'v1', AutoDeploy: false, DeploymentId: 'd1', AccessLogSettings: { DestinationArn: 'arn' }, Tags: { owner: 'team' } }] }),
      GetApiDeployment: () => ({ CreatedDate: new Date('2026-05-01T00:00:00Z') }),
      GetApiAuthorizers: () => ({ Items: [{ AuthorizerId: 'z', Name: 'login', AuthorizerType: 'REQUEST', AuthorizerResultTtlInSeconds: 300, IdentitySource: ['$request.querystring.lang'] }] }),
      GetIntegrations: () => ({ Items: [{ IntegrationId: 'i', IntegrationType: 'AWS_PROXY', IntegrationUri: 'arn:aws:lambda:eu-west-1:123456789012:function:events' }] }),
      GetRoutes: () => ({ Items: [{ RouteKey: 'GET /events', AuthorizationType: 'CUSTOM', AuthorizerId: 'z', Target: 'integrations/i' }] }),
    });
    expect(api).toMatchObject({ owner: 'team', stages: [{ name: 'v1', lastDeployment: '2026-05-01T00:00:00.000Z', accessLog: true }] });
    expect(api.routes).toMatchObject([{ access: 'whom the authorizer login lets in', target: 'lambda events' }]);
    expect(api.deployed).toMatchObject({ executeApi: 'disabled', authorizers: ['login'] });
    expect(idsOf(api)).toEqual(expect.arrayContaining(['SRA10[cache-key]', 'SRA30']));
    expect(idsOf(api).filter((id) => id.startsWith('SRA31'))).toEqual([]);
    expect(api.unknown).toEqual([
      'Whether a distribution with a web ACL stands in front is not read.',
      'A stage does not deploy by itself, or could not: the routes are those that are configured, and it may serve others.',
    ]);
  });
});

test.each<[string, object, number | undefined]>([
  ['deploys by itself', { AutoDeploy: true, LastDeploymentStatusMessage: "Successfully deployed stage with deployment ID 'd1'" }, 1],
  ['could not be deployed', { AutoDeploy: true, LastDeploymentStatusMessage: 'Deployment attempt failed: the integration is not there' }, undefined],
  ['is deployed by hand', { AutoDeploy: false }, undefined],
])('an HTTP API whose stage %s has the level of its routes, or of what it may serve', async (_, stage, level) => {
  const { apis: [api] } = await listed({
    GetApis: () => ({ Items: [{ ApiId: 'h1', Name: 'events', ProtocolType: 'HTTP' }] }),
    GetApiStages: () => ({ Items: [{ StageName: 'v1', ...stage }] }),
    GetRoutes: () => ({ Items: [{ RouteKey: 'GET /events', AuthorizationType: 'AWS_IAM' }] }),
  });
  expect([api.maturity.level, api.routesComplete]).toEqual([level, level !== undefined]);
});

test('a REST API whose document can\'t be had is at no level by what is configured, since its stage may serve an open route still', async () => {
  const { apis: [api] } = await listed({
    ...oneApi,
    ...oneStage,
    GetExport: () => {
      throw awsRefusal('BadRequestException', 'no');
    },
    GetResources: () => ({ items: [{ id: 'r0', path: '/', resourceMethods: { GET: { authorizationType: 'AWS_IAM' } } }] }),
  });
  expect(api.routes).toHaveLength(1);
  expect([api.maturity.level, api.routesComplete]).toEqual([undefined, false]);
});

describe('a domain name', () => {
  test('that is private, edge-optimized or has paths of several parts leads to its APIs, and one with routing rules is said to be read in part', async () => {
    const { apis: [api], region } = await listed({
      ...oneApi,
      ...oneStage,
      GetExport: () => document({}),
      GetApiDomainNames: () => ({ Items: [{ DomainName: 'v2.example.com', RoutingMode: 'ROUTING_RULE_THEN_API_MAPPING', DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }] }] }),
      GetApiMappings: () => ({ Items: [{ ApiId: 'a1', Stage: 'prod', ApiMappingKey: 'shop/v1' }, { ApiId: 'other', Stage: 'x' }] }),
      GetDomainNames: () => ({ items: [{ domainName: 'v2.example.com' }, { domainName: 'private.example.com', domainNameId: 'p1' }] }),
      GetBasePathMappings: ({ domainName, domainNameId }) => ({ items: domainName === 'private.example.com' && domainNameId === 'p1' ? [{ basePath: '(none)', restApiId: 'a1', stage: 'prod' }] : [] }),
    });
    expect(api.deployed!.domains).toEqual(['v2.example.com/shop/v1', 'private.example.com']);
    expect(idsOf(api)).toContain('SRA18[execute-api]');
    expect(region.problems).toMatchObject([{ of: 'v2.example.com', refused: false, error: expect.stringContaining('routing rules') as string }]);
  });
});

test('an API whose document breaks the rules is unknown, and the others are read on', async () => {
  const broken = { '/a': { get: { 'operationId': '${Token[TOKEN.999999]}', 'x-amazon-apigateway-integration': { type: 'mock', uri: '${Token[TOKEN.999999]}' } } } };
  const { apis } = await listed({
    ...oneStage,
    GetRestApis: () => ({ items: [{ id: 'a1', name: 'broken' }, { id: 'a2', name: 'whole' }] }),
    GetExport: ({ restApiId }) => document(restApiId === 'a1' ? broken : { '/a': openRoute }),
  });
  expect(apis[0].unknown.join(' ')).toContain('The rules could not look at it');
  expect(idsOf(apis[1])).toContain('SRA2[GET-/a]');
});
