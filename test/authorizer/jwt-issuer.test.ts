import { Aws, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { CognitoTokenUse, JkuHeader, JwtIssuer, OidcIssuerOptions, RolesFormat, SignatureAlgorithm } from '../../lib';

const options = { issuer: 'https://id.example.com/', audience: ['orders'] };

test('an OIDC issuer takes asymmetric algorithms only, and tokens of a day and five minutes at most', () => {
  const { _config } = JwtIssuer.oidc(options);
  expect(_config).toMatchObject({ kind: 'oidc', rolesClaim: 'roles', scopesClaim: 'scope', maxTokenLifetimeSeconds: 86_700 });
  expect(_config.algorithms.filter((algorithm) => /^HS|none/i.test(algorithm))).toEqual([]);
});

test('a Cognito user pool is an issuer with its groups as roles', () => {
  const stack = new Stack();
  const pool = new cognito.UserPool(stack, 'Pool');
  const { _config } = JwtIssuer.cognito(pool, { clients: [pool.addClient('Web')] });
  expect(stack.resolve(_config.issuer)).toEqual({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [expect.stringMatching(/^Pool/), 'ProviderName'] }]] });
  expect(_config).toMatchObject({ kind: 'cognito', tokenUse: 'access', rolesClaim: 'cognito:groups', scopesClaim: 'scope', maxTokenLifetimeSeconds: 86_400, algorithms: ['RS256'] });
});

test('every exception is off unless it is asked for', () => {
  const { _config } = JwtIssuer.oidc(options);
  for (const member of ['jku', 'audienceClaim', 'principalClaims', 'rolesFormat', 'clockToleranceSeconds', 'grants', 'tokenType']) {
    expect(_config).not.toHaveProperty(member, expect.anything());
  }
  expect(JwtIssuer.oidc({ ...options, jku: JkuHeader.REFUSED, rolesFormat: RolesFormat.LIST })._config).toEqual(_config);
});

test('what is asked for is what the function is told', () => {
  const reason = 'Our clients call no other API';
  const issuer = JwtIssuer.oidc({
    issuer: 'stytch.com/project-1',
    audience: ['a', 'b'],
    jwksUri: 'https://id.example.com/keys?p=b2c_1',
    jku: JkuHeader.SAME_AS_JWKS_URI,
    audienceClaim: { claim: 'azp', reason },
    principalClaim: ['sub', 'client_id'],
    rolesFormat: RolesFormat.OBJECT_NAMES,
    clockTolerance: Duration.minutes(1),
    maxTokenLifetime: Duration.hours(1),
    grants: { roles: ['reader'] },
  });
  expect(issuer._config).toMatchObject({
    issuer: 'stytch.com/project-1',
    jwksUri: 'https://id.example.com/keys?p=b2c_1',
    jku: 'same',
    audienceClaim: 'azp',
    principalClaims: ['sub', 'client_id'],
    rolesFormat: 'names',
    clockToleranceSeconds: 60,
    maxTokenLifetimeSeconds: 3_600,
    grants: { roles: ['reader'], scopes: [] },
  });
  expect(issuer._describe()).toEqual({
    name: 'stytch.com/project-1', audience: ['a', 'b'], grants: { roles: ['reader'], scopes: [] }, exceptions: [{ kind: 'audienceClaim azp', reason }],
  });
});

test('one name of a claim is a list of one, as JavaScript may give it', () => {
  expect(JwtIssuer.oidc({ ...options, principalClaim: 'uid' as unknown as string[] })._config.principalClaims).toEqual(['uid']);
});

test('clocks that must agree may be asked for', () => {
  expect(JwtIssuer.oidc({ ...options, clockTolerance: Duration.seconds(0) })._config.clockToleranceSeconds).toBe(0);
});

