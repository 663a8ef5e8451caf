import { CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { allowedAddresses } from '../../../lib/firewall/private/allowed-addresses';

test.each<[string[], number]>([
  [['203.0.113.7/32'], 1], [['203.0.113.0/24', '198.51.100.0/30'], 260], [['0.0.0.0/1'], 2 ** 31], [['2001:db8::/64', '203.0.113.7/32'], 2 ** 64 + 1], [['2001:db8::1/128'], 1],
])('%j are %d addresses', (ranges, count) => {
  expect(allowedAddresses(ranges)).toBe(count);
});

test('nobody knows how many are in no list, or in one of the deployment', () => {
  const list = new CfnParameter(new Stack(), 'Addresses', { type: 'CommaDelimitedList' }).valueAsList;
  for (const ranges of [undefined, [], list, [Fn.importValue('Address')], ['203.0.113.7/32', Fn.importValue('Address')]]) {
    expect(allowedAddresses(ranges)).toBeUndefined();
  }
});
