import { checkCountries, COUNTRIES } from '../../../lib/firewall/private/countries';

test('the codes are those of ISO 3166-1, and Kosovo', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  expect(COUNTRIES.size).toBe(250);
  expect([...COUNTRIES].filter((code) => !/^[A-Z]{2}$/.test(code) || names.of(code) === undefined)).toEqual([]);
});

test.each([
  ['UK', 'GB'], ['EL', 'GR'], ['EN', 'GB'], ['SU', 'RU'], ['YU', 'RS'], ['de', 'DE'], [' FR ', 'FR'], ['Germany', 'DE'], ['south korea', 'KR'], ['XX', 'DE'], ['ZZ', 'DE'], ['EU', 'DE'], ['USA', 'DE'],
])('refuses %s, where %s would be right', (given, right) => {
  expect(() => checkCountries('firewall.allowedCountries', ['DE', given]))
    .toThrow(`\`firewall.allowedCountries\` must hold ISO 3166-1 codes of two capital letters, got ${JSON.stringify(given)}; right would be "${right}"`);
});

test('takes codes', () => {
  expect(() => checkCountries('firewall.allowedCountries', ['GB', 'XK', 'TW', 'AX'])).not.toThrow();
  expect(() => checkCountries('firewall.allowedCountries', undefined)).not.toThrow();
});
