import { Fn } from 'aws-cdk-lib';
import { checkMappedParameters, checkMapping } from '../../../lib/routes/private/request-mapping';

const TO = 'integration.request.header.x';

test.each(['integration.request.header.x', 'integration.request.querystring.Action', 'integration.request.path.id'])('maps to %s', (destination) => {
  expect(() => checkMapping({ [destination]: "'a'" })).not.toThrow();
});

test.each([
  'header.x', 'integration.request.body', 'integration.request.header.', 'integration.request.header.a b', 'Xintegration.request.header.x', 'integration.request.header.x ',
  'integration.request.cookie.x', 'integration.response.header.x', ' integration.request.header.x',
])('maps to no %j', (destination) => {
  expect(() => checkMapping({ [destination]: "'a'" })).toThrow(`\`requestParameters\` must map to "integration.request.header|querystring|path.<name>", got ${JSON.stringify(destination)}`);
});

test.each([
  "'a constant'", "''", 'method.request.path.id', 'method.request.querystring.limit', 'method.request.header.If-Match', 'method.request.multivaluequerystring.tag',
  'method.request.multivalueheader.Accept', 'method.request.body', 'method.request.body.order.id', 'context.requestId', 'stageVariables.table', Fn.importValue('Constant'),
])('maps from %s', (source) => {
  expect(() => checkMapping({ [TO]: source })).not.toThrow();
});

test.each([
  'y', "'a'b'", "'a", "a'", "x'a'", "'a' ", 'method.request.cookie.a', 'method.request.path.', 'method.request.path.a b', 'method.request.bodyx', 'method.request.body.',
  'xmethod.request.body', 'context.', 'xcontext.requestId', 'stageVariables.', '', ' method.request.path.id',
])('maps from no %j', (source) => {
  expect(() => checkMapping({ [TO]: source })).toThrow(`must map from a part of the request or a constant in single quotes, got ${JSON.stringify(source)} for "${TO}"`);
});

test('what is no text is refused in our words', () => {
  expect(() => checkMapping({ [TO]: 5 as unknown as string })).toThrow(/must map from .* got 5 for/);
  expect(() => checkMapping({ [TO]: ['method.request.body'] as unknown as string })).toThrow(/must map from .* got \["method\.request\.body"\] for/);
});

test('the header that API Gateway writes itself may be a parameter of another place', () => {
  expect(() => checkMapping({ 'integration.request.querystring.Expect': "'x'" })).not.toThrow();
  expect(() => checkMapping({ 'integration.request.header.Expect': "'x'" })).toThrow('`requestParameters` must not set the header "Expect"');
});

describe('a mapping of a parameter', () => {
  const route = { method: 'GET', path: '/orders/{id}', pathParameters: ['id'], mappable: ['path.id', 'querystring.limit', 'header.if-match'] };
  const check = (source: string, over: Partial<typeof route> = {}) => () => checkMappedParameters({ [TO]: source }, { ...route, ...over });

  test.each([
    'method.request.path.id', 'method.request.querystring.limit', 'method.request.header.if-match', 'method.request.multivaluequerystring.limit', 'method.request.multivalueheader.if-match',
    "'method.request.path.nobody'", 'context.method.request.path.nobody', 'method.request.body.nobody', 'stageVariables.x',
  ])('may be %s', (source) => {
    expect(check(source)).not.toThrow();
  });

  test('of the path must be one that it has', () => {
    expect(check('method.request.path.other')).toThrow(/must map parameters of GET \/orders\/\{id\} that API Gateway knows, got "method\.request\.path\.other"; the path has id$/);
    expect(check('method.request.path.id', { pathParameters: [], mappable: [] })).toThrow(/; the path has none$/);
    expect(check('method.request.path.x', { pathParameters: ['a', 'b'] })).toThrow(/; the path has a, b$/);
  });

  test.each([
    ['method.request.querystring.offset', 'RouteParameter.query("offset")'], ['method.request.multivaluequerystring.tag', 'RouteParameter.query("tag")'],
    ['method.request.header.etag', 'RouteParameter.header("etag")'], ['method.request.multivalueheader.if-match.x', 'RouteParameter.header("if-match.x")'],
  ])('from %s asks for %s', (source, right) => {
    expect(check(source)).toThrow(`right would be ${right} among its \`parameters\``);
  });

  test('is no query parameter of the name of a header', () => {
    expect(check('method.request.querystring.if-match')).toThrow(/RouteParameter\.query\("if-match"\)/);
  });
});
