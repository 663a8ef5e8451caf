import { Duration, Lazy } from 'aws-cdk-lib';
import { checkKeyProof, KeyProofOptions, settleTime } from '../../../lib/keys/private/key-proof';

const PATH = '/key-check';

test.each<[string, KeyProofOptions]>([
  ['nothing', {}],
  ['no time at all', { apiKeySettleTime: Duration.seconds(0) }],
  ['half an hour', { apiKeySettleTime: Duration.minutes(30) }],
  ['a path', { apiKeyProbePath: PATH }],
  ['a path below a domain', { apiKeyProbePath: PATH, domain: {} }],
  ['a path behind a name of the Edge', { apiKeyProbePath: PATH, edge: { domainNames: ['api.example.com', '*.example.com'] } }],
  ['a path beside a firewall', { apiKeyProbePath: PATH, firewall: {} }],
  ['no path where none could be reached', { edge: {}, domain: { mutualTls: {} }, privateEndpoints: {}, firewall: { allowedIps: ['203.0.113.0/24'] } }],
])('takes %s', (_, options) => {
  expect(() => checkKeyProof(options)).not.toThrow();
});

test.each<[string, KeyProofOptions, RegExp]>([
  ['more than half an hour', { apiKeySettleTime: Duration.seconds(1_801) }, /^`apiKeySettleTime` must be whole seconds, at most 30 minutes, got 30 minutes 1 second; right would be Duration\.minutes\(5\)$/],
  ['a part of a second', { apiKeySettleTime: Duration.millis(1_500) }, /^`apiKeySettleTime` must be whole seconds, at most 30 minutes, got 1 second 500 millis/],
  ['a time that nobody knows', { apiKeySettleTime: Duration.seconds(Lazy.number({ produce: () => 5 })) }, /^`apiKeySettleTime` must be whole seconds, at most 30 minutes, got a token/],
  ['no path', { apiKeyProbePath: ' ' }, /^`apiKeyProbePath` must be a non-empty string, got " "; right would be '\/key-check'/],
  ['a path of another form', { apiKeyProbePath: 'key-check' }, /^`path` must start with "\/"/],
  ['a path with a parameter', { apiKeyProbePath: '/keys/{id}' }, /^`apiKeyProbePath` must be a path without parameters, got "\/keys\/\{id\}"/],
  ['private endpoints', { apiKeyProbePath: PATH, privateEndpoints: {} }, /^`apiKeyProbePath` and `privateEndpoints` must not come together: the rotation could not reach the API, since its function is in no VPC/],
  ['certificates of clients', { apiKeyProbePath: PATH, domain: { mutualTls: {} } }, /^`apiKeyProbePath` and `domain\.mutualTls` must not come together: .* no client certificate/],
  ['a list of addresses', { apiKeyProbePath: PATH, firewall: { allowedIps: [] } }, /^`apiKeyProbePath` and `firewall\.allowedIps` must not come together: .* no address of its own/],
  ['an Edge without a name', { apiKeyProbePath: PATH, edge: {} }, /^`apiKeyProbePath` and `edge` without a name in `edge\.domainNames` must not come together: .* no address of the Edge/],
  ['an Edge without names', { apiKeyProbePath: PATH, edge: { domainNames: [] } }, /`edge` without a name in `edge\.domainNames`/],
  ['an Edge with any name', { apiKeyProbePath: PATH, edge: { domainNames: ['*.example.com'] } }, /`edge` without a name in `edge\.domainNames`/],
])('refuses %s', (_, options, message) => {
  expect(() => checkKeyProof(options)).toThrow(message);
});

test.each<[KeyProofOptions, number]>([
  [{}, 300], [{ apiKeyProbePath: PATH }, 60],
  [{ apiKeySettleTime: Duration.seconds(0) }, 0], [{ apiKeySettleTime: Duration.seconds(7), apiKeyProbePath: PATH }, 7],
])('%j (%#) waits %d seconds', (options, seconds) => {
  expect(settleTime(options).toSeconds()).toBe(seconds);
});
