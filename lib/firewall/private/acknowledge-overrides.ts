import { IConstruct } from 'constructs';
import { acknowledge } from '../../shared/acknowledge';
import { ManagedRuleGroup } from '../managed-rule-group';
import { managedRuleGroups, REPLACED } from './managed-rules';

/**
 * Acknowledges on a web ACL the findings of our own checks that its overrides amount to, each with the reason: the user's, who had to give
 * one, or that of the rule of ours which stands in.
 */
export function acknowledgeOverrides(acl: IConstruct, listed?: ManagedRuleGroup[]): void {
  for (const group of managedRuleGroups(listed, Object.keys(REPLACED))) {
    if (group.countOnly !== undefined) {
      acknowledge(acl, { [`SecureRestApi-SRA20[${group.name}]`]: group.countOnly });
    }
    for (const { rule, reason } of group.overrides) {
      acknowledge(acl, { [`SecureRestApi-SRA20[${group.name}-${rule}]`]: reason });
    }
  }
}
