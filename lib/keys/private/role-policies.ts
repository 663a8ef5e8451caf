import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Room of a managed policy, and of all policies that stand in the role itself, in characters without blanks.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MANAGED_ROOM = 6_144;
const INLINE_ROOM = 10_240;
/** Taken by what is around the statements, and in the role itself by the permission to write its log. */
const AROUND = 500;
/** A role takes so many managed policies unless its account has asked for more (same page). */
const MANAGED_POLICIES = 10;
/** A resource that is not known before the deployment: the ARN of a secret, whose name has up to 64 characters where CloudFormation gives it. */
const UNKNOWN_RESOURCE = 160;

/**
 * What a role may do, written into the role itself as far as that has room, and into managed policies then.
 *
 * CDK does the like for the policy that it makes beside a role, but counts neither what stands in the role nor one statement's resources,
 * which it can't split. This one also needs no resource of its own for a few statements.
 */
export class RolePolicies implements iam.IPrincipal {
  public readonly grantPrincipal: iam.IPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;
  private document: iam.PolicyDocument;
  private room: number;
  private managed = 0;
  /** Statements that differ in nothing but their resources, by what they have in common. */
  private readonly open = new Map<string, iam.PolicyStatement>();

  /**
   * @param inline a policy that stands in the role already, and may be added to
   * @param what the policies are described as
   */
  public constructor(private readonly role: iam.Role, inline: iam.PolicyDocument, private readonly what: string) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
    this.document = inline;
    this.room = INLINE_ROOM - AROUND - size(inline.toJSON() as unknown);
  }

  /** As `grantX()` of other constructs does it. */
  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.take(size(statement.toStatementJson() as unknown));
    this.document.addStatements(statement);
    return { statementAdded: true, policyDependable: this.role };
  }

  public addToPolicy(statement: iam.PolicyStatement): boolean {
    return this.addToPrincipalPolicy(statement).statementAdded;
  }

  /** Allows actions on one resource more, in the statement for these actions where that has room for it. */
  public allow(actions: string[], resource: string): void {
    const statement = this.open.get(actions.join());
    if (statement && size(resource) <= this.room) {
      this.room -= size(resource);
      statement.addResources(resource);
      return;
    }
    const next = new iam.PolicyStatement({ actions, resources: [resource] });
    this.addToPrincipalPolicy(next);
    this.open.set(actions.join(), next);
  }

  /** @throws where the role takes no further policy */
  private take(characters: number): void {
    if (characters > this.room) {
      if (this.managed === MANAGED_POLICIES) {
        throw new Error(`\`addConsumer\` must be called less often for one API, whose rotation's role takes ${MANAGED_POLICIES} managed policies, got consumers ` +
          'for one policy more; right would be another API, or fewer with an `importedKey`, which is needed at a consumer\'s first deployment only');
      }
      this.document = new iam.PolicyDocument();
      this.room = MANAGED_ROOM - AROUND;
      this.open.clear();
      // Below the role, so that whoever depends on the role depends on its policies too.
      new iam.ManagedPolicy(this.role as Construct, `${this.what}${this.managed}`, { document: this.document, roles: [this.role] });
      this.managed += 1;
    }
    this.room -= characters;
  }
}

/** Characters that a statement, or a part of it, takes at most. */
function size(statement: unknown): number {
  if (typeof statement === 'string') {
    return Token.isUnresolved(statement) ? UNKNOWN_RESOURCE : statement.length + 3;
  }
  if (typeof statement !== 'object' || statement === null) {
    return UNKNOWN_RESOURCE;
  }
  const members = Array.isArray(statement)
    ? statement.map((item) => size(item))
    : Object.entries(statement).map(([name, value]) => name.length + 4 + size(value));
  return members.reduce((sum, member) => sum + member, 2);
}
