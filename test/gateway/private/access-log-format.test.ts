import * as fc from 'fast-check';
import { accessLogFormat } from '../../../lib/gateway/private/access-log-format';

const format = accessLogFormat().toString();

/** What a client may write into a variable of the format, as its grammar says; everything else is written by the gateway or the authorizer. */
const FROM_THE_CLIENT: { readonly [variable: string]: fc.Arbitrary<string> } = {
  '$context.requestId': fc.uuid(),
  // RFC 9110, 5.6.2: tchar
  '$context.httpMethod': fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/),
  '$context.protocol': fc.constantFrom('HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0'),
};

/** Who writes the others, and in which characters. */
const FROM_US: { readonly [variable: string]: fc.Arbitrary<string> } = {
  '$context.extendedRequestId': fc.base64String(),
  '$context.apiId': fc.constant('abcdef1234'),
  '$context.requestTime': fc.constant('27/Nov/2026:12:00:00 +0000'),
  '$context.identity.sourceIp': fc.oneof(fc.ipV4(), fc.ipV6()),
  '$context.resourcePath': fc.constantFrom('/', '/orders/{orderId}', '/{proxy+}'),
  '$context.status': fc.nat(599).map(String),
  '$context.error.responseType': fc.constantFrom('-', 'UNAUTHORIZED', 'INVALID_API_KEY'),
  '$context.responseLength': fc.nat().map(String),
  '$context.responseLatency': fc.nat().map(String),
  '$context.integration.status': fc.constantFrom('-', '200'),
  '$context.integration.latency': fc.constantFrom('-', '12'),
  '$context.authorizer.principalDigest': fc.constantFrom('-', '0123456789abcdef'),
  '$context.authorizer.issuer': fc.constantFrom('-', 'https://id.example.com/'),
  '$context.identity.apiKeyId': fc.constantFrom('-', 'abcdef1234'),
  '$context.waf.status': fc.constantFrom('-', '200', '403'),
  '$context.wafResponseCode': fc.constantFrom('-', 'WAF_ALLOW', 'WAF_BLOCK'),
  '$context.authorizer.status': fc.constantFrom('-', '200'),
  '$context.authorizer.latency': fc.constantFrom('-', '3'),
  '$context.tlsVersion': fc.constantFrom('TLSv1.2', 'TLSv1.3'),
};

const VARIABLE = /\$context\.[A-Za-z.]+/g;

test('no variable of the access log holds a text that a client chooses freely', () => {
  expect(format.match(VARIABLE)!.sort()).toEqual(Object.keys({ ...FROM_THE_CLIENT, ...FROM_US }).sort());
});

test('so a line is one JSON object with the fields of the format, whatever a client sends', () => {
  const names = Object.keys(JSON.parse(format) as object);
  fc.assert(fc.property(fc.record({ ...FROM_THE_CLIENT, ...FROM_US }), (values) => {
    // API Gateway puts a value in as it is.
    const line = format.replace(VARIABLE, (variable) => values[variable]);
    const fields = JSON.parse(line) as { [name: string]: string };
    expect(Object.keys(fields)).toEqual(names);
    expect(fields.method).toBe(values['$context.httpMethod']);
    expect(fields.status).toBe(values['$context.status']);
  }));
});

test('both of a request\'s ids are in it, since a client can choose the one', () => {
  expect(JSON.parse(format)).toMatchObject({ requestId: '$context.requestId', extendedRequestId: '$context.extendedRequestId' });
});
