import * as fc from 'fast-check';
import { apiFunctionCode, websiteFunctionCode } from '../../../lib/edge/private/viewer-functions';
import { inRange, isAddress } from '../../../lib/firewall/private/address';
import { runViewerFunction, sentHeaders, ViewerHeaders } from '../../support/viewer-function';

const STORE = new Map([['origin-secret', 'the-secret'], ['api-key', 'the-key-of-the-website']]);
const viewer = '203.0.113.9';
const request = (uri: string, headers: ViewerHeaders = {}, method = 'GET') => ({ method, uri, headers, querystring: {}, cookies: {} });

describe('the function in front of the API', () => {
  const code = apiFunctionCode('/api', true);

  test('adds secret, address and key, and takes its own part of the path away', async () => {
    const result = await runViewerFunction(code, request('/api/orders/5'), viewer, STORE);
    expect(result.uri).toBe('/orders/5');
    expect(result.headers).toEqual({
      'x-origin-verify': { value: 'the-secret' },
      'x-viewer-address': { value: viewer },
      'x-viewer-network': { value: viewer },
      'x-api-key': { value: 'the-key-of-the-website' },
      'x-key-source': { value: 'website' },
    });
  });

  test('writes over what the client sent under the names of its headers, however often', async () => {
    const twice = (value: string) => ({ value, multiValue: [{ value }, { value: 'and another' }] });
    const forged = {
      'x-origin-verify': twice('guessed'), 'x-viewer-address': twice('192.0.2.1'), 'x-viewer-network': twice('192.0.2.1'), 'x-key-source': twice('caller'),
    };
    const sent = request('/api/orders', forged);
    const result = await runViewerFunction(code, sent, viewer, STORE);
    expect(sentHeaders(result, sent)).toEqual([
      ['X-Origin-Verify', 'the-secret'], ['X-Viewer-Address', viewer], ['X-Viewer-Network', viewer], ['X-Key-Source', 'website'], ['X-Api-Key', 'the-key-of-the-website'],
    ]);
    expect(JSON.stringify(result)).not.toMatch(/guessed|192\.0\.2\.1|another/);
  });

  test.each([
    ['a key', { 'x-api-key': { value: 'the-key-of-a-partner' } }],
    ['an empty key', { 'x-api-key': { value: '' } }],
    ['two keys', { 'x-api-key': { value: '', multiValue: [{ value: '' }, { value: 'the-key-of-a-partner' }] } }],
    ['a key, and the claim that it is the website\'s', { 'x-api-key': { value: 'the-key-of-a-partner' }, 'x-key-source': { value: 'website' } }],
  ])('leaves a client that sends %s what it sent, and says that it is his own', async (_, headers: ViewerHeaders) => {
    const result = await runViewerFunction(code, request('/api/orders', headers), viewer, STORE);
    expect(result.headers!['x-api-key']).toEqual(headers['x-api-key']);
    expect(result.headers!['x-key-source']).toEqual({ value: 'caller' });
    expect(JSON.stringify(result)).not.toContain('the-key-of-the-website');
  });

  test('adds no key where there is no website', async () => {
    const result = await runViewerFunction(apiFunctionCode('', false), request('/orders'), viewer, STORE);
    expect(result.uri).toBe('/orders');
    expect(Object.keys(result.headers!)).toEqual(['x-origin-verify', 'x-viewer-address', 'x-viewer-network']);
  });

  test('sends nothing on without the secret, or without the key that it is to add', async () => {
    for (const missing of ['origin-secret', 'api-key']) {
      const store = new Map([...STORE].filter(([key]) => key !== missing));
      const result = await runViewerFunction(code, request('/api/orders'), viewer, store);
      expect(result).toMatchObject({ statusCode: 503, body: '{"message":"Service Unavailable"}' });
      expect(JSON.stringify(result)).not.toMatch(/the-secret|the-key/);
    }
  });

  test.each(['/x/../api/orders', '//api/orders', '/%61pi/orders', '/api', '/apis/orders', '/API/orders'])('refuses %s, which CloudFront may have read as a path of the API', async (uri) => {
    expect(await runViewerFunction(code, request(uri), viewer, STORE)).toMatchObject({ statusCode: 400 });
  });

  test('hands on every other path as it is', async () => {
    await fc.assert(fc.asyncProperty(fc.string(), async (rest) => {
      const result = await runViewerFunction(code, request(`/api/${rest}`), viewer, STORE);
      expect(result.uri).toBe(`/${rest}`);
    }));
  });

  test('fits into what CloudFront takes', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    expect(Buffer.byteLength(apiFunctionCode('/a/very/long/path'.repeat(10), true))).toBeLessThan(10_240);
  });
});

describe('the network that an address counts under', () => {
  const networkOf = async (ip: string) => {
    const { headers } = await runViewerFunction(apiFunctionCode('', false), request('/orders'), ip, STORE);
    return headers!['x-viewer-network'].value;
  };

  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0::'],
    ['2001:DB8:0001:0002::', '2001:db8:1:2::'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0::'],
    ['2001:db8:1::5:6', '2001:db8:1:0::'],
    ['::1', '0:0:0:0::'],
    ['::', '0:0:0:0::'],
    ['fe80::1:2:3:4:5:6', 'fe80:0:1:2::'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    // None of these is an address: nothing is made up.
    ['2001:db8::1::2', '2001:db8::1::2'],
    ['1:2:3', '1:2:3'],
    ['2001:db8:x::1', '2001:db8:x::1'],
    ['1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8:9'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
  ])('%s: %s', async (ip, network) => {
    expect(await networkOf(ip)).toBe(network);
  });

  const group = fc.integer({ min: 0, max: 0xffff });
  const address = (groups: number[]) => groups.map((number) => number.toString(16)).join(':');

  test('is the same for every address of a /64, however it is written, and another for every other', async () => {
    const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });
    await fc.assert(fc.asyncProperty(groups(4), groups(8), async (prefix, other) => {
      const network = await networkOf(address([...prefix, ...other.slice(0, 4)]));
      expect(isAddress(network)).toBe(true);
      expect(inRange(address([...prefix, ...other.slice(4)]), `${network}/64`)).toBe(true);
      expect(await networkOf(address([...prefix, ...other.slice(4)]))).toBe(network);
      expect(await networkOf(`${address(prefix)}::${other[7].toString(16)}`.toUpperCase())).toBe(network);
      const elsewhere = await networkOf(address(other));
      expect(elsewhere === network).toBe(prefix.every((number, index) => number === other[index]));
    }));
  });
});

describe('the function in front of the website', () => {
  const find = async (uri: string, singlePage = false) => (await runViewerFunction(websiteFunctionCode('index.html', singlePage), request(uri), viewer)).uri;

  test('finds the index of a folder', async () => {
    expect(await find('/')).toBe('/index.html');
    expect(await find('/help/')).toBe('/help/index.html');
    expect(await find('/help/faq.html')).toBe('/help/faq.html');
    expect(await find('/help')).toBe('/help');
  });

  test('lets a single-page application draw its own paths', async () => {
    expect(await find('/', true)).toBe('/index.html');
    expect(await find('/orders/5', true)).toBe('/index.html');
    expect(await find('/orders/', true)).toBe('/index.html');
    expect(await find('/app.js', true)).toBe('/app.js');
  });
});
