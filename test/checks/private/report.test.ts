import { App, Aspects, CfnResource, PolicyValidationPluginReport, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NagPack, NagPackProps, NagMessageLevel as CdkNagLevel } from 'cdk-nag';
import { Construct, IConstruct } from 'constructs';
import { SecureRestApiChecks } from '../../../lib/checks';
import { WriteAcknowledgements } from '../../../lib/checks/private/acknowledged';
import { NagMessageLevel, NagRuleCompliance } from '../../../lib/checks/private/nag';
import { NagRule } from '../../../lib/checks/private/nag-rule';
import { reportOf } from '../../../lib/checks/private/report';
import { forgetResources } from '../../../lib/checks/private/resources';
import { RULES } from '../../../lib/checks/private/rules';
import { apiOf, operation, resource } from '../found';

/** The same rules as a pack of cdk-nag's own base class: what ours must not differ from. */
class Reference extends NagPack {
  public readonly name = 'SecureRestApi';

  public constructor(private readonly rules: readonly NagRule[], scope?: IConstruct, props?: NagPackProps) {
    super(scope, props);
    this.packName = 'SecureRestApi';
  }

  protected checkResource(node: CfnResource): void {
    for (const { id, level, ...rule } of this.rules) {
      const cdkNagLevel = level === NagMessageLevel.ERROR ? CdkNagLevel.ERROR : CdkNagLevel.WARN;
      this.applyRule({ ...rule, ruleSuffixOverride: id, level: cdkNagLevel, rule: rule.check as never, node });
    }
  }
}

const throwing: NagRule = {
  id: 'SRA99',
  level: NagMessageLevel.WARN,
  info: 'Cannot be read.',
  explanation: 'Nobody knows.',
  check: (node) => {
    if (node.cfnResourceType === 'AWS::ApiGateway::RestApi') {
      throw new Error('no primitive');
    }
    return NagRuleCompliance.NOT_APPLICABLE;
  },
};
const ALL = [...RULES, throwing];

/** Two APIs full of findings, one below a construct of its own. */
function apis(): { readonly stack: Stack; readonly inner: Construct } {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const inner = new Construct(stack, 'Inner');
  for (const scope of [stack, inner]) {
    apiOf(scope as Stack, { paths: { '/a': { get: operation({ security: [] }), post: operation({ security: [{ Token: [] }] }) } } }, { FailOnWarnings: false });
    resource(scope as Stack, 'Stage', 'AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' }, MethodSettings: [{ DataTraceEnabled: true }] });
    resource(scope as Stack, 'Plan', 'AWS::ApiGateway::UsagePlan', {});
  }
  return { stack, inner };
}

function expectSameReport(scope: IConstruct): PolicyValidationPluginReport {
  forgetResources();
  const [brief, verbose] = [false, true].map((flag) => {
    const ours = reportOf('SecureRestApi', ALL, scope, flag);
    expect(ours).toEqual(new Reference(ALL, undefined, { verbose: flag }).validateScope(scope));
    return ours;
  });
  expect(verbose.violations.length).toBe(brief.violations.length);
  return brief;
}

test('the report is the one of a pack of cdk-nag with the same rules', () => {
  const { stack } = apis();
  const report = expectSameReport(stack);
  expect(report.success).toBe(false);
  expect(report.violations.length).toBeGreaterThan(8);
  expect(report.violations.find(({ ruleName }) => ruleName === 'SecureRestApi-SRA1[GET-/a]')?.violatingResources.map(({ constructPath }) => constructPath))
    .toEqual(['Stack/Inner/Api', 'Stack/Api']);
});

test('an acknowledgement on a scope holds for what is below it, and each holds for its finding alone', () => {
  const { stack, inner } = apis();
  const before = expectSameReport(stack);
  Validations.of(inner).acknowledge({ id: 'SecureRestApi-SRA1[GET-/a]', reason: 'Inside' }, { id: 'SecureRestApi-SRA99', reason: 'Unread' });
  Validations.of(stack.node.findChild('Plan')).acknowledge({ id: 'SecureRestApi-SRA7', reason: 'Alone' });
  const after = expectSameReport(stack);
  const places = ({ violations }: PolicyValidationPluginReport) => violations.flatMap((violation) => violation.violatingResources).length;
  expect(places(before) - places(after)).toBe(3);
});

test('with every finding acknowledged the report is a success', () => {
  const { stack } = apis();
  Validations.of(stack).acknowledge(...expectSameReport(stack).violations.map(({ ruleName }) => ({ id: ruleName, reason: 'All of it' })));
  expect(expectSameReport(stack)).toEqual({ success: true, violations: [] });
});

test('acknowledgements are written into the template where cdk-nag writes them', () => {
  const templates = [
    (stack: Stack) => Aspects.of(stack).add(new WriteAcknowledgements()),
    (stack: Stack) => new Reference(ALL, stack, { writeSuppressionsToCloudFormation: true }),
    (stack: Stack) => new SecureRestApiChecks(stack, { writeSuppressionsToCloudFormation: true }),
  ].map((write) => {
    const { stack, inner } = apis();
    Validations.of(stack).acknowledge({ id: 'SecureRestApi-SRA7', reason: 'Outside' });
    Validations.of(inner).acknowledge({ id: 'SecureRestApi-SRA7', reason: 'Inside' }, { id: 'Own::SRA1', reason: 'Of another plugin' });
    write(stack);
    return Template.fromStack(stack).toJSON() as { Resources: { [id: string]: { Metadata: { cdk_nag: unknown } } } };
  });
  expect(templates[0]).toEqual(templates[1]);
  expect(templates[2]).toEqual(templates[1]);
  expect(Object.values(templates[0].Resources).map(({ Metadata }) => Metadata.cdk_nag)).toContainEqual({
    rules_to_suppress: expect.arrayContaining([{ id: 'SecureRestApi-SRA7', reason: 'Inside' }]) as unknown,
  });
});
