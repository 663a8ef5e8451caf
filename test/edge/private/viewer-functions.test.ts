import * as fc from 'fast-check';
import { apiFunctionCode, websiteFunctionCode } from '../../../lib/edge/private/viewer-functions';
import { runViewerFunction, ViewerHeaders } from '../../support/viewer-function';

const STORE = new Map([['origin-secret', 'the-secret'], ['api-key', 'the-key-of-the-website']]);
const viewer = '203.0.113.9';
const request = (uri: string, headers: ViewerHeaders = {}, method = 'GET') => ({ method, uri, headers, querystring: {}, cookies: {} });

describe('the function in front of the API', () => {
  const code = apiFunctionCode('/api', true);

  test('adds secret, address and key, and takes its own part of the path away', async () => {
    const result = await runViewerFunction(code, request('/api/orders/5'), viewer, STORE);
    expect(result.uri).toBe('/orders/5');
    expect(result.headers).toEqual({
      'x-origin-verify': { value: 'the-secret' }, 'x-viewer-address': { value: viewer }, 'x-api-key': { value: 'the-key-of-the-website' },
    });
  });

  test('writes over what the client sent under the names of its headers, however often', async () => {
    const twice = (value: string) => ({ value, multiValue: [{ value }, { value: 'and another' }] });
    const result = await runViewerFunction(code, request('/api/orders', { 'x-origin-verify': twice('guessed'), 'x-viewer-address': twice('192.0.2.1') }), viewer, STORE);
    expect(result.headers).toMatchObject({ 'x-origin-verify': { value: 'the-secret' }, 'x-viewer-address': { value: viewer } });
    expect(JSON.stringify(result)).not.toMatch(/guessed|192\.0\.2\.1|another/);
  });

  test('leaves a client its own key', async () => {
    const result = await runViewerFunction(code, request('/api/orders', { 'x-api-key': { value: 'the-key-of-a-partner' } }), viewer, STORE);
    expect(result.headers!['x-api-key']).toEqual({ value: 'the-key-of-a-partner' });
  });

  test('adds no key where there is no website', async () => {
    const result = await runViewerFunction(apiFunctionCode('', false), request('/orders'), viewer, STORE);
    expect(result.uri).toBe('/orders');
    expect(Object.keys(result.headers!)).toEqual(['x-origin-verify', 'x-viewer-address']);
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
