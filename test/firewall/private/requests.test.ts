import { FirewallEvaluator, FirewallRequest } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { CREDENTIALS, KEY, route, TOKEN } from './api';

const json = (maxBytes?: number): RequestBody => RequestBody.json({ type: 'object' }, { maxBytes });

const ROUTES = [
  route({
    path: '/orders',
    parameters: [
      RouteParameter.query('limit', { pattern: '[0-9]{1,3}' }),
      RouteParameter.query('sort', { allowedValues: ['asc', 'desc'] }),
      RouteParameter.query('q'),
      RouteParameter.query('since', { pattern: '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z' }),
      RouteParameter.query('filter[name]', { pattern: "[A-Za-z' -]{1,40}" }),
      RouteParameter.header('x-trace', { pattern: '[0-9a-f]{16}' }),
      // Too long to be turned round: the rule looks for what is right.
      RouteParameter.header('x-tags', { pattern: '[a-z]+(?:,[a-z]+)*' }),
    ],
  }),
  route({ path: '/orders', method: HttpMethod.POST, body: json() }),
  route({ path: '/orders/{orderId}' }),
  route({ path: '/orders/{orderId}', method: HttpMethod.PUT, body: json(1000) }),
  route({ path: '/orders/{orderId}', method: HttpMethod.DELETE }),
  route({ path: '/orders/{orderId}', method: HttpMethod.PATCH, body: RequestBody.json({ type: 'object' }, { contentTypes: ['application/json', 'application/merge-patch+json'] }) }),
  route({ path: '/orders/{orderId}/cancel', method: HttpMethod.POST }),
  route({ path: '/orders/search', parameters: [RouteParameter.query('limit', { pattern: '[0-9]{1,5}' })] }),
  route({ path: '/pictures', method: HttpMethod.POST, body: RequestBody.binary(['image/png', 'image/jpeg'], 40_000, 'Pictures are checked by the backend') }),
  route({ path: '/health', access: RouteAccess.public('Answers a constant to probes').withoutApiKey('Probes have no key') }),
  route({ path: '/catalog', access: RouteAccess.public('The catalog is public anyway') }),
  route({ path: '/partners', access: RouteAccess.roles('partner').withoutApiKey('Partners have tokens only') }),
  route({ path: '/login', method: HttpMethod.POST, body: json(500), access: RouteAccess.public('Whoever logs in has no token').withoutApiKey('Browsers have no key') }),
  route({ path: '/files/{path+}' }),
  route({
    path: '/report',
    parameters: [RouteParameter.query('limit', { pattern: '[0-9]{1,3}' })],
    allowUndeclaredQuery: 'The columns of a report are named by who asks for it',
  }),
];

const OPTIONS = { loginPaths: ['/login'], blockedIps: ['192.0.2.0/24'], blockedCountries: ['ZZ'] };
const BLOCKED_SET = 'arn:blocked';

/** A stand-in for AWS's own rules, which are not public: enough to see which layer answers. */
function managed(group: string, request: FirewallRequest): Array<{ rule: string }> {
  const query = decodeURIComponent((request.query ?? '').replace(/\+/g, ' '));
  if (group === 'AWSManagedRulesSQLiRuleSet' && /'\s*or\s+1=1|union\s+select/i.test(query)) {
    return [{ rule: 'SQLi_QUERYARGUMENTS' }];
  }
  if (group === 'AWSManagedRulesCommonRuleSet' && Buffer.byteLength(request.body ?? '') > 8192) {
    return [{ rule: 'SizeRestrictions_BODY' }];
  }
  if (group === 'AWSManagedRulesCommonRuleSet' && /<script/i.test(query)) {
    return [{ rule: 'CrossSiteScripting_QUERYARGUMENTS' }];
  }
  return [];
}

function evaluator(): FirewallEvaluator {
  const built = firewall({ routes: ROUTES, options: OPTIONS, cors: true, stageName: 'prod', allowedIpSets: [], blockedIpSets: [BLOCKED_SET] });
  return new FirewallEvaluator(built.rules, { bodyWindow: built.bodyWindow, ipSet: (arn) => arn === BLOCKED_SET ? OPTIONS.blockedIps : [], managed });
}

type Headers = Array<readonly [string, string]>;
type Answer = 'passes' | readonly [status: number, rule: string];
type Row = readonly [what: string, answer: Answer, request: Partial<FirewallRequest>];

const KEY_ONLY: Headers = [['x-api-key', KEY]];
const TOKEN_ONLY: Headers = [['authorization', `Bearer ${TOKEN}`]];
const withHeaders = (...headers: Headers): Headers => [...CREDENTIALS, ...headers];
const JSON_TYPE: Headers = withHeaders(['Content-Type', 'application/json']);
const get = (query: string): Partial<FirewallRequest> => ({ query });
const at = (path: string, rest: Partial<FirewallRequest> = {}): Partial<FirewallRequest> => ({ path: `/prod${path}`, ...rest });
const post = (path: string, type: string | undefined, body: string | Uint8Array | undefined, more: Headers = []): Partial<FirewallRequest> => ({
  method: 'POST', path: `/prod${path}`, body, headers: withHeaders(...(type === undefined ? [] : [['Content-Type', type] as const]), ...more),
});
const escaped = encodeURIComponent;

