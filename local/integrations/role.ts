import { listOf, resourcesOf } from '../api';
import { JsonMap, LocalStack } from '../assembly';
import { evaluatePolicy } from '../iam-policy';
import { roleArn } from '../physical-names';
import { mapOf } from '../template-values';

/** Policies of the roles of a stack, read once. */
const known = new WeakMap<LocalStack, Map<string, JsonMap[]>>();
const decisions = new WeakMap<LocalStack, Map<string, boolean>>();

/**
 * Whether the role that an integration is called with may do so, by the policies that its stack gives it. Of a role that the stack does not
 * make, and of policies that AWS keeps, nothing is known here: they are taken to allow it.
 */
export function roleMay(stack: LocalStack, credentials: string, action: string, resource: string): boolean {
  const policies = policiesOf(stack).get(credentials);
  if (!policies) {
    return true;
  }
  const question = `${credentials} ${action} ${resource}`;
  const answers = decisions.get(stack) ?? new Map<string, boolean>();
  decisions.set(stack, answers);
  let answer = answers.get(question);
  if (answer === undefined) {
    const said = policies.map((policy) => evaluatePolicy(policy, { action, resource }));
    answer = said.includes('Allow') && !said.includes('Deny');
    answers.set(question, answer);
  }
  return answer;
}

function policiesOf(stack: LocalStack): Map<string, JsonMap[]> {
  let roles = known.get(stack);
  if (!roles) {
    roles = new Map();
    const attached = resourcesOf(stack, 'AWS::IAM::Policy').map(({ properties }) => properties);
    for (const { ref, properties } of resourcesOf(stack, 'AWS::IAM::Role')) {
      if (listOf(properties.ManagedPolicyArns).length === 0) {
        const inline = listOf(properties.Policies).map((policy) => mapOf(mapOf(policy).PolicyDocument));
        const others = attached.filter(({ Roles }) => listOf(Roles).includes(ref)).map(({ PolicyDocument }) => mapOf(PolicyDocument));
        roles.set(roleArn(stack.account, properties.Path as string | undefined, ref), [...inline, ...others]);
      }
    }
    known.set(stack, roles);
  }
  return roles;
}
