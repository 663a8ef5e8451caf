import { Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Acknowledges rules of cdk-nag on one construct of our own, each with the evidence why the finding does not apply there.
 * Never on a scope of the user's: what he adds is checked as if we were not there.
 */
export function acknowledge(construct: IConstruct, evidence: { readonly [ruleId: string]: string }): void {
  for (const [id, reason] of Object.entries(evidence)) {
    acknowledgeOne(construct, id, reason);
  }
}

/**
 * The `::` in an id such as `AwsSolutions-IAM5[Resource::*]` belongs to the finding. Version 2.258 of the CDK takes it for the one that ends
 * a plugin's name, and refuses a second: there the entry is written as the CDK would have done it, which is where packs read it.
 */
function acknowledgeOne(construct: IConstruct, id: string, reason: string): void {
  try {
    Validations.of(construct).acknowledge({ id, reason });
  } catch (error) {
    if (!id.includes('::')) {
      throw error;
    }
    construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`annotation::${id}`]: reason });
  }
}

/**
 * Acknowledges `AwsSolutions-IAM5` for exactly those of the resources that have a wildcard; another one in the same policy is still a finding.
 */
export function acknowledgeWildcards(construct: IConstruct, resources: string[], reason: string): void {
  const stack = Stack.of(construct);
  const wildcards = resources.map((resource) => flattened(stack.resolve(resource))).filter((resource) => resource.includes('*'));
  acknowledge(construct, Object.fromEntries(wildcards.map((resource) => [`AwsSolutions-IAM5[Resource::${resource}]`, reason])));
}

/** An ARN as cdk-nag names it in a finding: intrinsic functions in angle brackets. */
function flattened(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[intrinsic, argument]] = Object.entries(value as { [intrinsic: string]: unknown });
  switch (intrinsic) {
    case 'Ref': return `<${String(argument)}>`;
    case 'Fn::GetAtt': return `<${(argument as string[]).join('.')}>`;
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(flattened).join(separator);
    }
    case 'Fn::Sub': return String(argument).replace(/\$\{([^}]+)\}/g, '<$1>');
    default: return JSON.stringify(value);
  }
}
