import { CfnResource, PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgedRules } from './acknowledged';
import { NagMessageLevel, NagRuleCompliance } from './nag';
import { NagRule } from './nag-rule';

/** What the rules of a pack find below a construct and nobody acknowledged, a violation for each finding with all its places. */
export function reportOf(pack: string, rules: readonly NagRule[], scope: IConstruct, verbose: boolean): PolicyValidationPluginReport {
  const violations = new Map<string, PolicyViolation>();
  for (const node of scope.node.findAll().filter((construct) => CfnResource.isCfnResource(construct))) {
    for (const rule of rules) {
      for (const { suffix, description } of findingsOf(rule, node, verbose)) {
        const ruleName = `${pack}-${rule.id}${suffix}`;
        if (!acknowledgedRules(node).has(ruleName)) {
          addPlace(violations, { ruleName, description, severity: rule.level === NagMessageLevel.ERROR ? 'error' : 'warning' }, node);
        }
      }
    }
  }
  return { success: violations.size === 0, violations: [...violations.values()] };
}

function findingsOf(rule: NagRule, node: CfnResource, verbose: boolean): { readonly suffix: string; readonly description: string }[] {
  const description = verbose ? `${rule.info} ${rule.explanation}` : rule.info;
  try {
    const result = rule.check(node);
    const suffixes = Array.isArray(result) ? result.map((finding) => `[${finding}]`) : (result === NagRuleCompliance.NON_COMPLIANT ? [''] : []);
    return suffixes.map((suffix) => ({ suffix, description }));
  } catch (error) {
    // A rule that can't read a resource is a finding: silence would look like a pass.
    const why = verbose ? (error as Error).message : 'This is generally caused by a parameter referencing an intrinsic function.';
    return [{ suffix: '', description: `Rule threw an error during validation. ${why}` }];
  }
}

function addPlace(violations: Map<string, PolicyViolation>, violation: Omit<PolicyViolation, 'violatingResources'>, node: CfnResource): void {
  const known = violations.get(violation.ruleName) ?? { ...violation, violatingResources: [] };
  known.violatingResources.push({ constructPath: node.node.path, locations: ['Properties'] });
  violations.set(violation.ruleName, known);
}
