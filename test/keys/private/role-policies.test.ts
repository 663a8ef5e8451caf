import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RolePolicies } from '../../../lib/keys/private/role-policies';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

interface Made {
  readonly policies: RolePolicies;
  /** The statements of the role itself, then those of each managed policy. */
  readonly written: () => Statement[][];
  /** The same as JSON, as IAM counts it. */
  readonly characters: () => number[];
  readonly role: iam.Role;
}

function rolePolicies(inline: iam.PolicyStatement[] = []): Made {
  const stack = new Stack(new App(), 'Stack');
  const document = new iam.PolicyDocument({ statements: inline });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), inlinePolicies: { Own: document } });
  const policies = new RolePolicies(role, document, 'Keys');
  const written = () => {
    const template = Template.fromStack(stack);
    const [own] = Object.values(template.findResources('AWS::IAM::Role')) as Array<{ Properties: { Policies?: Array<{ PolicyDocument: { Statement: Statement[] } }> } }>;
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy')) as Array<{ Properties: { PolicyDocument: { Statement: Statement[] } } }>;
    return [...own.Properties.Policies ?? [], ...managed.map(({ Properties }) => Properties)].map(({ PolicyDocument }) => PolicyDocument.Statement);
  };
  return { policies, role, written, characters: () => written().map((statements) => JSON.stringify({ Version: '2012-10-17', Statement: statements }).length) };
}

/** An ARN of so many characters. */
const arn = (index: number, length = 100): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${index}-`.padEnd(length, 'x');
const countOf = (statements: Statement[]): number => statements.flatMap(({ Resource }) => Resource).length;

test('a few resources stand in the role itself, in one statement for the same actions', () => {
  const { policies, written } = rolePolicies();
  policies.allow(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], arn(1));
  policies.allow(['apigateway:GET'], arn(2));
  policies.allow(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], arn(3));
  expect(written()).toEqual([[
    { Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], Effect: 'Allow', Resource: [arn(1), arn(3)] },
    { Action: 'apigateway:GET', Effect: 'Allow', Resource: arn(2) },
  ]]);
});

test('what has no room there stands in managed policies, of which none is too large and none but the last has much room left', () => {
  const { policies, written, characters } = rolePolicies();
  Array.from({ length: 300 }, (_, index) => policies.allow(['secretsmanager:GetSecretValue'], arn(index)));
  const sizes = characters();
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes[0]).toBeLessThanOrEqual(10_240);
  expect(sizes[0]).toBeGreaterThan(9_000);
  sizes.slice(1).forEach((size) => expect(size).toBeLessThanOrEqual(6_144));
  sizes.slice(1, -1).forEach((size) => expect(size).toBeGreaterThan(5_000));
  expect(written().reduce((sum, statements) => sum + countOf(statements), 0)).toBe(300);
  written().forEach((statements) => expect(statements).toHaveLength(1));
});

test.each<[string, number, (policies: RolePolicies, index: number) => void]>([
  ['short resources', 1_500, (policies, index) => policies.allow(['a:b'], `r${index}`)],
  ['short statements', 600, (policies, index) => void policies.addToPolicy(new iam.PolicyStatement({ actions: ['a:b'], resources: [`r${index}`] }))],
  ['conditions', 200, (policies, index) => void policies.addToPolicy(new iam.PolicyStatement({
    actions: ['a:b'], resources: ['*'], conditions: { B: Object.fromEntries(Array.from({ length: 20 }, (_, name) => [`a${name}`, `${index}`])) },
  }))],
])('what is around them counts too, with many %s', (_, count, add) => {
  const { policies, characters } = rolePolicies([new iam.PolicyStatement({ actions: ['a:b'], resources: ['*'] })]);
  Array.from({ length: count }, (_item, index) => add(policies, index));
  const sizes = characters();
  expect(sizes.length).toBeGreaterThan(1);
  sizes.forEach((size, index) => expect(size).toBeLessThanOrEqual(index === 0 ? 10_240 : 6_144));
});

test('statements of others count too, and what stood in the role before', () => {
  const other = new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [arn(0, 5_000)] });
  const { policies, written } = rolePolicies([other]);
  expect(policies.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [arn(1, 4_000)] }))).toMatchObject({ statementAdded: true });
  expect(policies.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [arn(2, 1_000)] }))).toBe(true);
  expect(written().map(({ length }) => length)).toEqual([2, 1]);
});

test('a resource that is known at the deployment only counts as the longest that it may be', () => {
  const { policies, characters, written } = rolePolicies();
  Array.from({ length: 100 }, (_, index) => policies.allow(['secretsmanager:GetSecretValue'], Lazy.string({ produce: () => arn(index, 150) })));
  characters().forEach((size, index) => expect(size).toBeLessThanOrEqual(index === 0 ? 10_240 : 6_144));
  expect(countOf(written()[0])).toBeGreaterThan(50);
});

test('a role takes ten managed policies, and no eleventh', () => {
  const { policies, written } = rolePolicies();
  let taken = 0;
  const fill = (): void => {
    for (;; taken += 1) {
      policies.allow(['secretsmanager:GetSecretValue'], arn(taken, 1_000));
    }
  };
  expect(fill).toThrow(/^`addConsumer` must be called less often for one API, whose rotation's role takes 10 managed policies, got consumers for one policy more/);
  expect(written()).toHaveLength(11);
  expect(written().reduce((sum, statements) => sum + countOf(statements), 0)).toBe(taken);
});

test('it is the role to whoever grants something', () => {
  const { policies, role } = rolePolicies();
  expect(policies.grantPrincipal).toBe(policies);
  expect(policies.assumeRoleAction).toBe(role.assumeRoleAction);
  expect(policies.policyFragment).toBe(role.policyFragment);
  expect(policies.principalAccount).toBe(role.principalAccount);
  expect(policies.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [arn(1)] })).policyDependable).toBe(role);
});

test('the managed policies depend on nothing and stand below the role', () => {
  const { policies, role } = rolePolicies();
  policies.allow(['a:b'], arn(1, 9_000));
  policies.allow(['a:b'], arn(2, 3_000));
  policies.allow(['a:b'], arn(3, 5_000));
  expect(role.node.children.map(({ node }) => node.id)).toEqual(expect.arrayContaining(['Keys0', 'Keys1']));
  const template = Template.fromStack(Stack.of(role));
  const [id] = Object.keys(template.findResources('AWS::IAM::Role'));
  template.allResourcesProperties('AWS::IAM::ManagedPolicy', { Roles: [{ Ref: id }] });
});