const TABLE: { readonly [subject: string]: Row[] } = {
  'innocent requests': [
    ['a list', 'passes', {}],
    ['an item', 'passes', at('/orders/5f0c')],
    ['a slash at the end', 'passes', at('/orders/')],
    ['a new order', 'passes', post('/orders', 'application/json', '{"sku":"a"}')],
    ['a change', 'passes', at('/orders/1', { method: 'PUT', body: '{}', headers: JSON_TYPE })],
    ['a patch', 'passes', at('/orders/1', { method: 'PATCH', body: '{}', headers: withHeaders(['content-type', 'application/merge-patch+json']) })],
    ['a deletion', 'passes', at('/orders/1', { method: 'DELETE' })],
    ['an action without a body', 'passes', post('/orders/1/cancel', undefined, undefined)],
    ['an action with an empty body and a type all the same', 'passes', post('/orders/1/cancel', 'text/plain; charset=utf-8', '')],
    ['a probe', 'passes', at('/health', { headers: [] })],
    ['a public route with its key', 'passes', at('/catalog', { headers: KEY_ONLY })],
    ['a route without key', 'passes', at('/partners', { headers: TOKEN_ONLY })],
    ['a file in a folder', 'passes', at('/files/a/b/c.txt')],
    ['a browser with many headers', 'passes', { headers: withHeaders(['User-Agent', 'Mozilla/5.0'], ['Accept', 'application/json'], ['Cookie', 'a=b; c=d'], ['Referer', 'https://app.example.com/?x=1']) }],
    ['a cross-origin preflight', 'passes', { method: 'OPTIONS', headers: [['Origin', 'https://app.example.com'], ['Access-Control-Request-Method', 'GET'], ['Access-Control-Request-Headers', 'authorization,x-api-key']] }],
    ['a preflight of an upload', 'passes', at('/pictures', { method: 'OPTIONS', headers: [['Origin', 'https://app.example.com']] })],
    ['a login', 'passes', { ...post('/login', 'application/json', '{"user":"a"}'), headers: [['content-type', 'application/json']] }],
  ],
  'innocent requests that look odd': [
    ['an apostrophe in a name', 'passes', get("filter[name]=O'Brien")],
    ['an encoded apostrophe', 'passes', get('filter%5Bname%5D=O%27Brien')],
    ['a space as plus', 'passes', get('filter[name]=Mary+Ann')],
    ['a space as %20', 'passes', get('filter[name]=Mary%20Ann')],
    ['a search with emoji', 'passes', get(`q=${escaped('🎉🎉 party')}`)],
    ['a search in Chinese', 'passes', get(`q=${escaped('北京订单')}`)],
    ['256 emoji', 'passes', get(`q=${escaped('🎉'.repeat(256))}`)],
    ['256 letters', 'passes', get(`q=${'a'.repeat(256)}`)],
    ['a search with markup characters', 'passes', get('q=a%3Cb+%26+c%3Ed')],
    ['a search that ends in a line break', 'passes', get('q=line%0D%0A')],
    ['an equals sign in a value', 'passes', get('q=a=b')],
    ['an address in a value', 'passes', get('q=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26limit%3Dx')],
    ['a percent sign', 'passes', get('q=100%25')],
    ['an empty search', 'passes', get('q=')],
    ['a search without a value', 'passes', get('q')],
    ['no query after the question mark', 'passes', get('')],
    ['two ampersands', 'passes', get('limit=5&&sort=asc')],
    ['a time with encoded colons', 'passes', get('since=2026-01-02T03%3a04%3A05Z')],
    ['a time with plain colons', 'passes', get('since=2026-01-02T03:04:05Z')],
    ['an id with an apostrophe', 'passes', at("/orders/O'Brien")],
    ['an id with a colon, a comma and an at sign', 'passes', at('/orders/a:b,c@d')],
    ['an id in Japanese', 'passes', at(`/orders/${escaped('注文')}`)],
    ['an id with a tilde', 'passes', at('/orders/~joe')],
    ['an id with dots inside', 'passes', at('/orders/a..b')],
    ['an id that begins with a dot', 'passes', at('/orders/.hidden')],
    ['an id with a space', 'passes', at('/orders/a%20b')],
    ['an id with spaces before dots', 'passes', at('/orders/a%20..b')],
    ['an id of three dots', 'passes', at('/orders/...')],
    ['an id that begins with a dot and a letter that is encoded', 'passes', at(`/orders/${escaped('.é')}`)],
    ['an id of every kind of character that is encoded', 'passes', at(`/orders/${escaped('é߿ࠀ￼𐀀🎉"<>[]^`{|}')}`)],
    ['an e-mail address, encoded and not', 'passes', at('/orders/a+b%40example.com')],
    ['an e-mail address, not encoded', 'passes', at('/orders/a+b@example.com')],
    ['a time', 'passes', at('/orders/2026-11-27T18:23:45+01:00')],
    ['a file with a long name', 'passes', at(`/files/a/${escaped('Bericht für März (2).pdf')}`)],
    ['an id that is a matrix parameter too', 'passes', at('/orders/5;v=1')],
    ['an id called prod', 'passes', at('/orders/prod')],
    ['a long id', 'passes', at(`/orders/${'x'.repeat(200)}`)],
    ['a JSON type with its charset', 'passes', post('/orders', 'application/json; charset=utf-8', '{}')],
    ['no type and no body, which the validator judges as JSON', 'passes', post('/orders', undefined, undefined)],
    ['a compressed answer', 'passes', { headers: withHeaders(['Accept-Encoding', 'gzip, deflate, br']) }],
    ['a scheme in small letters', 'passes', { headers: [['x-api-key', KEY], ['Authorization', `bearer ${TOKEN}`]] }],
    ['a key of 128 characters', 'passes', { headers: [...TOKEN_ONLY, ['X-API-Key', 'k'.repeat(128)]] }],
    ['a key with punctuation', 'passes', { headers: [...TOKEN_ONLY, ['x-api-key', 'a.b-c_d/e+f=0123456789']] }],
    ['a body at the limit', 'passes', post('/orders', 'application/json', 'x'.repeat(8192))],
    ['an upload over the base window', 'passes', post('/pictures', 'image/jpeg', new Uint8Array(40_000))],
    ['the largest limit, the smallest values', 'passes', get('limit=0&sort=desc&q=&filter[name]=a')],
    ['a parameter that another route holds otherwise', 'passes', at('/orders/search', { query: 'limit=12345' })],
    ['the same good parameter twice', 'passes', get('limit=5&limit=6')],
    ['a forwarded address', 'passes', { headers: withHeaders(['X-Forwarded-For', '203.0.113.9, 198.51.100.7']) }],
    ['a HEAD request is not one of ours, but OPTIONS with query is', 'passes', { method: 'OPTIONS', query: 'limit=5', headers: [] }],
  ],
  'methods': [
    ['TRACE', [405, 'UnknownMethod'], { method: 'TRACE' }],
    ['CONNECT', [405, 'UnknownMethod'], { method: 'CONNECT' }],
    ['HEAD, which no route has', [405, 'UnknownMethod'], { method: 'HEAD' }],
    ['PROPFIND', [405, 'UnknownMethod'], { method: 'PROPFIND' }],
    ['a method of one\'s own', [405, 'UnknownMethod'], { method: 'JEFF' }],
    ['a method in small letters', [405, 'UnknownMethod'], { method: 'get' }],
    ['X-HTTP-Method-Override', [400, 'MethodOverride'], { headers: withHeaders(['X-HTTP-Method-Override', 'DELETE']) }],
    ['x-http-method-override in small letters', [400, 'MethodOverride'], { headers: withHeaders(['x-http-method-override', 'GET']) }],
    ['X-HTTP-Method', [400, 'MethodOverride'], { headers: withHeaders(['X-HTTP-Method', 'PUT']) }],
    ['X-Method-Override', [400, 'MethodOverride'], { headers: withHeaders(['X-Method-Override', 'PATCH']) }],
    ['_method in the query string', [400, 'MethodOverride'], get('_method=DELETE')],
    ['_METHOD after another parameter', [400, 'MethodOverride'], get('a=b&_METHOD=delete')],
    ['the header\'s name in the query string', [400, 'MethodOverride'], get('X-HTTP-Method-Override=PUT')],
    ['an override on a public route', [400, 'MethodOverride'], at('/health', { headers: [['X-HTTP-Method-Override', 'DELETE']] })],
    ['an override hidden behind 8 KB of headers', [400, 'HeaderSize'], { headers: [...CREDENTIALS, ...Array.from({ length: 80 }, (_, index) => [`x-pad-${index}`, 'p'.repeat(100)] as const), ['X-HTTP-Method-Override', 'DELETE']] }],
    ['an override as the 201st header', [400, 'HeaderSize'], { headers: [...CREDENTIALS, ...Array.from({ length: 200 }, (_, index) => [`x-${index}`, 'p'] as const), ['X-HTTP-Method-Override', 'DELETE']] }],
  ],
  'paths': [
    ['a path of no route', [403, 'UnknownPath'], at('/admin')],
    ['a path below a route', [403, 'UnknownPath'], at('/orders/1/2/3')],
    ['a path beside a route', [403, 'UnknownPath'], at('/ordersx')],
    ['the stage twice', [403, 'UnknownPath'], { path: '/prod/prod/orders' }],
    ['no stage', [403, 'UnknownPath'], { path: '/orders' }],
    ['another stage', [403, 'UnknownPath'], { path: '/test/orders' }],
    ['a route in capitals', [403, 'UnknownPath'], at('/Orders')],
    ['a matrix parameter on a literal part', [403, 'UnknownPath'], at('/orders;v=1')],
    ['an old version of the API (API9)', [403, 'UnknownPath'], at('/v0/orders')],
    ['the document of the API (API9)', [403, 'UnknownPath'], at('/openapi.json')],
    ['a backup file', [403, 'UnknownPath'], at('/orders.bak')],
    ['an encoded letter', [400, 'AmbiguousPath'], at('/%6frders')],
    ['an encoded letter in capitals', [400, 'AmbiguousPath'], at('/%4Frders')],
    ['an encoded digit in an id', [400, 'AmbiguousPath'], at('/orders/%31')],
    ['an encoded letter of the stage', [400, 'AmbiguousPath'], { path: '/%70rod/orders' }],
    ['a double slash', [400, 'AmbiguousPath'], at('//orders')],
    ['a double slash inside', [400, 'AmbiguousPath'], at('/orders//1')],
    ['two slashes at the end', [400, 'AmbiguousPath'], at('/orders//')],
    ['a dot segment', [400, 'AmbiguousPath'], at('/./orders')],
    ['a parent segment', [400, 'AmbiguousPath'], at('/health/../orders')],
    ['a parent segment at the end', [400, 'AmbiguousPath'], at('/orders/..')],
    ['an encoded parent segment', [400, 'AmbiguousPath'], at('/health/%2e%2e/orders')],
    ['a half encoded parent segment', [400, 'AmbiguousPath'], at('/health/.%2E/orders')],
    ['an encoded slash', [400, 'AmbiguousPath'], at('/health%2f..%2forders')],
    ['an encoded backslash', [400, 'AmbiguousPath'], at('/orders%5C1')],
    ['a backslash', [400, 'AmbiguousPath'], at('/orders\\1')],
    ['a letter encoded twice', [400, 'AmbiguousPath'], at('/%256frders')],
    ['a parent segment encoded twice', [400, 'AmbiguousPath'], at('/health/%252e%252e/orders')],
    ['a NUL', [400, 'AmbiguousPath'], at('/orders/1%00.json')],
    ['a line break', [400, 'AmbiguousPath'], at('/orders/1%0d%0aSet-Cookie:a')],
    ['a delete character', [400, 'AmbiguousPath'], at('/orders/1%7f')],
    ['a percent sign alone', [400, 'AmbiguousPath'], at('/orders/1%')],
    ...['%7Ejoe', '%7ejoe', '%41', '%61', '%2D', '%5F', 'a%c3%a9', 'a%C3%a9', 'a%3a', 'a%3Ab%2c', 'a%20%c3%89'].map((value): Row => [`the second spelling ${value}`, [400, 'AmbiguousPath'], at(`/orders/${value}`)]),
    ...['..;', '..;x=1', '.;', '.;/', '..;/a', ';x', ';', '..=', '..,', '..%3Bx', '..%20', '.%20.', '%20..', '..%5B', 'a%20', '%20a', '%20', 'a%20/'].map((value): Row =>
      [`the part ${value}`, [400, 'AmbiguousPath'], at(`/files/a/${value}`)]),
    ...['%25', 'a%25b', '%2525', '%252F', '%25u002e', 'a%3Fb', 'a%23b', 'a%5Cb', 'a\\b', 'a%2Fb', 'a%5cb', 'a%2fb'].map((value): Row => [`the delimiter in ${value}`, [400, 'AmbiguousPath'], at(`/files/${value}`)]),
    ...['%00', '%01', '%0A', '%1F', '%7F', 'a%09b', '%C2%80', '%C2%9F', 'a\u0001', 'a\u007f', 'a\tb'].map((value): Row => [`the control character in ${JSON.stringify(value)}`, [400, 'AmbiguousPath'], at(`/orders/${value}`)]),
    ...['%C3', '%C3x', '%E2%82', '%FF', '%C0%AE', '%C1%81', '%F5%80%80%80', '%80', 'a%C3%41', '%EF%BC'].map((value): Row => [`no UTF-8: ${value}`, [400, 'AmbiguousPath'], at(`/orders/${value}`)]),
    ['a percent sign with one digit', [400, 'AmbiguousPath'], at('/orders/1%2')],
    ['a percent sign with letters', [400, 'AmbiguousPath'], at('/orders/%zz')],
    ['Microsoft\'s encoding', [400, 'AmbiguousPath'], at('/orders/%u006f')],
    ['bytes that must be encoded', [400, 'AmbiguousPath'], at('/orders/ä')],
    ['a brace', [400, 'AmbiguousPath'], at('/orders/{orderId}')],
    ['a traversal in a greedy parameter', [400, 'AmbiguousPath'], at('/files/../../etc/passwd')],
    ['an absolute form', [403, 'UnknownPath'], { path: 'http:/other.example.com/orders' }],
  ],
  'keys (API2)': [
    ['none', [403, 'ApiKeyShape'], { headers: TOKEN_ONLY }],
    ['an empty one', [403, 'ApiKeyShape'], { headers: [...TOKEN_ONLY, ['x-api-key', '']] }],
    ['one of 19 characters', [403, 'ApiKeyShape'], { headers: [...TOKEN_ONLY, ['x-api-key', 'k'.repeat(19)]] }],
    ['one of 129 characters', [403, 'ApiKeyShape'], { headers: [...TOKEN_ONLY, ['x-api-key', 'k'.repeat(129)]] }],
    ['one with a space', [403, 'ApiKeyShape'], { headers: [...TOKEN_ONLY, ['x-api-key', 'k'.repeat(20) + ' x']] }],
    ['one in another header', [403, 'ApiKeyShape'], { headers: [...TOKEN_ONLY, ['apikey', KEY]] }],
    ['one in the query string', [403, 'ApiKeyShape'], { headers: TOKEN_ONLY, query: `x-api-key=${KEY}` }],
    ['none on a public route that needs one', [403, 'ApiKeyShape'], at('/catalog', { headers: [] })],
    ['none on an upload', [403, 'ApiKeyShape'], { ...post('/pictures', 'image/png', 'x'), headers: [...TOKEN_ONLY, ['content-type', 'image/png']] }],
    ['none with a slash at the end', [403, 'ApiKeyShape'], at('/orders/', { headers: TOKEN_ONLY })],
  ],
  'tokens (API2)': [
    ['none', [401, 'TokenShape'], { headers: KEY_ONLY }],
    ['an empty header', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', '']] }],
    ['the scheme alone', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer']] }],
    ['the scheme and a space', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer ']] }],
    ['no scheme', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', TOKEN]] }],
    ['Basic', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Basic YWxpY2U6c2VjcmV0']] }],
    ['a word', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer secret']] }],
    ['two parts', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer a.b']] }],
    ['no signature', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.']] }],
    ['an encrypted token', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer a.b.c.d.e']] }],
    ['padding', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer eyJh.eyJi.c2ln=']] }],
    ['characters of plain base64', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', 'Bearer ab+/.cd.ef']] }],
    ['something after the token', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', `Bearer ${TOKEN} x`]] }],
    ['two tokens', [401, 'TokenShape'], { headers: [...KEY_ONLY, ['authorization', `Bearer ${TOKEN}, Bearer ${TOKEN}`]] }],
    ['one in the query string', [401, 'TokenShape'], { headers: KEY_ONLY, query: `access_token=${TOKEN}` }],
    ['none on a route without key', [401, 'TokenShape'], at('/partners', { headers: [] })],
    ['none with an unknown id', [401, 'TokenShape'], at('/orders/1', { headers: KEY_ONLY })],
    ['none on a greedy route', [401, 'TokenShape'], at('/files/a/b', { headers: KEY_ONLY })],
  ],
  'bodies (API4)': [
    ['one byte too many', [413, 'BodySize'], post('/orders', 'application/json', 'x'.repeat(8193))],
    ['one over a lower limit', [413, 'BodySize'], at('/orders/1', { method: 'PUT', body: 'x'.repeat(1001), headers: JSON_TYPE })],
    ['one over the highest limit', [413, 'BodySize'], post('/pictures', 'image/png', new Uint8Array(40_001))],
    ['one beyond what the firewall sees', [413, 'BodySize'], post('/pictures', 'image/png', new Uint8Array(70_000))],
    ['ten megabytes', [413, 'BodySize'], post('/orders', 'application/json', new Uint8Array(10_000_000))],
    ['one on GET', [413, 'BodySize'], { body: '{}' }],
    ['one on DELETE', [413, 'BodySize'], at('/orders/1', { method: 'DELETE', body: 'x' })],
    ['one on an action that takes none', [413, 'BodySize'], post('/orders/1/cancel', 'application/json', '{}')],
    ['one on a preflight', [413, 'BodySize'], { method: 'OPTIONS', headers: [], body: 'x' }],
    ['one on a probe', [413, 'BodySize'], at('/health', { headers: [], body: 'x' })],
    ['many bytes of few characters', [413, 'BodySize'], at('/orders/1', { method: 'PUT', body: '🎉'.repeat(251), headers: JSON_TYPE })],
    ['a large login', [413, 'BodySize'], { ...post('/login', 'application/json', 'x'.repeat(501)), headers: [['content-type', 'application/json']] }],
  ],
  'content types (API8)': [
    ['XML', [415, 'ContentType'], post('/orders', 'application/xml', '<a/>')],
    ['a form', [415, 'ContentType'], post('/orders', 'application/x-www-form-urlencoded', 'a=b')],
    ['text', [415, 'ContentType'], post('/orders', 'text/plain', '{}')],
    ['none with a body', [415, 'ContentType'], post('/orders', undefined, '{}')],
    ['an empty one', [415, 'ContentType'], post('/orders', '', '{}')],
    ['a longer one', [415, 'ContentType'], post('/orders', 'application/jsonp', '{}')],
    ['a shorter one', [415, 'ContentType'], post('/orders', 'application/js', '{}')],
    ['another JSON', [415, 'ContentType'], post('/orders', 'application/vnd.api+json', '{}')],
    ['another type before', [415, 'ContentType'], post('/orders', 'text/plain, application/json', '{}')],
    ['another type behind', [415, 'ContentType'], post('/orders', 'application/json, text/plain', '{}')],
    ['another type in a parameter', [415, 'ContentType'], post('/orders', 'application/json; a=b, text/plain', '{}')],
    ['a second header after a good one', [415, 'ContentType'], post('/orders', 'application/json', '{}', [['Content-Type', 'text/plain']])],
    ['a second header before a good one', [415, 'ContentType'], post('/orders', 'text/plain', '{}', [['Content-Type', 'application/json']])],
    ['a type that slips past the validator without a body', [415, 'ContentType'], post('/orders', 'text/plain', '')],
    ['JSON where a picture belongs', [415, 'ContentType'], post('/pictures', 'application/json', '{}')],
    ['a vector picture', [415, 'ContentType'], post('/pictures', 'image/svg+xml', '<svg/>')],
    ['a form with a boundary', [415, 'ContentType'], post('/pictures', 'multipart/form-data; boundary=x', '--x')],
    ['the patch type on a route that has it not', [415, 'ContentType'], at('/orders/1', { method: 'PUT', body: '{}', headers: withHeaders(['content-type', 'application/merge-patch+json']) })],
    ['the type in capitals', [415, 'ContentType'], post('/orders', 'Application/JSON', '{}')],
    ['the type and a word', [415, 'ContentType'], post('/orders', 'application/json x', '{}')],
    ['the type and a tab and another one', [415, 'ContentType'], post('/orders', 'application/json\ttext/plain', '{}')],
    ['the type and a semicolon', [415, 'ContentType'], post('/orders', 'application/json;', '{}')],
    ['a space before the type', [415, 'ContentType'], post('/orders', ' application/json', '{}')],
    ['a space behind the type', [415, 'ContentType'], post('/orders', 'application/json ', '{}')],
    ['another charset', [415, 'ContentType'], post('/orders', 'application/json; charset=utf-16', '{}')],
    ['the charset of old browsers', [415, 'ContentType'], post('/orders', 'application/json; charset=ISO-8859-1', '{}')],
    ['the charset in capitals', [415, 'ContentType'], post('/orders', 'application/json; charset=UTF-8', '{}')],
    ['the charset in quotes', [415, 'ContentType'], post('/orders', 'application/json; charset="utf-8"', '{}')],
    ['the charset without a space', [415, 'ContentType'], post('/orders', 'application/json;charset=utf-8', '{}')],
    ['the charset twice', [415, 'ContentType'], post('/orders', 'application/json; charset=utf-8; charset=utf-16', '{}')],
    ['a boundary', [415, 'ContentType'], post('/orders', 'application/json; boundary=x', '{}')],
    ['the same header twice', [415, 'ContentType'], post('/orders', 'application/json', '{}', [['content-type', 'application/json']])],
    ['a second header between others', [415, 'ContentType'], post('/orders', 'application/json', '{}', [['accept', '*/*'], ['CONTENT-TYPE', 'text/plain'], ['x-y', 'z']])],
    ['a second header without a body', [415, 'ContentType'], post('/orders', 'application/json', '', [['content-type', 'text/plain']])],
    ['neither type nor body on an upload', [415, 'ContentType'], post('/pictures', undefined, undefined)],
    ['an empty type and no body', [415, 'ContentType'], post('/orders', '', '')],
    ['a compressed body', [415, 'ContentEncoding'], post('/orders', 'application/json', '{}', [['Content-Encoding', 'gzip']])],
    ['a body that says it is not compressed', [415, 'ContentEncoding'], post('/orders', 'application/json', '{}', [['content-encoding', 'identity']])],
    ['a body compressed twice', [415, 'ContentEncoding'], post('/pictures', 'image/png', 'x', [['content-encoding', 'gzip'], ['content-encoding', 'br']])],
    ['a body compressed by nothing', [415, 'ContentEncoding'], post('/pictures', 'image/png', 'x', [['content-encoding', '']])],
    ['a compressed body where none belongs', [415, 'ContentEncoding'], post('/orders/1/cancel', undefined, '', [['content-encoding', 'gzip']])],
    ['a form as login', [415, 'ContentType'], { ...post('/login', undefined, 'user=a'), headers: [['content-type', 'application/x-www-form-urlencoded']] }],
  ],
  'query strings': [
    ['a letter among digits', [400, 'QueryParameters'], get('limit=1x')],
    ['too many digits', [400, 'QueryParameters'], get('limit=1000')],
    ['a negative number', [400, 'QueryParameters'], get('limit=-1')],
    ['an empty value', [400, 'QueryParameters'], get('limit=')],
    ['a name without a value', [400, 'QueryParameters'], get('limit')],
    ['digits encoded', [400, 'QueryParameters'], get('limit=%31')],
    ['a line break at the end', [400, 'QueryParameters'], get('limit=1%0A')],
    ['full-width digits', [400, 'QueryParameters'], get(`limit=${escaped('１')}`)],
    ['a bad value after a good one', [400, 'QueryParameters'], get('limit=1&limit=x')],
    ['a bad value before a good one', [400, 'QueryParameters'], get('limit=x&limit=1')],
    ['a bad value behind others', [400, 'QueryParameters'], get('a=1&b=2&limit=x&c=3')],
    ['a value that is not allowed', [400, 'QueryParameters'], get('sort=random')],
    ['an allowed value in capitals', [400, 'QueryParameters'], get('sort=ASC')],
    ['the beginning of an allowed value', [400, 'QueryParameters'], get('sort=as')],
    ['more than an allowed value', [400, 'QueryParameters'], get('sort=ascending')],
    ['257 letters', [400, 'QueryParameters'], get(`q=${'a'.repeat(257)}`)],
    ['257 emoji', [400, 'QueryParameters'], get(`q=${escaped('🎉'.repeat(257))}`)],
    ['a time without seconds', [400, 'QueryParameters'], get('since=2026-01-02T03:04Z')],
    ['a good time twice, which can not be told from a bad one', [400, 'QueryParameters'], get('since=2026-01-02T03:04:05Z&since=x')],
    ['markup in a name', [400, 'QueryParameters'], get('filter[name]=%3Cb%3E')],
    ['markup under an encoded name', [400, 'QueryParameters'], get('filter%5bname%5D=%3Cb%3E')],
    ['a bad value where another route would allow it', [400, 'QueryParameters'], get('limit=12345')],
    ['a bad value on the more specific route', [400, 'QueryParameters'], at('/orders/search', { query: 'limit=123456' })],
    ['a letter of a name encoded', [400, 'MalformedQuery'], get('%6cimit=x')],
    ['a digit of a name encoded', [400, 'MalformedQuery'], get('a=1&q%31=x')],
    ['a NUL', [400, 'MalformedQuery'], get('q=a%00b')],
    ['a control character', [400, 'MalformedQuery'], get('q=%1b[31m')],
    ['broken encoding', [400, 'MalformedQuery'], get('q=%')],
    ['broken encoding inside', [400, 'MalformedQuery'], get('q=%2&limit=5')],
    ['Microsoft\'s encoding', [400, 'MalformedQuery'], get('q=%u0041')],
    ['bytes that are no UTF-8', [400, 'MalformedQuery'], get('q=%ff%fe')],
    ['a UTF-8 character cut off', [400, 'MalformedQuery'], get('q=%E2%82')],
    ['rests of UTF-8 characters, uncounted', [400, 'MalformedQuery'], get(`q=${'%80'.repeat(300)}`)],
    ['bytes that must be encoded', [400, 'MalformedQuery'], get('q=ä')],
    ['a very long query string', [414, 'QueryLength'], get(`unknown=${'a'.repeat(8190)}`)],
    ['SQL (API8)', [403, 'AwsSQLiRuleSet'], get("q=x'+or+1=1")],
    ['script (API8)', [403, 'AwsCommonRuleSet'], get('q=%3Cscript%3Ealert(1)%3C/script%3E')],
  ],
  'what servers would read otherwise': [
    ['a method in a header', [400, 'MethodOverride'], { headers: withHeaders(['X-HTTP-Method-Override', 'DELETE']) }],
    ['a method in an empty header', [400, 'MethodOverride'], { headers: withHeaders(['X-HTTP-Method', '']) }],
    ['a method in a header in capitals', [400, 'MethodOverride'], { headers: withHeaders(['X-METHOD-OVERRIDE', 'DELETE']) }],
    ['a method in a header with underscores', [400, 'HeaderOverride'], { headers: withHeaders(['X_HTTP_Method_Override', 'DELETE']) }],
    ['a method in the query', [400, 'MethodOverride'], get('_method=DELETE')],
    ['a method behind others', [400, 'MethodOverride'], get('limit=5&_METHOD=DELETE')],
    ['a method without a value', [400, 'MethodOverride'], get('_method')],
    ['a method in a list', [400, 'MethodOverride'], get('_method[]=DELETE')],
    ['a method in an encoded list', [400, 'MethodOverride'], get('_method%5B%5D=DELETE')],
    ['a method as PHP spells it', [400, 'MethodOverride'], get('.method=DELETE')],
    ['a method in a query of the header\'s name', [400, 'MethodOverride'], get('X_HTTP_METHOD_OVERRIDE=DELETE')],
    ['a path in a header', [400, 'HeaderOverride'], { headers: withHeaders(['X-Original-URL', '/admin']) }],
    ['another path in a header', [400, 'HeaderOverride'], { headers: withHeaders(['x-rewrite-url', '/admin']) }],
    ['a host in a header', [400, 'HeaderOverride'], { headers: withHeaders(['X-Forwarded-Host', 'evil.example.com']) }],
    ['a host in the standard header', [400, 'HeaderOverride'], { headers: withHeaders(['Forwarded', 'host=evil.example.com']) }],
    ['a user in the load balancer\'s header', [400, 'HeaderOverride'], { headers: withHeaders(['x-amzn-oidc-identity', 'admin']) }],
    ['a user as Kubernetes reads it', [400, 'HeaderOverride'], { headers: withHeaders(['Impersonate-User', 'admin']) }],
    ['an address in a header', [400, 'HeaderOverride'], { headers: withHeaders(['X-Real-IP', '10.0.0.1']) }],
    ['an underscore in a header', [400, 'HeaderOverride'], { headers: withHeaders(['X_Trace', '0123456789abcdef']) }],
    ['a header of a proxy for CGI programs', [400, 'HeaderOverride'], { headers: withHeaders(['Proxy', 'http://evil.example.com']) }],
    ['the address that proxies on the way add', 'passes', { headers: withHeaders(['X-Forwarded-For', '203.0.113.9'], ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Port', '443']) }],
    ['the trace of AWS X-Ray', 'passes', { headers: withHeaders(['X-Amzn-Trace-Id', 'Root=1-5759e988-bd862e3fe1be46a994272793']) }],
    ['a semicolon that splits a value', [400, 'MalformedQuery'], get('q=a;limit=x')],
    ['a semicolon alone', [400, 'MalformedQuery'], get('q=;')],
    ['an encoded semicolon', 'passes', get('q=a%3Blimit=x')],
    ['a fragment', [400, 'MalformedQuery'], get('q=a#&limit=x')],
    ['an encoded number sign', 'passes', get('q=%23')],
  ],
  'names that no rule would look at': [
    ['one that nobody declared', [400, 'UndeclaredQuery'], get('admin=true')],
    ['one beside those declared', [400, 'UndeclaredQuery'], get('limit=5&utm_source=news')],
    ['one before those declared', [400, 'UndeclaredQuery'], get('utm_source=news&limit=5')],
    ['one without a value', [400, 'UndeclaredQuery'], get('debug')],
    ['none at all', [400, 'UndeclaredQuery'], get('=5')],
    ['none beside one', [400, 'UndeclaredQuery'], get('limit=5&=5')],
    ['a list', [400, 'UndeclaredQuery'], get('limit[]=abc')],
    ['an encoded list', [400, 'UndeclaredQuery'], get('limit%5B%5D=abc')],
    ['a member', [400, 'UndeclaredQuery'], get('limit[x]=abc')],
    ['a member with a dot', [400, 'UndeclaredQuery'], get('limit.x=abc')],
    ['half of a bracket', [400, 'UndeclaredQuery'], get('filter[name=abc')],
    ['another case', [400, 'UndeclaredQuery'], get('Limit=abc')],
    ['a second question mark', [400, 'UndeclaredQuery'], get('?limit=abc')],
    ['an encoded question mark', [400, 'UndeclaredQuery'], get('%3Flimit=abc')],
    ['a space behind', [400, 'UndeclaredQuery'], get('limit+=abc')],
    ['an encoded space before', [400, 'UndeclaredQuery'], get('%20limit=abc')],
    ['an encoded equals sign', [400, 'UndeclaredQuery'], get('limit%3Dabc')],
    ['an encoded ampersand', [400, 'UndeclaredQuery'], get('a%26limit=abc')],
    ['full-width letters', [400, 'UndeclaredQuery'], get(`${escaped('ｌｉｍｉｔ')}=abc`)],
    ['one of another route', [400, 'UndeclaredQuery'], at('/orders/search', { query: 'sort=asc' })],
    ['one where a route has none', [400, 'UndeclaredQuery'], at('/orders/1', { query: 'limit=5' })],
    ['one on a greedy route', [400, 'UndeclaredQuery'], at('/files/a/b', { query: 'version=1' })],
    ['one of the path\'s other method', [400, 'UndeclaredQuery'], { ...post('/orders', 'application/json', '{}'), query: 'sort=asc' }],
    ['one that the preflight asks for', 'passes', { method: 'OPTIONS', headers: [['Origin', 'https://app.example.com']], query: 'limit=5' }],
    ['one where a route says that any may come', 'passes', at('/report', { query: 'admin=true&limit[]=abc' })],
    ['a declared one there that breaks its pattern', [400, 'QueryParameters'], at('/report', { query: 'admin=true&limit=abc' })],
    ['a method there', [400, 'MethodOverride'], at('/report', { query: '_method=DELETE' })],
  ],
  'headers': [
    ['a good one', 'passes', { headers: withHeaders(['X-Trace', '0123456789abcdef']) }],
    ['a short one', [400, 'HeaderParameters'], { headers: withHeaders(['X-Trace', '0123']) }],
    ['a long one', [400, 'HeaderParameters'], { headers: withHeaders(['X-Trace', '0123456789abcdef0']) }],
    ['another alphabet', [400, 'HeaderParameters'], { headers: withHeaders(['x-trace', '0123456789ABCDEF']) }],
    ['an empty one', [400, 'HeaderParameters'], { headers: withHeaders(['x-trace', '']) }],
    ['a bad one beside a good one', [400, 'HeaderParameters'], { headers: withHeaders(['x-trace', '0123456789abcdef'], ['X-TRACE', '${jndi:ldap://a}']) }],
    ['a good one beside a bad one', [400, 'HeaderParameters'], { headers: withHeaders(['x-trace', '"'], ['x-trace', '0123456789abcdef']) }],
    ['a good list', 'passes', { headers: withHeaders(['X-Tags', 'a,b']) }],
    ['a bad list', [400, 'HeaderParameters'], { headers: withHeaders(['X-Tags', 'a,,b']) }],
    ['a bad list beside a good one', [400, 'HeaderParameters'], { headers: withHeaders(['X-Tags', 'a,b'], ['accept', '*/*'], ['x-tags', '${jndi:ldap://a}']) }],
    ['a bad list before a good one', [400, 'HeaderParameters'], { headers: withHeaders(['x-tags', ''], ['X-Tags', 'a,b']) }],
    ['9 KB of cookies', [400, 'HeaderSize'], { headers: withHeaders(['cookie', 'c'.repeat(9000)]) }],
  ],
  'addresses': [
    ['a blocked address', [403, 'BlockedAddresses'], { ip: '192.0.2.77' }],
    ['a blocked address that claims another', [403, 'BlockedAddresses'], { ip: '192.0.2.77', headers: withHeaders(['X-Forwarded-For', '203.0.113.9']) }],
    ['an address that claims a blocked one', 'passes', { headers: withHeaders(['X-Forwarded-For', '192.0.2.77']) }],
    ['a blocked country', [403, 'BlockedCountries'], { country: 'ZZ' }],
    ['a blocked country without credentials', [403, 'BlockedCountries'], { country: 'ZZ', headers: [] }],
    ['an address of version 6', 'passes', { ip: '2001:db8::7' }],
    ['a country that is not known', 'passes', { country: undefined }],
  ],
  // What the firewall can't see and must not pretend to: the layers behind it answer.
  'attacks that others answer': [
    ["someone else's order: the backend (API1)", 'passes', at('/orders/of-someone-else')],
    ['a forged signature: the authorizer (API2)', 'passes', { headers: [...KEY_ONLY, ['authorization', `Bearer ${TOKEN}x`]] }],
    ['a key that does not exist: the usage plan (API2)', 'passes', { headers: [...TOKEN_ONLY, ['x-api-key', 'n'.repeat(40)]] }],
    ['a member too many: the validator (API3)', 'passes', post('/orders', 'application/json', '{"isAdmin":true}')],
    ['no JSON at all: the validator', 'passes', post('/orders', 'application/json', 'no json')],
    ['no body where one is required: the validator', 'passes', post('/orders', undefined, undefined)],
    ['a method that this path has not: the gateway', 'passes', at('/catalog', { method: 'DELETE' })],
    ['a role that is missing: the authorizer (API5)', 'passes', at('/orders/1', { method: 'DELETE' })],
    ['an address of the inside as a value: the backend (API7)', 'passes', get(`q=${escaped('http://169.254.169.254/')}`)],
  ],
};

const ALL = Object.entries(TABLE).flatMap(([subject, rows]) => rows.map(([what, answer, request]) => [subject, what, answer, request] as const));

test('the table holds at least 150 requests', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(150);
});

test.each(ALL)('%s: %s', (_, __, answer, request) => {
  const verdict = evaluator().evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', country: 'DE', ...request });
  expect([verdict.action, verdict.status, verdict.rule]).toEqual(answer === 'passes' ? ['allow', undefined, undefined] : ['block', ...answer]);
});

test('a pattern that only the authorizer can check stands in no rule', () => {
  const routes = [route({ path: '/people/{name}', parameters: [RouteParameter.path('name', { pattern: '\\p{L}+' })] })];
  expect(() => firewall({ routes, options: {}, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [] })).not.toThrow();
});

test('a body over 8 KB that the route allows is counted by the common rule set, not refused', () => {
  const verdict = evaluator().evaluate({ ...post('/pictures', 'image/png', new Uint8Array(9000)), ip: '198.51.100.7' } as FirewallRequest);
  expect(verdict).toMatchObject({ action: 'allow', counted: ['AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY'] });
});

describe('floods', () => {
  const login = (ip: string, time: number, more: Partial<FirewallRequest> = {}): FirewallRequest => ({
    method: 'POST', path: '/prod/login', headers: [['content-type', 'application/json']], body: '{}', ip, time, ...more,
  });

  test('logins of one address are refused after twenty in five minutes, and let in again afterwards', () => {
    const acl = evaluator();
    const statuses = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index * 1000)).status);
    expect(statuses).toEqual([...Array(20).fill(undefined), ...Array(5).fill(429)]);
    expect(acl.evaluate(login('198.51.100.7', 400_000)).action).toBe('allow');
  });

  test('a login flood does not keep the address from the rest of the API', () => {
    const acl = evaluator();
    Array.from({ length: 30 }, (_, index) => acl.evaluate(login('198.51.100.7', index)));
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', time: 100 }).action).toBe('allow');
  });

  test('claiming another address for each try does not help', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index, {
      headers: [['content-type', 'application/json'], ['X-Forwarded-For', `203.0.113.${index}`]],
    })));
    expect(verdicts[24]).toMatchObject({ status: 429, rule: 'LoginRatePerAddress' });
  });

  test.each(['/prod/login/'])('nor does another spelling of the path, %s', (path) => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index, { path: index % 2 ? path : '/prod/login' })));
    expect(verdicts[24]).toMatchObject({ status: 429, rule: 'LoginRatePerAddress' });
  });

  test('refused tries count too', () => {
    const acl = evaluator();
    Array.from({ length: 20 }, (_, index) => acl.evaluate(login('198.51.100.7', index, { headers: [] })));
    expect(acl.evaluate(login('198.51.100.7', 21))).toMatchObject({ status: 429 });
  });

  test('many addresses with few tries each pass here: the anti-DDoS and account takeover groups are for those', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 200 }, (_, index) => acl.evaluate(login(`203.0.113.${index}`, index)));
    expect(verdicts.every(({ action }) => action === 'allow')).toBe(true);
  });

  test('requests of one address are refused after 2,000 in five minutes', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 2001 }, (_, index) => acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', time: index }));
    expect(verdicts[1999].action).toBe('allow');
    expect(verdicts[2000]).toMatchObject({ status: 429, rule: 'RatePerAddress' });
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.8', time: 2001 }).action).toBe('allow');
  });
});

