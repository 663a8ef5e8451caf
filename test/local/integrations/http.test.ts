import { Json, JsonMap } from '../../../local/assembly';
import { LoopbackServer } from '../../../local/server';
import { GatewayRequest, GatewayResponse } from '../../../local/types';
import { documentOf, integrated, servedDocument, TestRequest } from '../support/served-api';
import { ALL_HEADERS } from './all-headers';

jest.setTimeout(60_000);

/** Answers of the backend by path; it tells what it got. */
function backend(request: GatewayRequest): GatewayResponse {
  const status = /^\/status\/(\d+)$/.exec(request.rawPath)?.[1];
  const query = [...new URLSearchParams(request.rawQuery ?? '')];
  const { method, rawPath: path, headers, body } = request;
  const told = { method, path, query, headers, body: body.toString() } as unknown as JsonMap;
  return { status: Number(status ?? 200), headers: [['Content-Type', 'application/json'], ['X-Backend', 'yes']], body: Buffer.from(JSON.stringify(told)) };
}

describe('HTTP integrations', () => {
  const server = new LoopbackServer(async (request) => backend(request));
  let address: string;

  beforeAll(async () => {
    address = `http://127.0.0.1:${await server.listen(0)}`;
  });

  afterAll(async () => server.close());

  type Told = { method: string; path: string; query: Array<[string, string]>; headers: Array<[string, string]>; body: string };
  const call = async (integration: JsonMap, request: Partial<TestRequest> = {}, path = '/a', stage: { [name: string]: string } = {}) => {
    const api = servedDocument(documentOf({ [`ANY ${path}`]: integrated({ httpMethod: 'POST', ...integration }) }), { deployOptions: { variables: stage } });
    const answer = await api.send({ path: '/stage/a', ...request });
    return { ...answer, told: (): Told => JSON.parse(answer.body) as Told };
  };
  const names = ({ headers }: Told): string[] => headers.map(([name]) => name.toLowerCase());
  const one = ({ headers }: Told, name: string): string[] => headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

  test('http-proxy-request-headers', async () => {
    const { told } = await call({ type: 'http_proxy', uri: `${address}/` }, { headers: ALL_HEADERS });
    for (const name of ['Accept', 'Accept-Charset', 'Accept-Encoding', 'Age', 'Authorization', 'Content-Length', 'Content-Type', 'Date', 'Host', 'Pragma', 'Range',
      'Referer', 'User-Agent', 'Warn', 'X-Amzn-Apigateway-Api-Id', 'X-Amzn-Trace-Id']) {
      expect(names(told())).toContain(name.toLowerCase());
    }
    for (const name of ['Content-Encoding',
      'Content-MD5', 'Expect', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via',
      'WWW-Authenticate']) {
      expect(names(told())).not.toContain(name.toLowerCase());
    }
    expect(one(told(), 'connection')).not.toContain('close, Upgrade');
    expect(one(told(), 'host')).toEqual([new URL(address).host]);
  });

  test('http-proxy-mapping-overrides-header', async () => {
    const integration = {
      type: 'http_proxy',
      uri: address,
      requestParameters: {
        'integration.request.header.headerVar': 'method.request.header.foobar', 'integration.request.header.absent': 'method.request.header.nothing',
      },
    };
    const { told } = await call(integration, { method: 'POST', headers: { headerVar: 'request-value', foobar: 'mapped-value' } });
    expect([one(told(), 'headervar'), one(told(), 'foobar'), one(told(), 'absent')]).toEqual([['mapped-value'], ['mapped-value'], []]);
  });

  test('http-proxy-query', async () => {
    const { told } = await call({
      type: 'http_proxy',
      uri: `${address}/?testVar={pathVar}&testQs={qsVar}`,
      requestParameters: {
        'integration.request.path.pathVar': 'method.request.path.pathVariable',
        'integration.request.path.qsVar': 'method.request.querystring.testVar',
        'integration.request.querystring.queryString': 'method.request.querystring.testQueryString',
        'integration.request.querystring.testQs': 'method.request.querystring.testQueryString',
      },
    }, { method: 'POST', path: '/stage/foobar?testQueryString=foo&testVar=bar' }, '/{pathVariable}');
    const values = (name: string): string[] => told().query.filter(([key]) => key === name).map(([, value]) => value);
    expect(['queryString', 'testQs', 'testQueryString', 'testVar'].map(values)).toEqual([['foo'], ['bar', 'foo'], ['foo'], ['foobar', 'bar']]);
  });

  test('http-proxy-status', async () => {
    expect((await call({ type: 'http_proxy', uri: `${address}/status/400` })).status).toBe(400);
  });

  test('http-status-unmapped', async () => {
    expect((await call({ type: 'http', uri: `${address}/status/400`, responses: { default: { statusCode: '200' } } })).status).toBe(200);
  });

  test('an HTTP integration response is chosen by the backend\'s status, and without one the API is at fault', async () => {
    const integration = { type: 'http', uri: `${address}/status/404`, responses: { '4\\d{2}': { statusCode: '410' }, 'default': { statusCode: '200' } } };
    expect((await call(integration)).status).toBe(410);
    expect((await call({ ...integration, responses: { 5: { statusCode: '500' } } })).status).toBe(500);
  });

  test.each(['http', 'http_proxy'].flatMap((type) => ['Content-Length', 'Transfer-Encoding'].map((name) => [type, name])))(
    'forbidden-mapping-http-content-length: %s, %s', async (type, name) => {
      const answer = await call({ type, uri: address, requestParameters: { [`integration.request.header.${name}`]: "'1'" }, responses: { default: { statusCode: '200' } } });
      expect(answer).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalServerErrorException' }, body: '{"message":"Internal server error"}' });
    });

  test('stage-variable-missing-in-uri', async () => {
    const uri = 'https://${stageVariables.TestHost}/${stageVariables.testPath}?${stageVariables.querystring}';
    for (const type of ['http', 'http_proxy']) {
      expect(await call({ type, uri })).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalServerErrorException' }, body: '{"message":"Internal server error"}' });
    }
  });

  test('fills stage variables into the address', async () => {
    const { told } = await call({ type: 'http_proxy', uri: '${stageVariables.TestHost}/${stageVariables.testPath}?q=1'.replace('${stageVariables.TestHost}', 'http://127.0.0.1:${stageVariables.port}') },
      {}, '/a', { port: new URL(address).port, testPath: 'p' });
    expect([told().path, told().query]).toEqual(['/p', [['q', '1']]]);
  });

  test('test-invoke-error-headers', async () => {
    for (const uri of ['nothing', 'ftp://example.com', 'http://']) {
      expect(await call({ type: 'http', uri })).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalServerErrorException' }, body: '{"message":"Internal server error"}' });
    }
  });

  test('remapped-response-parameters', async () => {
    const kept = ['Accept', 'Accept-Charset', 'Accept-Encoding', 'Age', 'Content-Encoding', 'Content-Type', 'Pragma', 'Range', 'Referer', 'TE', 'Warn'];
    const renamed = ['Authorization', 'Connection', 'Content-Length', 'Content-MD5', 'Date', 'Expect', 'Host', 'Max-Forwards', 'Proxy-Authenticate', 'Server', 'Trailer',
      'Upgrade', 'User-Agent', 'WWW-Authenticate'];
    const responseParameters = Object.fromEntries([...kept, ...renamed].map((name): [string, Json] => [`method.response.header.${name}`, `'of ${name}'`]));
    const { headers } = await call({ type: 'http', uri: address, responses: { default: { statusCode: '200', responseParameters } } });
    for (const name of kept) {
      expect([name, headers[name.toLowerCase()]]).toEqual([name, `of ${name}`]);
    }
    for (const name of renamed) {
      expect([name, headers[name.toLowerCase()], headers[`x-amzn-remapped-${name.toLowerCase()}`]]).toEqual([name, undefined, `of ${name}`]);
    }
  });

  test('renames what belongs to the backend\'s own connection, and hands the rest of a proxied answer on', async () => {
    const { headers } = await call({ type: 'http_proxy', uri: address });
    expect(headers).toMatchObject({ 'x-backend': 'yes', 'x-amzn-remapped-content-length': expect.any(String) as string, 'x-amzn-remapped-date': expect.any(String) as string });
    expect(Object.keys(headers)).not.toContain('x-amzn-trace-id');
  });

  test('maps parts of body, context and answer', async () => {
    const answer = await call({
      type: 'http',
      uri: `${address}/status/201`,
      requestParameters: {
        'integration.request.header.x-sku': 'method.request.body.item.sku',
        'integration.request.header.x-ip': 'context.identity.sourceIp',
        'integration.request.querystring.all': 'method.request.multivaluequerystring.n',
      },
      responses: {
        default: {
          statusCode: '202',
          responseParameters: {
            'method.response.header.from-header': 'integration.response.header.x-backend', 'method.response.header.from-body': 'integration.response.body.method',
          },
        },
      },
    }, { method: 'POST', path: '/stage/a?n=1&n=2', body: '{"item":{"sku":"s1"}}', headers: { 'Content-Type': 'application/json', 'X-Other': 'stays here' } });
    expect(answer).toMatchObject({ status: 202, headers: { 'from-header': 'yes', 'from-body': 'POST' } });
    expect([one(answer.told(), 'x-sku'), one(answer.told(), 'x-ip'), one(answer.told(), 'x-other')]).toEqual([['s1'], ['198.51.100.7'], []]);
    expect(answer.told().query).toEqual([['all', '1'], ['all', '2']]);
  });

  describe('mapping templates', () => {
    const template = async (requestTemplate: string, request: Partial<TestRequest>): Promise<string> => (
      await call({ type: 'http', uri: address, requestTemplates: { 'application/json': requestTemplate }, responses: { default: { statusCode: '200' } } }, { method: 'POST', ...request })
    ).told().body;
    const response = async (responseTemplate: string, body: Json): Promise<string> => {
      const echo = servedDocument(documentOf({
        'POST /a': integrated({
          type: 'http',
          httpMethod: 'POST',
          uri: `${address}/`,
          requestTemplates: { 'application/json': '{"json": $input.json("$")}' },
          responses: { default: { statusCode: '200', responseTemplates: { 'application/json': `#set($told = $util.parseJson($input.path("$.body")))${responseTemplate}` } } },
        }),
      }));
      return (await echo.send({ method: 'POST', path: '/stage/a', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).body;
    };

    test.each<[string, Json, string]>([
      ['vtl-path-object', { foo: 'bar' }, '{foo=bar}'],
      ['vtl-path-list', [{ foo: 'bar' }], '[{"foo":"bar"}]'],
      ['vtl-path-object-members', { bigger: 'dict', to: 'test', with: 'separators' }, '{bigger=dict, to=test, with=separators}'],
      ['a list inside of an object', { a: 1, b: [{ c: 5 }], n: null }, '{a=1, b=[{"c":5}], n=null}'],
    ])('%s', async (_id, body, expected) => {
      expect(await response('#set($r = $told.json)$r', body)).toBe(expected);
    });

    test('vtl-path-missing', async () => {
      const text = '#set($body = $input.path("$.nonExisting")){"body": $body, "nested": $body.nested, "isNull": #if($body == $null)"true"#else"false"#end, "isEmptyString": #if($body == "")"true"#else"false"#end}';
      expect(await template(text, {})).toBe('{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}');
      expect(await template('#if($input.path("$.a") == $null)null#else$input.path("$.a")#end', { body: '{"a":1}' })).toBe('1');
    });

    test('vtl-body-raw', async () => {
      const text = 'Action=SendMessage&MessageBody=$input.body';
      expect(await template(text, { body: '{"some": "value"}' })).toBe('Action=SendMessage&MessageBody={"some": "value"}');
      expect(await template(text, { body: 'some raw data', headers: { 'Content-Type': 'application/json' } })).toBe('Action=SendMessage&MessageBody=some raw data');
    });

    test('vtl-url-encode', async () => {
      const text = 'EncodedBody=$util.urlEncode($input.body)&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)';
      expect(await template(text, { body: '{"some": "value"}' })).toBe('EncodedBody=%7B%22some%22%3A+%22value%22%7D&EncodedBodyAccess=');
    });

    test('reads parameters, context and stage variables, loops and overrides', async () => {
      const text = '#set($context.requestOverride.header.x-over = "o")#foreach($n in $input.params().querystring.keySet())$n=$input.params($n)#if($foreach.hasNext),#end#end'
        + ' $context.identity.sourceIp $context.httpMethod [$stageVariables.none] $util.escapeJavaScript("it\'s") $util.base64Encode("ab") $input.json("$.x")';
      const { told } = await call({ type: 'http', uri: address, requestTemplates: { 'application/json': text }, responses: { default: { statusCode: '200' } } },
        { method: 'POST', path: '/stage/a?b=1&c=2', body: '{"x":{"y":[1]}}' });
      expect(told().body).toBe('b=1,c=2 198.51.100.7 POST [] it\\\'s YWI= {"y":[1]}');
      expect(one(told(), 'x-over')).toEqual(['o']);
    });

    test('a body that is no JSON is the client\'s fault, where the template reads it', async () => {
      const answer = await call({ type: 'http', uri: address, requestTemplates: { 'application/json': '$input.json("$.a")' } }, { method: 'POST', body: 'no JSON' });
      expect(answer).toMatchObject({ status: 400, body: '{"message":"Could not parse request body into json"}' });
    });
  });
});
