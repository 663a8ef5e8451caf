import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecureRestApiChecks } from '../../lib';
import { domain } from '../integ.domain';
import { edge } from '../integ.edge';
import { minimal } from '../integ.minimal';
import { Assumptions } from './assumptions';
import { domainSettings } from './settings';

const ROOT = path.join(__dirname, '..', '..');
const ENVIRONMENT = {
  INTEG_DOMAIN_NAME: 'api.integ.example.com',
  INTEG_ZONE_NAME: 'integ.example.com',
  INTEG_HOSTED_ZONE_ID: 'Z123',
  INTEG_CERTIFICATE_ARN: 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
  INTEG_TRUST_STORE_BUCKET: 'trust',
  INTEG_TRUST_STORE_KEY: 'authorities.pem',
  INTEG_TRUST_STORE_VERSION: 'v1',
  INTEG_CLIENT_CERTIFICATE_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:client-AbCdEf',
};

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly expected?: string };
  readonly DependsOn?: string[];
}

const APPS: { readonly [name: string]: { readonly app: App; readonly assumptions: Assumptions } } = {
  minimal: minimal(), edge: edge(), domain: domain(domainSettings(ENVIRONMENT)),
};

describe.each(Object.entries(APPS))('%s', (_, { app, assumptions }) => {
  test('synthesizes, and has no finding of our checks', () => {
    const { directory } = app.synth();
    const { violations } = new SecureRestApiChecks().validateScope(app);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
    const { testCases } = JSON.parse(fs.readFileSync(path.join(directory, 'integ.json'), 'utf8')) as { testCases: object };
    expect(Object.values(testCases)).toEqual([expect.objectContaining({ stacks: [expect.stringMatching(/^Integ/)] })]);
  });

  test('asserts each of its ids in the deployment, in order', () => {
    const stacks = app.node.children.filter((construct): construct is Stack => Stack.isStack(construct));
    const resources = stacks.map((stack) => (Template.fromStack(stack).toJSON() as { Resources: { [id: string]: Resource } }).Resources);
    const assertions = resources.flatMap((some) => Object.values(some)).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@'));
    expect(assertions.filter(({ DependsOn }) => DependsOn === undefined)).toHaveLength(1);
    expect(assertions.filter(({ Properties }) => Properties.expected !== undefined)).toHaveLength(assumptions.asserted.length);
  });
});

describe('docs/aws-assumptions.md', () => {
  const rows = fs.readFileSync(path.join(ROOT, 'docs', 'aws-assumptions.md'), 'utf8').split('\n').filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | ')).filter(([first]) => !/^(assumption|---)$/.test(first));
  const inStack = rows.flatMap((row) => [...row[row.length - 1].matchAll(/`(\w+)`: `([a-z-]+)`(?: and `([a-z-]+)`)?/g)]
    .flatMap(([, stack, ...ids]) => ids.filter((id) => id !== undefined).map((id) => `${stack}: ${id}`)));

  test('each assumption is asserted by a stack, or has a sentence why it is not', () => {
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter((row) => row.length !== 4 || !/^(`\w+`: `[a-z-]+`|by hand: \S.{10})/.test(row[3])).map(([first]) => first)).toEqual([]);
  });

  test('what is said to be asserted is, and nothing is asserted that no assumption needs', () => {
    const asserted = Object.entries(APPS).flatMap(([stack, { assumptions }]) => assumptions.asserted.map((id) => `${stack}: ${id}`));
    expect(inStack.filter((id) => !asserted.includes(id))).toEqual([]);
    // What was built, and requests whose logs others look at.
    expect(asserted.filter((id) => !inStack.includes(id) && !/: (doors|refused)$/.test(id))).toEqual([]);
  });
});

test('nothing is deployed where something is missing, and all of it is said at once', () => {
  const preflight = (environment: object, ...args: string[]) => spawnSync(process.execPath, [
    path.join(ROOT, 'node_modules', 'ts-node', 'dist', 'bin.js'), '--transpile-only', '--project', 'tsconfig.dev.json', 'test/integ/preflight.ts', ...args,
  ], { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env.PATH, ...environment } });
  const nothing = preflight({ AWS_REGION: 'eu-west-1' });
  expect(nothing.status).toBe(1);
  for (const variable of [...Object.keys(ENVIRONMENT), 'AWS_REGION', 'AWS_PROFILE']) {
    expect(nothing.stderr).toContain(`\`${variable}\``);
  }
  expect(preflight({ AWS_PROFILE: 'test' }, 'integ.minimal.ts')).toMatchObject({ status: 0, stderr: '' });
  expect(preflight({ ...ENVIRONMENT, AWS_PROFILE: 'test' })).toMatchObject({ status: 0, stderr: '' });
  expect(preflight({ ...ENVIRONMENT, INTEG_ZONE_NAME: 'example.org', AWS_PROFILE: 'test' }).stderr).toContain('`INTEG_DOMAIN_NAME` must be a name in the zone example.org');
});