describe('lists of who may call at all', () => {
  const acl = (() => {
    const built = firewall({ routes: ROUTES, options: { allowedCountries: ['DE', 'FR'] }, cors: false, stageName: 'prod', allowedIpSets: ['v4', 'v6'], blockedIpSets: [] });
    const sets: { [arn: string]: string[] } = { v4: ['203.0.113.0/24'], v6: ['2001:db8::/32'] };
    return new FirewallEvaluator(built.rules, { bodyWindow: built.bodyWindow, ipSet: (arn) => sets[arn as string] });
  })();

  test.each([
    ['203.0.113.9', 'DE', undefined],
    ['2001:db8:1::9', 'FR', undefined],
    ['203.0.114.9', 'DE', 'AllowedAddresses'],
    ['2001:db9::9', 'DE', 'AllowedAddresses'],
    ['203.0.113.9', 'US', 'AllowedCountries'],
    ['203.0.113.9', undefined, 'AllowedCountries'],
  ])('%s from %s: %s', (ip, country, rule) => {
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip, country }).rule).toBe(rule);
  });

  test('without CORS there is no preflight', () => {
    expect(acl.evaluate({ method: 'OPTIONS', path: '/prod/orders', ip: '203.0.113.9', country: 'DE' })).toMatchObject({ status: 405, rule: 'UnknownMethod' });
  });
});

test('refusals of our own rules carry the headers that let a page read them', () => {
  const built = firewall({
    routes: ROUTES,
    options: {},
    cors: true,
    refusalHeaders: { 'Access-Control-Allow-Origin': 'https://app.example.com' },
    stageName: 'prod',
    allowedIpSets: [],
    blockedIpSets: [],
  });
  const responses = built.rules.flatMap(({ Action }) => Action?.Block?.CustomResponse ?? []);
  expect(responses.length).toBeGreaterThan(10);
  for (const { ResponseHeaders } of responses) {
    expect(ResponseHeaders).toContainEqual({ Name: 'Access-Control-Allow-Origin', Value: 'https://app.example.com' });
  }
  expect(responses.find(({ ResponseCode }) => ResponseCode === 429)!.ResponseHeaders).toContainEqual({ Name: 'Retry-After', Value: '300' });
});
