import * as fc from 'fast-check';
import { byNumber, clientNetwork, mayBeBlocked, networkText, parseRange, rangeOf } from '../../../lambda/block-list/networks';

test.each([
  ['8.8.4.4', '8.8.4.4/32'],
  ['2a00:1450:4001:81b::200e', '2a00:1450:4001:81b:0:0:0:0/64'],
  ['2A00:1450:4001:081B:1:2:3:4', '2a00:1450:4001:81b:0:0:0:0/64'],
  ['2a00::', '2a00:0:0:0:0:0:0:0/64'],
])('%s is blocked as %s', (address, network) => {
  expect(networkText(clientNetwork(address)!)).toBe(network);
});

test.each(['', '-', '8.8.4.256', '8.8.4.4/32', '8.8.4.4:443', '::ffff:8.8.4.4', 'example.com', '8.8.4.4, 8.8.8.8', ' 8.8.4.4'])('%j is no address', (text) => {
  expect(clientNetwork(text)).toBeUndefined();
});

test.each([
  '0.1.2.3', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.9', '192.168.1.1',
  '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255',
  '::', '::1', '64:ff9b::808:808', '100::1', '2001::1', '2001:db8::7', '2002:808:808::1', '3fff::1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '5f00::1',
])('%s is nobody\'s on the internet, so never blocked', (address) => {
  expect(mayBeBlocked(clientNetwork(address)!, [])).toBe(false);
});

test.each(['1.1.1.1', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '223.255.255.255', '2a00:1::1', '2600::1', '2003::1'])(
  '%s may be', (address) => {
    expect(mayBeBlocked(clientNetwork(address)!, [])).toBe(true);
  });

test.each([
  ['8.8.4.4', '8.8.4.4/32'], ['8.8.4.4', '8.8.0.0/16'], ['8.8.4.4', '8.8.4.255/24'], ['2a00:1:2:3::4', '2a00:1::/32'],
  // One address of the partner's in a network of many.
  ['2a00:1:2:3::4', '2a00:1:2:3:ffff::1/128'],
])('%s is never blocked where %s is not to be', (address, range) => {
  expect(mayBeBlocked(clientNetwork(address)!, [rangeOf(range)])).toBe(false);
});

test.each([['8.8.4.4', '8.8.4.5/32'], ['8.8.4.4', '2a00::/16'], ['2a00:1:2:3::4', '2a00:1:2:4::/64'], ['2a00:1:2:3::4', '8.8.4.4/32']])(
  '%s may be where %s is not to be', (address, range) => {
    expect(mayBeBlocked(clientNetwork(address)!, [rangeOf(range)])).toBe(true);
  });

test.each(['8.8.4.0/24', '8.8.4.4/31', '2a00:1::/32', '2a00:1:2:3::/65', '2a00:1:2:3::/128', '8.8.4.4/0'])('%s is no one client, so never on the list', (range) => {
  expect(mayBeBlocked(parseRange(range)!, [])).toBe(false);
});

test.each(['', '8.8.4.4', '/8', 'x/8', '8.8.4.4/+8', '8.8.4.4/8x', '8.8.4.4/ 8', '8.8.4.4/0008', '8.8.4.4/33', '8.8.4.4/', '8.8.4.4/x', '8.8.4.4/8/8', '2a00::/129', 'partner'])('%j is no range, and no empty list of partners', (text) => {
  expect(parseRange(text)).toBeUndefined();
  expect(() => rangeOf(text)).toThrow('CIDR');
});

test('one spelling is read as what it was', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6().filter((text) => !text.includes('.'))), (address) => {
    const network = clientNetwork(address)!;
    expect(parseRange(networkText(network))).toEqual(network);
  }));
});

test('of what is no range, sixty characters are told', () => {
  expect(() => rangeOf('x'.repeat(90))).toThrow(/, got "x{60}"$/);
});

test('by number: the lower first, however many figures it has', () => {
  const networks = ['100.0.0.1', '8.8.8.8', '9.0.0.0', '8.8.8.8', '20.0.0.0'].map((address) => clientNetwork(address)!);
  expect([...networks].sort(byNumber).map(networkText)).toEqual(['8.8.8.8/32', '8.8.8.8/32', '9.0.0.0/32', '20.0.0.0/32', '100.0.0.1/32']);
  expect([byNumber(networks[0], networks[1]), byNumber(networks[1], networks[0]), byNumber(networks[1], networks[3])]).toStrictEqual([1, -1, 0]);
});

test('a range of version 6 that begins with the bits of an address of version 4 is not its range', () => {
  expect(mayBeBlocked(clientNetwork('8.8.4.4')!, [rangeOf('::/0')])).toBe(true);
  expect(mayBeBlocked(clientNetwork('2a00:1:2:3::4')!, [rangeOf('0.0.0.0/0')])).toBe(true);
});
