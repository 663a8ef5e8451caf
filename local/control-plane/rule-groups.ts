import { randomBytes } from 'crypto';
import { WafRule } from '../../lib/firewall/private/waf-rule';
import { JsonMap } from '../assembly';
import { ServiceError } from './service-error';

/** Rule groups of AWS WAF: the one that demands the origin secret. */
export class RuleGroups {
  private readonly groups = new Map<string, { readonly id: string; readonly name: string; lockToken: string; rules: WafRule[]; input: JsonMap }>();

  public rules(arn: string): WafRule[] {
    return this.groups.get(arn)?.rules ?? [];
  }

  public call(operation: string, input: JsonMap, region: string, account: string): JsonMap {
    const byId = [...this.groups].find(([arn, { id, name }]) => arn === input.ARN || id === input.Id || name === input.Name);
    switch (operation) {
      case 'ListRuleGroups':
        return { RuleGroups: [...this.groups].map(([ARN, { id, name, lockToken }]) => ({ ARN, Id: id, Name: name, LockToken: lockToken })) };
      case 'CreateRuleGroup': {
        const name = String(input.Name);
        if (byId) {
          throw new ServiceError('WAFDuplicateItemException', 'AWS WAF could not perform the operation because some resource in your request is a duplicate of an existing one.');
        }
        const id = randomBytes(8).toString('hex');
        const arn = `arn:aws:wafv2:${region}:${account}:regional/rulegroup/${name}/${id}`;
        this.groups.set(arn, { id, name, lockToken: freshToken(), rules: rulesOf(input), input });
        return { Summary: { ARN: arn, Id: id, Name: name, LockToken: this.groups.get(arn)!.lockToken } };
      }
      default:
    }
    if (!['GetRuleGroup', 'UpdateRuleGroup', 'DeleteRuleGroup'].includes(operation)) {
      throw new ServiceError('WAFUnsupportedOperationException', `${operation} is not served here`);
    }
    if (!byId) {
      throw new ServiceError('WAFNonexistentItemException', 'AWS WAF couldn\'t perform the operation because your resource doesn\'t exist.');
    }
    const [arn, group] = byId;
    switch (operation) {
      case 'GetRuleGroup':
        return {
          RuleGroup: { ...group.input, ARN: arn, Id: group.id, Name: group.name, Rules: mapSearchStrings(group.rules, (text) => Buffer.from(text).toString('base64')) as JsonMap[] },
          LockToken: group.lockToken,
        };
      case 'UpdateRuleGroup':
        if (input.LockToken !== group.lockToken) {
          throw new ServiceError('WAFOptimisticLockException', 'AWS WAF couldn\'t save your changes because someone changed the resource after you started to edit it.');
        }
        group.rules = rulesOf(input);
        group.lockToken = freshToken();
        return { NextLockToken: group.lockToken };
      default:
        this.groups.delete(arn);
        return {};
    }
  }
}

/** A `SearchString` is bytes: base64 on the wire, text in a template and in the evaluator. */
function rulesOf({ Rules }: JsonMap): WafRule[] {
  return mapSearchStrings(Rules ?? [], (base64) => Buffer.from(base64, 'base64').toString()) as WafRule[];
}

function mapSearchStrings(rules: unknown, change: (text: string) => string): unknown {
  return JSON.parse(JSON.stringify(rules), (key, value: unknown) => (key === 'SearchString' ? change(String(value)) : value));
}

function freshToken(): string {
  return randomBytes(6).toString('hex');
}
