import * as path from 'path';
import { templates } from './apps/apps';
import { ResolvedApp, resolvedApp, ResolvedRole } from './apps/resolved-roles';
import { Call, RoleCalls, roleCalls, stackRoleCalls } from './apps/role-calls';
import { nodePackage } from './fetched';

/** The part of the simulator that is used. */
interface Simulator {
  runSimulation(simulation: object, options: object): Promise<Decision>;
}

interface Decision {
  readonly resultType: string;
  readonly overallResult?: string;
  readonly errors?: unknown;
}

/** Roles of the example app that are its own, or the CDK's, and so not ours to judge. */
const NOT_OURS = /^(OrderRole|PagesRole|CustomCDK|BucketDeployment)/;
const APIS: { readonly [app: string]: string[] } = {
  'example': ['Orders'],
  'minimal': ['Orders'],
  'imported-document': ['Orders'],
  'domain-with-mutual-tls': ['Orders'],
  'private': ['Orders'],
  'edge-with-website': ['Orders'],
  'two-apis': ['Orders', 'Partners'],
};

/** Least privilege by a simulator of IAM: what a role's code calls is allowed, and its tempting neighbours are not. Every role has its list. */
async function main(): Promise<void> {
  const folder = nodePackage({ name: '@cloud-copilot/iam-simulate', version: '0.1.173' });
  const simulator = await import(path.join(folder, 'dist', 'cjs', 'index.js')) as Simulator;
  const all = templates();
  const failures: string[] = [];
  let decided = 0;
  for (const [name, apis] of Object.entries(APIS)) {
    const app = resolvedApp(name, all);
    const lists = [...apis.flatMap((api) => roleCalls(app, api)), ...stackRoleCalls(app)];
    for (const role of app.roles.filter(({ logicalId }) => !NOT_OURS.test(logicalId))) {
      const list = lists.filter((calls) => calls.role.test(role.logicalId));
      if (list.length === 0) {
        failures.push(`${name} ${role.logicalId}: no list of what it may do`);
      }
      const wrong = await Promise.all(list.flatMap((calls) => asked(calls).map(([call, expected]) => decide(simulator, app, role, call, expected))));
      decided += wrong.length;
      failures.push(...wrong.filter((message) => message !== undefined));
    }
  }
  failures.forEach((failure) => console.log(`  ${failure}`));
  console.log(`policies: ${decided} calls decided, ${failures.length} failures`);
  process.exitCode = failures.length === 0 && decided > 0 ? 0 : 1;
}

function asked({ allowed, denied }: RoleCalls): Array<[Call, 'Allowed' | 'Denied']> {
  return [...allowed.map((call): [Call, 'Allowed'] => [call, 'Allowed']), ...denied.map((call): [Call, 'Denied'] => [call, 'Denied'])];
}

/**
 * AWS's reference writes this key's variable part as a literal, `secretsmanager:ResourceTag/tag-key`, and the simulator takes that literally. It
 * is the service's older name of `aws:ResourceTag`, which the simulator knows.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
function readable<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replace(/secretsmanager:ResourceTag\//g, 'aws:ResourceTag/')) as Value;
}

async function decide(
  simulator: Simulator, app: ResolvedApp, role: ResolvedRole, { action, resource, context }: Call, expected: 'Allowed' | 'Denied',
): Promise<string | undefined> {
  const result = await simulator.runSimulation({
    request: { principal: role.arn, action, resource: { resource, accountId: role.arn.split(':')[4] }, contextVariables: readable(context ?? {}) },
    identityPolicies: role.policies.map((policy, index) => ({ name: `policy${index}`, policy: readable(policy) })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  const got = result.overallResult === 'Allowed' ? 'Allowed' : result.resultType === 'error' ? `an error, ${JSON.stringify(result.errors)}` : 'Denied';
  return got === expected ? undefined : `${app.name} ${role.logicalId}: ${action} on ${resource} must be ${expected}, got ${got}`;
}

void main();
