import {
  CreateRuleGroupCommand, CustomResponseBody, DeleteRuleGroupCommand, GetRuleGroupCommand, ListRuleGroupsCommand, Rule, RuleGroup, Statement,
  UpdateRuleGroupCommand, VisibilityConfig, WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { ORIGIN_SECRET_HEADER, RULE_GROUP_CAPACITY, UNLOGGED_LABEL } from '../../lib/contracts/origin-secret';
import { RetryableError } from '../shared/rotation-errors';

const SCOPE = 'REGIONAL';
const LOCK_ATTEMPTS = 5;
const LOCK_PAUSE_MILLISECONDS = 1_000;
const DELETE_ATTEMPTS = 10;
const DELETE_PAUSE_MILLISECONDS = 10_000;

/** Secrets that the firewall takes, and since when (in milliseconds since 1970). */
export interface Accepted {
  readonly secrets: string[];
  readonly since: number;
}

/** What of the group is the function's own to write. */
interface Contents {
  readonly Description: string;
  readonly Rules: Rule[];
  readonly VisibilityConfig: VisibilityConfig;
  readonly CustomResponseBodies: { [key: string]: CustomResponseBody };
}

/**
 * The rule group that refuses requests without the origin secret.
 *
 * The web ACL in the template only refers to it, and its rules stand in no template. So no template shows the secret, and no later
 * deployment puts an old one back: CloudFormation would overwrite the rules of a web ACL, or the headers of a distribution, with its own.
 */
export class OriginRuleGroup {
  public constructor(
    private readonly client: WAFV2Client,
    private readonly name: string,
    private readonly pause: (milliseconds: number) => Promise<void>,
    private readonly now: () => number,
  ) {}

  /** What is accepted now; `undefined` where there is no rule group. */
  public async accepted(): Promise<Accepted | undefined> {
    const found = await this.get();
    return found && { secrets: acceptedSecrets(found.group), since: Date.parse((found.group.Description ?? '').replace(SINCE, '')) || 0 };
  }

  /** Makes sure that the rule group exists. Where it does, what it accepts stays. Returns its ARN. */
  public async ensure(secrets: string[]): Promise<string> {
    const existing = await this.get();
    if (existing) {
      return existing.group.ARN as string;
    }
    const { Summary } = await this.client.send(new CreateRuleGroupCommand({
      Name: this.name,
      Scope: SCOPE,
      Capacity: RULE_GROUP_CAPACITY,
      ...this.contents(secrets),
    }));
    return Summary?.ARN as string;
  }

  /** Accepts exactly these secrets from now on. Nothing is written where they are accepted already. */
  public async accept(secrets: string[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.get();
      if (!found) {
        throw new RetryableError('rule_group_missing', `the rule group ${this.name} is not there`);
      }
      const current = acceptedSecrets(found.group);
      if (current.length === secrets.length && secrets.every((secret) => current.includes(secret))) {
        return;
      }
      try {
        const contents = this.contents(secrets);
        await this.client.send(new UpdateRuleGroupCommand({ Name: this.name, Scope: SCOPE, Id: found.id, LockToken: found.lockToken, ...contents }));
        return;
      } catch (error) {
        if ((error as Error).name !== 'WAFOptimisticLockException' || attempt === LOCK_ATTEMPTS) {
          throw error;
        }
        await this.pause(LOCK_PAUSE_MILLISECONDS);
      }
    }
  }

  /** Removes the rule group. The web ACL that referred to it is gone by then, but AWS WAF may not know everywhere yet. */
  public async remove(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.get();
      if (!found) {
        return;
      }
      try {
        await this.client.send(new DeleteRuleGroupCommand({ Name: this.name, Scope: SCOPE, Id: found.id, LockToken: found.lockToken }));
        return;
      } catch (error) {
        const { name } = error as Error;
        if (name === 'WAFNonexistentItemException') {
          return;
        }
        if (!['WAFAssociatedItemException', 'WAFOptimisticLockException', 'WAFUnavailableEntityException'].includes(name) || attempt === DELETE_ATTEMPTS) {
          throw error;
        }
        await this.pause(DELETE_PAUSE_MILLISECONDS);
      }
    }
  }

  private async get(): Promise<{ readonly id: string; readonly lockToken: string; readonly group: RuleGroup } | undefined> {
    const id = await this.findId();
    if (id === undefined) {
      return undefined;
    }
    try {
      const { RuleGroup: group, LockToken: lockToken } = await this.client.send(new GetRuleGroupCommand({ Name: this.name, Scope: SCOPE, Id: id }));
      return group && lockToken !== undefined ? { id, lockToken, group } : undefined;
    } catch (error) {
      if ((error as Error).name === 'WAFNonexistentItemException') {
        return undefined;
      }
      throw error;
    }
  }

  /** By name: an id is known only after the creation, whose answer may be lost. */
  private async findId(): Promise<string | undefined> {
    let marker: string | undefined;
    do {
      const page = await this.client.send(new ListRuleGroupsCommand({ Scope: SCOPE, NextMarker: marker, Limit: 100 }));
      const found = page.RuleGroups?.find(({ Name }) => Name === this.name);
      if (found) {
        return found.Id;
      }
      marker = page.RuleGroups?.length ? page.NextMarker : undefined;
    } while (marker !== undefined);
    return undefined;
  }

  private contents(secrets: string[]): Contents {
    return {
      Description: `${SINCE}${new Date(this.now()).toISOString()}`,
      Rules: [{
        Name: RULE,
        Priority: 0,
        Statement: { NotStatement: { Statement: anyOf(secrets.map(carries)) } },
        Action: {
          Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'forbidden', ResponseHeaders: [{ Name: 'Cache-Control', Value: 'no-store' }] } },
        },
        // Anyone can knock at the execute-api address: the web ACL's log leaves out what has this label, the metric counts it.
        RuleLabels: [{ Name: UNLOGGED_LABEL }],
        VisibilityConfig: visibility(RULE),
      }],
      VisibilityConfig: visibility(RULE),
      CustomResponseBodies: { forbidden: { ContentType: 'APPLICATION_JSON', Content: JSON.stringify({ message: 'Forbidden' }) } },
    };
  }
}

const RULE = 'OriginSecret';
const SINCE = 'Accepts its secrets since ';

function visibility(metric: string): VisibilityConfig {
  // Samples show headers: who reads them would have the secret.
  return { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true, MetricName: metric };
}

function carries(secret: string): Statement {
  return {
    ByteMatchStatement: {
      SearchString: new TextEncoder().encode(secret),
      FieldToMatch: { SingleHeader: { Name: ORIGIN_SECRET_HEADER } },
      TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      PositionalConstraint: 'EXACTLY',
    },
  };
}

/** An `OrStatement` takes two statements or more. */
function anyOf(statements: Statement[]): Statement {
  return statements.length === 1 ? statements[0] : { OrStatement: { Statements: statements } };
}

function acceptedSecrets(group: RuleGroup): string[] {
  const inner = group.Rules?.find(({ Name }) => Name === RULE)?.Statement?.NotStatement?.Statement;
  const matches = inner?.OrStatement?.Statements ?? (inner ? [inner] : []);
  const decoder = new TextDecoder();
  return matches.flatMap(({ ByteMatchStatement }) => ByteMatchStatement?.SearchString ? [decoder.decode(ByteMatchStatement.SearchString)] : []);
}
