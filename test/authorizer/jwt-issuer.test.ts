import { Duration, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { JwtIssuer, SignatureAlgorithm } from '../../lib';

const options = { issuer: 'https://id.example.com/', audience: ['orders'] };

test('an OIDC issuer takes asymmetric algorithms only, and tokens of a day at most', () => {
  const { _config } = JwtIssuer.oidc(options);
  expect(_config).toMatchObject({ kind: 'oidc', rolesClaim: 'roles', scopesClaim: 'scope', maxTokenLifetimeSeconds: 86_400 });
  expect(_config.algorithms.filter((algorithm) => /^HS|none/i.test(algorithm))).toEqual([]);
});

test('a Cognito user pool is an issuer with its groups as roles', () => {
  const stack = new Stack();
  const pool = new cognito.UserPool(stack, 'Pool');
  const { _config } = JwtIssuer.cognito(pool, { clients: [pool.addClient('Web')] });
  expect(stack.resolve(_config.issuer)).toEqual({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [expect.stringMatching(/^Pool/), 'ProviderName'] }]] });
  expect(_config).toMatchObject({ kind: 'cognito', tokenUse: 'access', rolesClaim: 'cognito:groups', algorithms: ['RS256'] });
});

test.each<[string, () => JwtIssuer, RegExp]>([
  ['clear text', () => JwtIssuer.oidc({ ...options, issuer: 'http://id.example.com' }), /`issuer` must be an https URL/],
  ['no URL', () => JwtIssuer.oidc({ ...options, issuer: 'id.example.com' }), /`issuer` must be an https URL .* got "id\.example\.com"/],
  ['a key set in clear text', () => JwtIssuer.oidc({ ...options, jwksUri: 'http://id.example.com/keys' }), /`jwksUri` must be an https URL/],
  ['an empty audience', () => JwtIssuer.oidc({ ...options, audience: [''] }), /`audience` must hold non-empty strings, got ""/],
  ['no algorithm', () => JwtIssuer.oidc({ ...options, algorithms: [] }), /`algorithms` must hold at least one value/],
  ['tokens that live no time', () => JwtIssuer.oidc({ ...options, maxTokenLifetime: Duration.seconds(0) }), /`maxTokenLifetime` must be at least one second/],
  ['no client', () => JwtIssuer.cognito(new cognito.UserPool(new Stack(), 'Pool'), { clients: [] }), /`clients` must hold at least one app client/],
])('refuses %s', (_name, make, message) => {
  expect(make).toThrow(message);
});

test('an algorithm that one wants to limit to is the only one taken', () => {
  expect(JwtIssuer.oidc({ ...options, algorithms: [SignatureAlgorithm.ES256] })._config.algorithms).toEqual(['ES256']);
});
