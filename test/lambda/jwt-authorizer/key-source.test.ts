import { Identity } from '../../../lambda/jwt-authorizer/identity';
import { mayUseKey, websiteClients } from '../../../lambda/jwt-authorizer/key-source';
import { issuerConfig } from './support/harness';

const SHOP = 'https://shop.example.com/';
const STAFF = 'https://staff.example.com/';
const PARTNER = 'https://partner.example.com/';
const clients = websiteClients([
  issuerConfig({ issuer: SHOP, website: { clients: ['web', 'app'] } }), issuerConfig({ issuer: STAFF, website: {} }), issuerConfig({ issuer: PARTNER }),
]);
const of = (issuer: string, clientId?: string) => ({ issuer, clientId }) as Identity;
const says = (value: unknown) => ({ headers: { 'X-Key-Source': value } });

describe('the website\'s key', () => {
  test.each<[string, Identity | undefined, boolean]>([
    ['a client that is named', of(SHOP, 'web'), true],
    ['the other one that is named', of(SHOP, 'app'), true],
    ['a client that is not named', of(SHOP, 'partner'), false],
    ['no client, where clients are named', of(SHOP), false],
    ['any client of an issuer whose clients are not named', of(STAFF, 'anything'), true],
    ['no client of such an issuer', of(STAFF), true],
    ['an issuer that has no part in the website', of(PARTNER, 'web'), false],
    ['an issuer that is not known', of('https://other.example.com/', 'web'), false],
    ['nobody', undefined, false],
  ])('with a token of %s: %s', (_, identity, may) => {
    expect(mayUseKey(says('website'), identity, clients)).toBe(may);
    expect(mayUseKey(says('website'), identity)).toBe(false);
  });

  test('a key of the caller\'s own is his, whoever he is', () => {
    expect([mayUseKey(says('caller'), undefined), mayUseKey(says('caller'), of(PARTNER), clients)]).toEqual([true, true]);
  });
});

describe('who says whose key it is', () => {
  const NAME = 'X-Key-Source';

  test.each<[string, object]>([
    ['one header', { headers: { [NAME]: 'caller' } }],
    ['one header among others', { headers: { 'Host': 'a', [NAME]: 'caller', 'X-Key-Sources': 'website' } }],
    ['in lower case', { headers: { 'x-key-source': 'caller' } }],
    ['in both lists', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: ['caller'] } }],
    ['in both lists, spelled another way', { headers: { [NAME]: 'caller' }, multiValueHeaders: { 'x-key-source': ['caller'] } }],
    ['in the one list that there is', { headers: { [NAME]: 'caller' }, multiValueHeaders: null }],
  ])('is believed: %s', (_, event) => {
    expect(mayUseKey(event, undefined)).toBe(true);
  });

  test.each<[string, object]>([
    ['nobody', {}],
    ['no headers', { headers: null, multiValueHeaders: null }],
    ['another header', { headers: { 'X-Key-Sourcf': 'caller', 'X-Key-Sourc': 'caller' } }],
    ['another word', says('Caller')],
    ['an empty word', says('')],
    ['what is no word', says(['caller'])],
    ['two spellings of the name', { headers: { [NAME]: 'caller', 'x-key-source': 'caller' } }],
    ['two lines', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: ['caller', 'caller'] } }],
    ['another line', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: ['website'] } }],
    ['no line', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: [] } }],
    ['a line that is no list', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: 'caller' } }],
    ['a line alone', { multiValueHeaders: { [NAME]: ['caller'] } }],
    ['two spellings among the lines', { headers: { [NAME]: 'caller' }, multiValueHeaders: { [NAME]: ['caller'], 'x-key-source': ['website'] } }],
  ])('is not believed: %s', (_, event) => {
    expect(mayUseKey(event, undefined)).toBe(false);
    expect(mayUseKey(event, of(STAFF), clients)).toBe(false);
  });
});
