import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { SecureRestApiChecks } from '../../lib/checks';
import { NagMessageLevel } from '../../lib/checks/private/nag';
import { RULES } from '../../lib/checks/private/rules';
import { apiOf, operation } from './found';

function openApi(app = new App({ analyticsReporting: false })): Stack {
  const stack = new Stack(app, 'Stack');
  apiOf(stack, { paths: { '/orders/{id}': { get: operation({ security: [{ Token: [] }] }) } } });
  return stack;
}

function keyFindings(stack: Stack): string[] {
  return new SecureRestApiChecks().validateScope(stack).violations.map((violation) => violation.ruleName).filter((name) => /SRA1\b/.test(name));
}

test.each(['SecureRestApi-SRA1[GET-/orders/{id}]', 'SecureRestApi-SRA1[GET /orders/{id}]'])('a finding is acknowledged by operation, as %s', (id) => {
  const stack = openApi();
  expect(keyFindings(stack)).toEqual(['SecureRestApi-SRA1[GET-/orders/{id}]']);
  Validations.of(stack.node.findChild('Api')).acknowledge({ id, reason: 'The route is read by a health check that holds no key.' });
  expect(keyFindings(stack)).toEqual([]);
});

test('an acknowledgement covers what is below the construct, and no other operation', () => {
  const stack = openApi();
  Validations.of(stack).acknowledge({ id: 'SecureRestApi-SRA1[GET /other]', reason: 'Another route.' });
  expect(keyFindings(stack)).toHaveLength(1);
  Validations.of(stack).acknowledge({ id: 'SecureRestApi-SRA1[GET /orders/{id}]', reason: 'This route.' });
  expect(keyFindings(stack)).toEqual([]);
});

test('docs/checks.md lists every rule once, in the order of their numbers, with the warnings as such', () => {
  const rows = [...readFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), 'utf8').matchAll(/^\| (SRA\d+) \|.*$/gm)];
  expect(rows.map(([, id]) => id)).toEqual(RULES.map(({ id }) => id));
  expect(RULES.map(({ id }) => id)).toEqual(RULES.map((_, index) => `SRA${index + 1}`));
  const warnings = rows.filter(([row]) => row.includes('(a warning)')).map(([, id]) => id);
  expect(RULES.filter(({ level }) => level === NagMessageLevel.WARN).map(({ id }) => id)).toEqual(['SRA13', ...warnings]);
  for (const file of ['README.md', 'docs/compliance.md']) {
    expect(readFileSync(join(__dirname, '..', '..', file), 'utf8')).toContain(`${RULES.length} rules`);
  }
});

test('a run sees what was changed since the run before', () => {
  const stack = openApi();
  const checks = new SecureRestApiChecks();
  checks.validateScope(stack);
  const api = stack.node.findChild('Api') as ReturnType<typeof apiOf>;
  api.addPropertyOverride('Body.paths', { '/new': { get: { operationId: 'new' } } });
  expect(checks.validateScope(stack).violations.map((violation) => violation.ruleName)).toContain('SecureRestApi-SRA1[GET-/new]');
});

test('an app with findings fails its synthesis and writes them to the report', () => {
  const app = new App({ analyticsReporting: false });
  openApi(app);
  Validations.of(app).addPlugins(new SecureRestApiChecks());
  const output = jest.spyOn(console, 'error').mockImplementation();
  const exitCode = process.exitCode;
  process.exitCode = 0;
  let thrown: unknown;
  try {
    try {
      app.synth();
    } catch (error) {
      thrown = error;
    }
    // The lowest CDK that we allow says it with the exit code only.
    expect(thrown instanceof Error || process.exitCode === 1).toBe(true);
    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as {
      pluginReports: Array<{ pluginName: string; conclusion: string; violations: Array<{ ruleName: string }> }>;
    };
    expect(report.pluginReports.find((plugin) => plugin.pluginName === 'SecureRestApi')?.violations.map((violation) => violation.ruleName))
      .toContain('SecureRestApi-SRA1[GET-/orders/{id}]');
  } finally {
    process.exitCode = exitCode;
    output.mockRestore();
  }
});
