/**
 * cdk-nag's words for what a rule says. The pack is built on the CDK's own validation plugin and not on cdk-nag: who uses the constructs
 * needs neither it nor the time that it takes to load, and Go has no version 3 of it. Findings, acknowledgements and reports are in cdk-nag's form: a test holds
 * them beside those of a pack of cdk-nag's with the same rules.
 */
export enum NagMessageLevel {
  WARN = 'Warning',
  ERROR = 'Error',
}

export enum NagRuleCompliance {
  COMPLIANT = 'Compliant',
  NON_COMPLIANT = 'Non-Compliant',
  NOT_APPLICABLE = 'N/A',
}

/** Names of findings, where a rule finds several things in one resource. */
export type NagRuleResult = NagRuleCompliance | string[];
