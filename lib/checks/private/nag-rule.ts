import { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagRuleCompliance, NagRuleResult } from './nag';

/** One rule of the pack. */
export interface NagRule {
  /** Number of the rule, which never changes its meaning: acknowledgements name it. */
  readonly id: string;
  readonly level: NagMessageLevel;
  /** What was found, in a sentence. */
  readonly info: string;
  /** What an attacker gains, and how to mend it. */
  readonly explanation: string;
  /** Pure: the same resource in the same tree gives the same result. */
  check(node: CfnResource): NagRuleResult;
  /** What the rule could not look into at this resource, in sentences: no finding in an app, where others are asked, and no pass of a template. */
  unknown?(node: CfnResource): string[];
}

/** The result of a rule that looks at several things of one resource: each finding has an id of its own that can be acknowledged alone. */
export function findings(names: string[]): NagRuleResult {
  return names.length === 0 ? NagRuleCompliance.COMPLIANT : [...new Set(names.map(findingName))];
}

/** The result of a rule that looks at one thing. */
export function compliance(compliant: boolean): NagRuleResult {
  return compliant ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
}

/**
 * `Validations.acknowledge` writes hyphens for the spaces of an id, while cdk-nag compares the id as the rule gave it:
 * without a space in it, both ways of writing are found.
 */
function findingName(name: string): string {
  return name.replaceAll(' ', '-');
}
