import { CfnResource, IAspect, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * What was acknowledged for a construct, on itself or on a scope around it: the reason for each rule, the nearest scope's first.
 * Version 2.262.1 of the CDK began to write "Annotation::" before the rule, older ones "annotation::", and the blanks of an id as they are.
 */
export function acknowledgedRules(construct: IConstruct): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const scope of construct.node.scopes.reverse()) {
    for (const entry of scope.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)) {
      for (const [qualifiedId, reason] of Object.entries((entry.data ?? {}) as { readonly [id: string]: string })) {
        const id = qualifiedId.replace(/^annotation::/i, '').replaceAll(' ', '-');
        if (!rules.has(id)) {
          rules.set(id, reason);
        }
      }
    }
  }
  return rules;
}

/** Writes acknowledgements into the template, each with its reason, in the place and the form in which cdk-nag does. */
export class WriteAcknowledgements implements IAspect {
  public visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node)) {
      const rules = [...acknowledgedRules(node)].map(([id, reason]) => ({ id, reason }));
      if (rules.length > 0) {
        node.addMetadata('cdk_nag', { rules_to_suppress: rules });
      }
    }
  }
}
