import { apiTagValue } from '../../lib/contracts/inventory';

test.each([
  ['Prod/Stack/Orders', 'Prod/Stack/Orders'],
  ['Stack/Orders (new), "EU" ü', 'Stack/Orders -new-- -EU- -'],
])('of %s the tag has what AWS takes in a value', (place, value) => {
  expect(apiTagValue(place)).toBe(value);
});

test('of a long place the tag has the end, which tells APIs apart', () => {
  const place = `Stack/${'Long'.repeat(80)}/Orders`;
  expect(apiTagValue(place)).toBe(place.slice(-256));
});
