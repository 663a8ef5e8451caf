import { App, Stack } from 'aws-cdk-lib';
import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget } from '../../../lib';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { routeOf } from '../../../lib/routes/private/route-options';
import { RouteTable } from '../../../lib/routes/private/route-table';
import { RouteOptions } from '../../../lib/routes/route';

const { GET, POST } = HttpMethod;

function newTable(hiddenHeaders: string[] = []): { table: RouteTable; stack: Stack } {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  return { table: new RouteTable(stack, hiddenHeaders), stack };
}

const route = (path: string, over: Partial<RouteOptions> = {}, source?: string): RouteDefinition => ({
  ...routeOf({ method: GET, path, target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader'), ...over }), source,
});

const queue = (region = 'eu-west-1', requestParameters?: { [to: string]: string }) => RouteTarget.awsService({
  service: 'sqs', path: 'orders', iamAction: 'sqs:SendMessage', resourceArns: [`arn:aws:sqs:${region}:111122223333:orders`], requestParameters,
});

test('routes have an operation id each and what their target made', () => {
  const { table, stack } = newTable();
  const bound = table.add([route('/orders'), route('/orders', { method: POST, operationId: 'place', target: queue() })]);
  expect(bound.map(({ operationId }) => operationId)).toEqual(['getOrders', 'place']);
  expect(bound.map(({ integration }) => integration.description)).toEqual(['mock 200', 'sqs sqs:SendMessage']);
  expect(stack.node.findChild('sqs POST  orders')).toBeDefined();
  table.add([route('/x')]);
  expect(table.all.map(({ path }) => path)).toEqual(['/orders', '/orders', '/x']);
});

describe('where one can not be, none is added and nothing is made', () => {
  test.each<[string, RouteDefinition, RegExp]>([
    ['the route is there', route('/there'), /`path` and `method` must be new, got GET \/there a second time/],
    ['the route itself is wrong', route('/x', { parameters: [RouteParameter.path('id')] }), /`parameters` of GET \/x must name parameters of the path/],
    ['a variable part has another name', route('/there/{b}/x'), /`path` must call the variable part after "\/there" "\{a\}"/],
    ['its target can not serve it', route('/x', { target: queue('us-east-1') }), /`target` of GET \/x must be of the API's own region "eu-west-1"/],
    ['its operation id is taken', route('/x', { operationId: 'getThere' }), /`operationId` must be new, got "getThere" for GET \/x and for GET \/there$/],
  ])('since %s', (_, wrong, message) => {
    const { table, stack } = newTable();
    table.add([route('/there'), route('/there/{a}')]);
    expect(() => table.add([route('/fine/{x}', { target: queue() }), wrong])).toThrow(message);
    expect(table.all).toHaveLength(2);
    expect(stack.node.children).toHaveLength(0);
    // Neither the name of the part, nor the route, nor its operation id is taken now.
    expect(() => table.add([route('/fine/{y}', { operationId: 'getFineByX' }), route('/fine')])).not.toThrow();
  });

  test('since a type is binary for one and text for another, in one call or in two', () => {
    const text = route('/notes', { method: POST, body: RequestBody.unchecked(['text/csv'], 100, 'The backend looks at it') });
    const binary = route('/files', { method: POST, body: RequestBody.binary(['text/csv'], 100, 'The backend looks at it') });
    const { table } = newTable();
    expect(() => table.add([text, binary])).toThrow(/must agree whether "text\/csv" is binary/);
    table.add([text]);
    expect(() => table.add([binary])).toThrow(/must agree whether "text\/csv" is binary/);
    expect(table.all).toHaveLength(1);
  });

  test('since the same call has it twice', () => {
    const { table } = newTable();
    expect(() => table.add([route('/a'), route('/a')])).toThrow(/got GET \/a a second time/);
    expect(() => table.add([route('/{a}'), route('/{b}')])).toThrow(/must call the variable part/);
    expect(() => table.add([route('/a', { operationId: 'x' }), route('/b', { operationId: 'x' })])).toThrow(/got "x" for GET \/b and for GET \/a$/);
  });

  test('since an earlier call named a part, or an operation', () => {
    const { table } = newTable();
    table.add([route('/a/{x}', { operationId: 'a' })]);
    expect(() => table.add([route('/a/{y}/z')])).toThrow(/must call the variable part/);
    expect(() => table.add([route('/b', { operationId: 'a' })])).toThrow(/`operationId` must be new/);
  });
});

test('one path may have several methods', () => {
  const { table } = newTable();
  expect(() => table.add([route('/a'), route('/a', { method: POST })])).not.toThrow();
});

test('an operation id that nobody chose is made new', () => {
  const { table } = newTable();
  const [first, second, third, , long] = table.add([route('/a/b'), route('/a-b'), route('/a.b'), route('/long/part/a'), route('/long-part-a')]);
  // Of a long path its end.
  expect(long.operationId).toBe('getLongPartA72742d61');
  expect(first.operationId).toBe('getAB');
  expect(second.operationId).toBe(`getAB${Buffer.from('/a-b').toString('hex').slice(-8)}`);
  expect(third.operationId).toBe(`getAB${Buffer.from('/a.b').toString('hex').slice(-8)}`);
});

test('two documents with one operation id are told of the prefix', () => {
  const { table } = newTable();
  table.add([route('/a', { operationId: 'list' }, 'one.yaml')]);
  expect(() => table.add([route('/b', { operationId: 'list' }, 'two.yaml')]))
    .toThrow(/got "list" for GET \/b of two\.yaml and for GET \/a of one\.yaml; right would be an `operationIdPrefix` for one of the documents$/);
});

test('a target is told what it may map, and what is the gateway\'s alone', () => {
  const { table } = newTable(['X-Api-Key', 'X-Origin']);
  const [bound] = table.add([route('/orders/{id}', { target: RouteTarget.http('https://orders.example.com/{id}') })]);
  expect(bound.integration.integration.requestParameters).toEqual({
    'integration.request.header.X-Api-Key': "''", 'integration.request.header.X-Origin': "''", 'integration.request.path.id': 'method.request.path.id',
  });
  const parameters = [RouteParameter.path('id'), RouteParameter.query('limit'), RouteParameter.query('ids[]'), RouteParameter.header('if-match')];
  let count = 0;
  const mapping = (source: string) => () => table.add([route(`/things/{id}/${count += 1}`, { parameters, target: queue('eu-west-1', { 'integration.request.header.x': source }) })]);
  expect(mapping('method.request.path.id')).not.toThrow();
  expect(mapping('method.request.querystring.limit')).not.toThrow();
  expect(mapping('method.request.header.if-match')).not.toThrow();
  expect(mapping('method.request.header.limit')).toThrow(/that API Gateway knows/);
  expect(mapping('method.request.header.id')).toThrow(/that API Gateway knows/);
  expect(mapping('method.request.querystring.ids[]')).toThrow(/that API Gateway knows/);
  expect(mapping('method.request.path.limit')).toThrow(/the path has id/);
});
