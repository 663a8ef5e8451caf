import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { JwtIssuer } from '../../../lib';
import { placeIssuers } from '../../../lib/authorizer/private/issuer-placement';
import { IssuerConfig } from '../../../lib/contracts/authorizer';

const tenant = (index: number): IssuerConfig => JwtIssuer.oidc({
  issuer: `https://login.microsoftonline.com/9c4f1a3e-7d2b-4a55-9a63-${String(index).padStart(12, '0')}/v2.0`,
  audience: ['5f0d3a52-8f0a-4c2e-b0f3-2b8f5f1c9d11'],
  scopesClaim: 'scp',
})._config;

const pools = (count: number, clients = 1): IssuerConfig[] => {
  const stack = new Stack();
  return Array.from({ length: count }, (_, index) => {
    const pool = new cognito.UserPool(stack, `Pool${index}`);
    return JwtIssuer.cognito(pool, { clients: Array.from({ length: clients }, (__, client) => pool.addClient(`Client${client}`)) })._config;
  });
};

test('few issuers stand in the environment, tokens and all', () => {
  const issuers = [tenant(1), ...pools(1)];
  expect(placeIssuers(issuers, [])).toEqual({ environment: issuers });
});

test('a dozen tenants stand in the rules file', () => {
  const issuers = Array.from({ length: 12 }, (_, index) => tenant(index));
  expect(placeIssuers(issuers, [])).toEqual({ environment: [], file: issuers });
});

test.each([[20, 1], [20, 3], [30, 1]])('%d user pools with %d clients stand in the rules file, but for what is known at the deployment', (count, clients) => {
  const issuers = pools(count, clients);
  const { environment, file } = placeIssuers(issuers, []);
  expect(environment).toEqual(issuers.flatMap(({ issuer, audience }) => [issuer, ...audience]));
  expect(file?.[1]).toMatchObject({
    kind: 'cognito', issuer: { environment: clients + 1 }, audience: Array.from({ length: clients }, (_, index) => ({ environment: clients + 2 + index })), algorithms: ['RS256'],
  });
  expect(JSON.stringify(file)).not.toContain('Token[');
});

test('a list that is known at the deployment only is a text of the environment too, where the rules file has the issuers', () => {
  const audience = new CfnParameter(new Stack(), 'Audience', { type: 'CommaDelimitedList' }).valueAsList;
  const { environment, file } = placeIssuers([...Array.from({ length: 12 }, (_, index) => tenant(index)), JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience })._config], []);
  expect(environment).toEqual([audience]);
  expect(file?.at(-1)).toMatchObject({ issuer: 'https://id.example.com/', audience: { environment: 0 } });
});

test('the last byte of the environment may be taken', () => {
  const empty = JSON.stringify([tenant(0)]).length;
  const issuer = (length: number) => ({ ...tenant(0), rolesClaim: 'roles'.padEnd(length + 5, 'x') });
  const limit = 3_800 - '[]'.length;
  expect(placeIssuers([issuer(limit - empty)], []).file).toBeUndefined();
  expect(placeIssuers([issuer(limit - empty + 1)], []).file).toBeDefined();
  // A text that is none yet counts as the longest that it may be, 65 bytes.
  const texts = (length: number) => [{ ...issuer(limit), audience: [`${'x'.repeat(length)}${Lazy.string({ produce: () => 'y' })}`] }];
  expect(placeIssuers(texts(limit - 65 - '[""]'.length), []).environment).toHaveLength(1);
  expect(() => placeIssuers(texts(limit - 65 - '[""]'.length + 1), [])).toThrow(/at most 3798 bytes .* got about 3799 bytes/);
});

test('what fits nowhere is an error that names the property', () => {
  expect(() => placeIssuers(pools(30, 5), [])).toThrow(/^`jwtIssuers` must leave a Lambda function's environment at most 3798 bytes .* got about \d+ bytes of 180 texts .* of 30 issuers; right would be literals/);
});

test('claims for the backend take their part of the environment', () => {
  const issuers = pools(20);
  expect(placeIssuers(issuers, ['email']).file).toBeDefined();
  expect(() => placeIssuers(issuers, ['x'.repeat(3_000)])).toThrow(/`jwtIssuers` must leave .* at most 796 bytes beside `contextClaims`/);
});
