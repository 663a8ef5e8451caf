import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';

/** What IAM says of a role: `unanswered` where it does not say. */
export type RolePresence = 'there' | 'gone' | 'unanswered';

/** A role's ARN; its path may have several parts. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ROLE_ARN = /^arn:([^:]+):iam::(\d{12}):role\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;

/**
 * Whether the role that is set is still there. `gone` is what IAM itself says. What is no role of this account, IAM would know nothing of: it counts
 * as there, since nobody's setting is overwritten on a guess.
 *
 * @param ownRoleArn a role of the account that was asked about its setting
 */
export async function presenceOf(iam: IAMClient, roleArn: string, ownRoleArn: string): Promise<RolePresence> {
  const [, partition, account, roleName] = ROLE_ARN.exec(roleArn) ?? [];
  const [, ownPartition, ownAccount] = ROLE_ARN.exec(ownRoleArn) ?? [];
  if (roleName === undefined || partition !== ownPartition || account !== ownAccount) {
    return 'there';
  }
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
    // Names are unique in an account whatever the path: made again with another path, it is another role, and nobody can assume the old one.
    return Role?.Arn === undefined ? 'unanswered' : Role.Arn === roleArn ? 'there' : 'gone';
  } catch (error) {
    // The second is the code on the wire, which some versions of the client give as the name.
    return ['NoSuchEntityException', 'NoSuchEntity'].includes((error as Error).name) ? 'gone' : 'unanswered';
  }
}
