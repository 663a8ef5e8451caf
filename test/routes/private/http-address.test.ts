import { Fn } from 'aws-cdk-lib';
import { checkAddress, placeholders } from '../../../lib/routes/private/http-address';

test.each([
  'https://a', 'https://a.b-c.example.com', 'https://a:1', 'https://a.example.com:65535/x', 'https://10.0.0.1/x', 'https://a.example.com/a.b/.c/..d/...', 'https://a.example.com/%2e/x',
  'https://a.example.com//x', "https://a.example.com/-._~!$&'()*+,;=:@", 'https://a.example.com/v{version}/x', 'https://A.EXAMPLE.com/A', `https://${Fn.importValue('A')}:8443/x`,
  `https://orders.${Fn.importValue('Zone')}/x`, `${Fn.importValue('Scheme')}/x/{id}`,
])('takes %s', (url) => {
  expect(() => checkAddress(url)).not.toThrow();
});

test.each<[string, string]>([
  ['http://a.example.com', 'must be an https address'], ['xhttps://a.example.com', 'must be an https address'], ['https:/a.example.com', 'must be an https address'],
  ['https://a.example.com?x', 'must be an https address'], ['https://a.example.com#x', 'must be an https address'], ['https://a.example.com/x?y=z', 'must be an https address'],
  ['https://a.example.com/x#y', 'must be an https address'], ['https://me@a.example.com/', 'must be an https address'], ['a.example.com', 'must be an https address'],
  ['', 'must be an https address'],
  ['https://{host}/x', 'must name the host itself'], ['https://{tenant}.example.com', 'must name the host itself'], ['https://a.example.com:{port}/x', 'must name the host itself'],
  ['https://', 'must have the name of a host'], ['https://.a', 'must have the name of a host'], ['https://a.', 'must have the name of a host'], ['https://-a', 'must have the name of a host'],
  ['https://a-', 'must have the name of a host'], ['https://a:', 'must have the name of a host'], ['https://a:123456', 'must have the name of a host'],
  ['https://a:80:80', 'must have the name of a host'], ['https://a:b', 'must have the name of a host'], ['https://a b', 'must have the name of a host'],
  ['https://a_b', 'must have the name of a host'], ['https://[::1]', 'must have the name of a host'],
  ['https://a/%z1', 'must have a path'], ['https://a/%1', 'must have a path'], ['https://a/%1z', 'must have a path'], ['https://a/{}', 'must have a path'], ['https://a/{a b}', 'must have a path'],
  ['https://a/}', 'must have a path'], ['https://a/ä', 'must have a path'], ['https://a/"', 'must have a path'], ['https://a/|', 'must have a path'], ['https://a/x ', 'must have a path'],
  ['https://a/.', 'without dot segments'], ['https://a/..', 'without dot segments'], ['https://a/./b', 'without dot segments'], ['https://a/b/../c', 'without dot segments'],
  ['https://a/b/..', 'without dot segments'],
])('refuses %j: %s', (url, message) => {
  expect(() => checkAddress(url)).toThrow(message);
});

test('a token at the beginning may be scheme and host, and nothing else than the address may come of it', () => {
  const token = Fn.importValue('Address');
  expect(() => checkAddress(token)).not.toThrow();
  expect(() => checkAddress(`${token}?x=y`)).toThrow('must be an https address');
  expect(() => checkAddress(`${token}/../x`)).toThrow('without dot segments');
  expect(() => checkAddress(`${token}://a.example.com`)).toThrow('must be an https address');
  expect(() => checkAddress(`x${token}`)).toThrow('must be an https address');
});

test('names in braces are the address\'s own, and a token\'s braces are none', () => {
  expect(placeholders(`https://${Fn.importValue('Host')}/{a}/x{b-c}y/{d.e}`)).toEqual(['a', 'b-c', 'd.e']);
  expect(placeholders('https://a.example.com')).toEqual([]);
});
