import { GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { ConfigurationError } from '../shared/errors';
import { RetryableError } from '../shared/rotation-errors';
import { SetContents } from './plan';
import { ReadSet } from './update';

const SCOPE = 'REGIONAL';
const BLOCKED_UNTIL = 'Blocked until ';
const NOBODY = 'Nobody is blocked';

/** The web ACL's IP sets, of which the template makes empty ones. Only this function writes them. */
export class IpSets {
  public constructor(private readonly client: WAFV2Client) {}

  public async read(arn: string): Promise<ReadSet> {
    const { IPSet: set, LockToken: lockToken } = await this.client.send(new GetIPSetCommand({ Scope: SCOPE, ...namesOf(arn) }));
    if (set?.Addresses === undefined || lockToken === undefined) {
      throw new RetryableError('ip_set_unreadable', 'AWS WAF said nothing of an IP set');
    }
    return { addresses: set.Addresses, until: endOf(set.Description), lockToken };
  }

  public async write(arn: string, { addresses, until }: SetContents, lockToken: string): Promise<'written' | 'changed'> {
    const Description = until === undefined ? NOBODY : `${BLOCKED_UNTIL}${new Date(until).toISOString()}`;
    try {
      await this.client.send(new UpdateIPSetCommand({
        Scope: SCOPE, ...namesOf(arn), Addresses: [...addresses], Description, LockToken: lockToken,
      }));
      return 'written';
    } catch (error) {
      if ((error as Error).name === 'WAFOptimisticLockException') {
        return 'changed';
      }
      throw error;
    }
  }
}

function endOf(description: string | undefined): number | undefined {
  const end = description?.startsWith(BLOCKED_UNTIL) ? Date.parse(description.slice(BLOCKED_UNTIL.length)) : NaN;
  return Number.isNaN(end) ? undefined : end;
}

/** `…:regional/ipset/NAME/ID` https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html */
function namesOf(arn: string): { readonly Name: string; readonly Id: string } {
  const [, Name, Id] = /:regional\/ipset\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  if (Id === undefined) {
    throw new ConfigurationError(`an IP set must be named by its ARN, got ${JSON.stringify(arn.slice(0, 200))}`);
  }
  return { Name, Id };
}
