import { RouteParameter } from '../../../lib';
import { splitParameters } from '../../../lib/routes/private/split-parameters';

const { path: inPath, query, header } = RouteParameter;

function split(path: string, ...parameters: RouteParameter[]): { gateway: string[]; firewall: string[] } {
  const { gateway, firewall } = splitParameters({ path, parameters });
  const names = (list: RouteParameter[]) => list.map(({ _location, _name }) => `${_location} ${_name}`);
  return { gateway: names(gateway), firewall: names(firewall) };
}

test('what API Gateway takes is the gateway\'s: the path\'s first, then the query\'s and headers', () => {
  expect(split('/{id}', header('if-match'), query('limit'), inPath('id'))).toEqual({ gateway: ['path id', 'query limit', 'header if-match'], firewall: [] });
});

test.each(['filter[a]', 'include[]', '[x'])('%s is no name for API Gateway', (name) => {
  expect(split('/', query(name))).toEqual({ gateway: [], firewall: [`query ${name}`] });
});

test.each(['limit', '$top', 'a:b', 'a_b', 'a-b', 'a.b', 'A9'])('%s is one', (name) => {
  expect(split('/', query(name))).toEqual({ gateway: [`query ${name}`], firewall: [] });
});

test('of one name in two places the path\'s stays, whether declared or not, then the query\'s, in any case', () => {
  expect(split('/{Id}', query('id'), header('ID'))).toEqual({ gateway: [], firewall: ['query id', 'header ID'] });
  expect(split('/', header('Limit'), query('limit'))).toEqual({ gateway: ['query limit'], firewall: ['header Limit'] });
  expect(split('/', header('limit'), query('LIMIT'))).toEqual({ gateway: ['query LIMIT'], firewall: ['header limit'] });
});

test('two of one place that differ in case are both the gateway\'s', () => {
  expect(split('/', query('a'), query('A'))).toEqual({ gateway: ['query a', 'query A'], firewall: [] });
});