test.each<[string, string, string | undefined]>([
  ['an https URL', 'https://id.example.com/realms/shop', undefined],
  ['an https URL with a port', 'https://id.example.com:8443/', undefined],
  ['a name of Google\'s', 'accounts.google.com', 'https://www.googleapis.com/oauth2/v3/certs'],
  ['a name of AD FS\'s', 'http://adfs.example.com/adfs/services/trust', 'https://adfs.example.com/adfs/discovery/keys'],
  ['a token', Lazy.string({ produce: () => 'https://id.example.com' }), undefined],
  ['an https URL that ends with a token', `https://${Aws.ACCOUNT_ID}.example.com`, undefined],
])('takes %s as issuer', (_, issuer, jwksUri) => {
  expect(JwtIssuer.oidc({ ...options, issuer, jwksUri })._config.issuer).toBe(issuer);
});

const stack = new Stack();
const seconds = Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber);
const pool = new cognito.UserPool(stack, 'Pool');
const clients = [pool.addClient('Web')];

/** What TypeScript would not let pass, and other languages do. */
function odd(changes: object): OidcIssuerOptions {
  return { ...options, ...changes };
}

test.each<[string, () => JwtIssuer, RegExp]>([
  ['clear text', () => JwtIssuer.oidc({ ...options, issuer: 'http://id.example.com' }), /`issuer` must be an https URL .* or any text together with `jwksUri`/],
  ['clear text before a token', () => JwtIssuer.oidc({ ...options, issuer: `http://${Aws.ACCOUNT_ID}.example.com` }), /`issuer` must be an https URL/],
  ['no URL', () => JwtIssuer.oidc({ ...options, issuer: 'id.example.com' }), /`issuer` must be an https URL .* got "id\.example\.com"/],
  ['a blank before it', () => JwtIssuer.oidc({ ...options, issuer: ' https://id.example.com' }), /`issuer` must be an https URL .* got " https/],
  ['a blank in it', () => JwtIssuer.oidc({ ...options, issuer: 'https://id.example.com/my shop' }), /`issuer` must be an https URL/],
  ['a line break behind it', () => JwtIssuer.oidc({ ...options, issuer: 'https://id.example.com\n' }), /`issuer` must be an https URL/],
  ['a query', () => JwtIssuer.oidc({ ...options, issuer: 'https://id.example.com/?a=b' }), /`issuer` must be an https URL without user, query or fragment/],
  ['a password', () => JwtIssuer.oidc({ ...options, issuer: 'https://a:b@id.example.com/' }), /`issuer` must be an https URL/],
  ['a password alone', () => JwtIssuer.oidc({ ...options, issuer: 'https://:b@id.example.com/' }), /`issuer` must be an https URL/],
  ['a user alone', () => JwtIssuer.oidc({ ...options, issuer: 'https://a@id.example.com/' }), /`issuer` must be an https URL/],
  ['no issuer', () => JwtIssuer.oidc(odd({ issuer: undefined })), /`issuer` must be an https URL .* got undefined/],
  ['a name with a blank', () => JwtIssuer.oidc({ ...options, issuer: 'my issuer', jwksUri: 'https://id.example.com/keys' }), /`issuer` must be the value of the tokens' `iss`, .* got "my issuer"/],
  ['a name with #', () => JwtIssuer.oidc({ ...options, issuer: 'https://x/#sub=admin', jwksUri: 'https://id.example.com/keys' }), /`issuer` must be the value of/],
  ['an empty name', () => JwtIssuer.oidc({ ...options, issuer: '', jwksUri: 'https://id.example.com/keys' }), /`issuer` must be the value of/],
  ['a name that is none', () => JwtIssuer.oidc(odd({ issuer: 7, jwksUri: 'https://id.example.com/keys' })), /`issuer` must be the value of .* got 7/],
  ['a key set in clear text', () => JwtIssuer.oidc({ ...options, jwksUri: 'http://id.example.com/keys' }), /^`jwksUri` must be an https URL without user or fragment, got "http:\/\/id\.example\.com\/keys"; right would be "https:\/\/id\.example\.com\/"$/],
  ['a key set in clear text before a token', () => JwtIssuer.oidc({ ...options, jwksUri: `http://${Aws.ACCOUNT_ID}/keys` }), /`jwksUri` must be an https URL/],
  ['a key set with a fragment', () => JwtIssuer.oidc({ ...options, jwksUri: 'https://id.example.com/keys#a' }), /`jwksUri` must be an https URL without user or fragment/],
  ['an audience that is no list', () => JwtIssuer.oidc(odd({ audience: 'orders' })), /`audience` must be a list, got "orders"; right would be \['orders'\]/],
  ['no audience', () => JwtIssuer.oidc({ ...options, audience: [] }), /`audience` must hold at least one value, got none; without it a token for any other API/],
  ['an empty audience', () => JwtIssuer.oidc({ ...options, audience: [''] }), /`audience` must hold non-empty strings .* got ""/],
  ['an audience that is a number', () => JwtIssuer.oidc(odd({ audience: [7] })), /^`audience` must hold non-empty strings .* got 7;/],
  ['an audience with a blank', () => JwtIssuer.oidc({ ...options, audience: ['orders '] }), /`audience` must hold .* got "orders "/],
  ['no algorithm', () => JwtIssuer.oidc({ ...options, algorithms: [] }), /`algorithms` must hold at least one value/],
  ['the algorithm "none"', () => JwtIssuer.oidc(odd({ algorithms: ['none'] })), /`algorithms` must be of RS256, .* got "none"; right would be \[SignatureAlgorithm\.ES256\]$/],
  ['a symmetric algorithm', () => JwtIssuer.oidc(odd({ algorithms: ['RS256', 'HS256'] })), /`algorithms` must be of RS256, .* got "HS256"/],
  ['algorithms that are no list', () => JwtIssuer.oidc(odd({ algorithms: 'RS256' })), /`algorithms` must be a list, got "RS256"; right would be \[SignatureAlgorithm\.ES256\]$/],
  ['tokens that live no time', () => JwtIssuer.oidc({ ...options, maxTokenLifetime: Duration.seconds(0) }), /`maxTokenLifetime` must be at least one second/],
  ['a lifetime that nobody knows', () => JwtIssuer.oidc({ ...options, maxTokenLifetime: seconds }), /`maxTokenLifetime` must be a Duration that is known at synth time, .* got a token/],
  ['a lifetime that is a number', () => JwtIssuer.oidc(odd({ maxTokenLifetime: 3_600 })), /`maxTokenLifetime` must be a Duration .* got 3600/],
  ['clocks that differ by minutes', () => JwtIssuer.oidc({ ...options, clockTolerance: Duration.seconds(61) }), /`clockTolerance` must be whole seconds from 0 to 60, got 61 seconds/],
  ['clocks that differ by a part of a second', () => JwtIssuer.oidc({ ...options, clockTolerance: Duration.millis(500) }), /`clockTolerance` must be whole seconds .* got 0\.5/],
  ['a jku without an address to hold it against', () => JwtIssuer.oidc({ ...options, jku: JkuHeader.IGNORED }), /`jku` must come together with `jwksUri`, got none/],
  ['a jku that is fetched', () => JwtIssuer.oidc(odd({ jku: 'fetch' })), /`jku` must be of refused, same, ignored, got "fetch"; right would be JkuHeader\.SAME_AS_JWKS_URI$/],
  ['a form of roles that there is not', () => JwtIssuer.oidc(odd({ rolesFormat: 'csv' })), /`rolesFormat` must be of list, .* got "csv"; right would be RolesFormat\.LIST$/],
  ['an empty claim of roles', () => JwtIssuer.oidc({ ...options, rolesClaim: '' }), /^`rolesClaim` must be a non-empty string, got ""; right would be 'roles'$/],
  ['an empty claim of scopes', () => JwtIssuer.oidc({ ...options, scopesClaim: '' }), /^`scopesClaim` must be a non-empty string, got ""; right would be 'scope'$/],
  ['options that are a text', () => JwtIssuer.oidc('https://id.example.com/' as unknown as OidcIssuerOptions), /^`options` must be an object with properties, got "https/],
  ['a claim for the audience that is a text', () => JwtIssuer.oidc(odd({ audienceClaim: 'azp' })), /^`audienceClaim` must be an object with properties, got "azp"/],
  ['an empty type', () => JwtIssuer.oidc({ ...options, tokenType: '' }), /^`tokenType` must be a non-empty string, got ""; right would be 'at\+jwt'$/],
  ['no claim for the principal', () => JwtIssuer.oidc({ ...options, principalClaim: [] }), /`principalClaim` must hold at least one value, got none; right would be \['sub', 'client_id'\]/],
  ['a claim for the principal with =', () => JwtIssuer.oidc({ ...options, principalClaim: ['sub=admin'] }), /`principalClaim` must hold names of claims without "=", got "sub=admin"/],
  ['a claim for the principal that nobody knows', () => JwtIssuer.oidc({ ...options, principalClaim: [Aws.ACCOUNT_ID] }), /`principalClaim` must be known at synth time/],
  ['no audience without a reason', () => JwtIssuer.oidc({ ...options, audienceClaim: { claim: 'azp', reason: '' } }), /`audienceClaim\.reason` must be a sentence/],
  ['no audience without a claim', () => JwtIssuer.oidc({ ...options, audienceClaim: { claim: ' ', reason: 'Our clients call no other API' } }), /^`audienceClaim\.claim` must be a non-empty string, got " "; right would be 'azp'$/],
  ['grants that are a text', () => JwtIssuer.oidc(odd({ grants: 'admin' })), /^`grants` must be an object with properties, got "admin"/],
  ['grants that are no list', () => JwtIssuer.oidc(odd({ grants: { roles: 'admin' } })), /`grants\.roles` must be a list, got "admin"/],
  ['a grant that is empty', () => JwtIssuer.oidc({ ...options, grants: { roles: [''] } }), /`grants\.roles` must be a non-empty string/],
  ['two scopes in one', () => JwtIssuer.oidc({ ...options, grants: { scopes: ['a b'] } }), /`grants\.scopes` must hold one scope each, got "a b"; right would be \["a","b"\]/],
  ['no client', () => JwtIssuer.cognito(pool, { clients: [] }), /`clients` must hold at least one app client/],
  ['a client that is no list', () => JwtIssuer.cognito(pool, { clients: 'web' as unknown as cognito.IUserPoolClient[] }), /`clients` must be a list, got "web"; right would be \[userPool\.addClient\('Web'\)\]$/],
  ['a client that is a name', () => JwtIssuer.cognito(pool, { clients: ['web'] as unknown as cognito.IUserPoolClient[] }), /^`clients` must be a list, each an app client such as userPool\.addClient\('Web'\), got "web" at "0"/],
  ['a user pool that is a name', () => JwtIssuer.cognito('pool' as unknown as cognito.IUserPool, { clients }), /^`userPool` must be a user pool such as new cognito\.UserPool\(…\), got "pool"/],
  ['options of a user pool that are a text', () => JwtIssuer.cognito(pool, 'web' as unknown as { clients: [] }), /^`options` must be an object with properties, got "web"/],
  ['tokens of a user pool that live no time', () => JwtIssuer.cognito(pool, { clients, maxTokenLifetime: Duration.seconds(0) }), /^`maxTokenLifetime` must be at least one second/],
  ['a use of tokens that there is not', () => JwtIssuer.cognito(pool, { clients, tokenUse: 'refresh' as CognitoTokenUse }), /`tokenUse` must be of access, id, got "refresh"; right would be CognitoTokenUse\.ACCESS$/],
])('refuses %s', (_name, make, message) => {
  expect(make).toThrow(message);
});

test('a user pool is shown by its place, and may be limited in what it grants', () => {
  expect(JwtIssuer.cognito(pool, { clients, grants: { roles: ['admin'], scopes: ['orders/read'] } })._describe()).toEqual({
    name: 'user pool Default/Pool', audience: ['(token)'], grants: { roles: ['admin'], scopes: ['orders/read'] }, exceptions: [],
  });
});

test('an algorithm that one wants to limit to is the only one taken', () => {
  expect(JwtIssuer.oidc({ ...options, algorithms: [SignatureAlgorithm.ES256] })._config.algorithms).toEqual(['ES256']);
});

test('grants of one kind leave none of the other', () => {
  expect(JwtIssuer.oidc({ ...options, grants: { scopes: ['a'] } })._config.grants).toEqual({ roles: [], scopes: ['a'] });
  expect(JwtIssuer.oidc({ ...options, grants: {} })._config.grants).toEqual({ roles: [], scopes: [] });
});
