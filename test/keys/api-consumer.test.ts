import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledgedRules } from '../../lib/checks/private/acknowledged';
import { ApiConsumer, ApiConsumerOptions } from '../../lib/keys/api-consumer';
import { ApiKeyRotation } from '../../lib/keys/api-key-rotation';

function consumer(options?: ApiConsumerOptions, stack = new Stack(), edgeStoreArn?: string) {
  const restApi = new apigateway.SpecRestApi(stack, 'Api', {
    apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths: {} }),
  });
  const rotation = new ApiKeyRotation(stack, 'Rotation', {
    restApi,
    stage: restApi.deploymentStage,
    logs: { retention: 365, removalPolicy: RemovalPolicy.RETAIN },
    alarmActions: [],
    settleTime: Duration.minutes(5),
  });
  return { stack, rotation, partner: ApiConsumer._create(stack, 'Partner', rotation, options, edgeStoreArn) };
}

/** All that the functions' roles may do, in the role or in a policy. */
function statements(template: Template): unknown[] {
  const roles = Object.values(template.findResources('AWS::IAM::Role')) as Array<{ Properties: { Policies?: Array<{ PolicyDocument: { Statement: unknown[] } }> } }>;
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy')) as Array<{ Properties: { PolicyDocument: { Statement: unknown[] } } }>;
  return [...roles.flatMap(({ Properties }) => Properties.Policies ?? []), ...policies.map(({ Properties }) => Properties)]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

test('is four resources, with no key and no key\'s value in the template', () => {
  const { stack } = consumer();
  const template = Template.fromStack(stack);
  const added = Object.entries(template.toJSON().Resources as { [id: string]: { Type: string } }).filter(([id]) => id.startsWith('Partner'));
  expect(added.map(([, { Type }]) => Type).sort()).toEqual([
    'AWS::ApiGateway::UsagePlan', 'AWS::SecretsManager::RotationSchedule', 'AWS::SecretsManager::Secret', 'Custom::ApiConsumerKeys',
  ]);
  template.resourceCountIs('AWS::ApiGateway::ApiKey', 0);
  template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: Match.absent(), SecretString: Match.absent() });
});

test('has its usage plan on the stage, and tags on its secret by which the function finds and may use it', () => {
  const { stack } = consumer({ throttle: { rateLimit: 20, burstLimit: 40 }, quota: { limit: 10_000, period: apigateway.Period.DAY } });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
    ApiStages: [{ ApiId: Match.anyValue(), Stage: Match.anyValue() }],
    Throttle: { RateLimit: 20, BurstLimit: 40 },
    Quota: { Limit: 10_000, Period: 'DAY' },
  });
  const plan = Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'))[0];
  const api = Object.keys(template.findResources('AWS::ApiGateway::RestApi'))[0];
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    Tags: [{ Key: 'secure-rest-api:rest-api-id', Value: { Ref: api } }, { Key: 'secure-rest-api:usage-plan-id', Value: { Ref: plan } }],
  });
});

test('is throttled unless it says otherwise', () => {
  Template.fromStack(consumer().stack).hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 50, BurstLimit: 100 }, Quota: Match.absent() });
});

test('has its first key before it is rotated, by the function and its whole permissions', () => {
  const template = Template.fromStack(consumer().stack);
  const keys = Object.keys(template.findResources('Custom::ApiConsumerKeys'))[0];
  const [role] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }));
  template.hasResource('Custom::ApiConsumerKeys', { DependsOn: Match.arrayWith([role]) });
  template.hasResource('AWS::SecretsManager::RotationSchedule', {
    DependsOn: Match.arrayWith([keys]),
    Properties: { RotateImmediatelyOnUpdate: false, RotationRules: { ScheduleExpression: { Ref: 'ApiKeyRotationSchedule' }, Duration: Match.absent() } },
  });
});

test('lets the function use its plan: by its tag, and by its id what no tag reaches', () => {
  const { stack } = consumer();
  const template = Template.fromStack(stack);
  const [plan] = Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'));
  const [api] = Object.keys(template.findResources('AWS::ApiGateway::RestApi'));
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Tags: [{ Key: 'secure-rest-api:rest-api-id', Value: { Ref: api } }] });
  expect(statements(template)).toContainEqual({
    Effect: 'Allow',
    Action: ['apigateway:GET', 'apigateway:POST', 'apigateway:PATCH'],
    Resource: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: plan }, '/*'])] },
  });
});

describe('113 consumers', () => {
  function consumers(count: number, imported = false): { readonly stack: Stack; readonly app: App } {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const options = (index: number): ApiConsumerOptions => (imported
      ? { importedKey: secretsmanager.Secret.fromSecretCompleteArn(stack, `Old${index}`, `arn:aws:secretsmanager:eu-west-1:111122223333:secret:old-${index}-AbCdEf`) }
      : {});
    const { rotation } = consumer(options(0), stack);
    for (let index = 1; index < count; index += 1) {
      ApiConsumer._create(stack, `Partner${index}`, rotation, options(index));
    }
    return { stack, app };
  }

  /** As it is deployed, where partition, region, account and names are as long as they get. */
  function deployed(document: object): string {
    const known: { [name: string]: string } = { 'AWS::Partition': 'aws-us-gov', 'AWS::Region': 'ap-southeast-2', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'amazonaws.com.cn' };
    const resolve = (_: string, value: unknown): unknown => {
      const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = (value ?? {}) as { [intrinsic: string]: unknown };
      if (typeof Ref === 'string') {
        return known[Ref] ?? 'abcdefghij';
      }
      if (attribute) {
        return `arn:aws-us-gov:logs:ap-southeast-2:111122223333:log-group:${'n'.repeat(60)}:*`;
      }
      return typeof text === 'string' ? text.replace(/\$\{([^}]+)\}/g, (_match, name: string) => known[name]) : Array.isArray(join) ? (join[1] as string[]).join('') : value;
    };
    // Inside out: what a function joins is resolved before it.
    const text = JSON.stringify(JSON.parse(JSON.stringify(document), resolve));
    expect(text).not.toMatch(/Fn::|"Ref"/);
    return text;
  }

  test.each([
    ['with a key each', false],
    ['with a key from elsewhere each', true],
  ])('%s leave the function\'s role far from the 10 managed policies that it takes, and none of its policies too long', (_, imported) => {
    const { stack } = consumers(113, imported);
    const template = Template.fromStack(stack);
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy')) as Array<{ Properties: { PolicyDocument: object } }>;
    expect(managed.length).toBeLessThanOrEqual(imported ? 6 : 3);
    for (const { Properties } of managed) {
      expect(deployed(Properties.PolicyDocument).length).toBeLessThanOrEqual(6_144);
    }
    // All that stands in the role counts as one.
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } })) as Array<{ Properties: { Policies: Array<{ PolicyDocument: object }> } }>;
    const inline = role.Properties.Policies.map(({ PolicyDocument }) => deployed(PolicyDocument)).join('');
    expect(inline.length).toBeLessThanOrEqual(10_240);
    // A managed policy counts for whoever waits for the role.
    template.hasResource('Custom::ApiConsumerKeys', { DependsOn: Match.arrayWith(Object.keys(template.findResources('AWS::IAM::ManagedPolicy'))) });
    // Each has its plan in a policy.
    const text = JSON.stringify(statements(template));
    for (const plan of Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'))) {
      expect(text).toContain(`{"Ref":"${plan}"},"/*"`);
    }
    if (imported) {
      expect(text.match(/secret:old-\d+-AbCdEf/g)).toHaveLength(113);
    }
  });

  test('and some more are an error that says how many there may be', () => {
    expect(() => consumers(130).app.synth()).toThrow(/`addConsumer` must be called at most 1\d\d times here, got 130 consumers: each is 4 resources, and the stack has \d+ of 500/);
    const most = /at most (\d+) times/.exec(errorOf(() => consumers(130).app.synth()))![1];
    expect(() => consumers(Number(most)).app.synth()).not.toThrow();
  });

  test('are no more than the role takes, whatever the stack takes', () => {
    const { rotation } = consumer();
    expect(() => {
      for (let plan = 0; plan < 2_000; plan += 1) {
        rotation.allowUsagePlan(`plan${plan}`);
      }
    }).toThrow(/`addConsumer` must be called less often for one API, whose rotation's role takes 10 managed policies/);
  });
});

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test.each<[string, ApiConsumerOptions]>([
  ['throttle', { throttle: { rateLimit: 1, burstLimit: 2 } }],
  ['quota', { quota: { limit: 1, period: apigateway.Period.MONTH } }],
  ['description', { description: 'Another name' }],
])('a change of %s leaves the keys\' resource as it is', (_, options) => {
  const keys = (stack: Stack) => Template.fromStack(stack).findResources('Custom::ApiConsumerKeys');
  expect(keys(consumer(options).stack)).toEqual(keys(consumer().stack));
});

test('grants reading its key', () => {
  const { stack, partner } = consumer();
  const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  partner.grants.readKey(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: stack.getLogicalId(role.node.defaultChild as iam.CfnRole) }],
    PolicyDocument: { Statement: [{ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Effect: 'Allow', Resource: stack.resolve(partner.secret.secretArn) }] },
  });
});

test('can bring a key from elsewhere, which the function may read', () => {
  const stack = new Stack();
  const importedKey = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Old', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:old-AbCdEf');
  consumer({ importedKey }, stack);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('Custom::ApiConsumerKeys', { ImportFromSecretArn: importedKey.secretArn });
  expect(statements(template)).toContainEqual({
    Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: importedKey.secretArn,
  });
});

test('grants it to someone who has permissions', () => {
  const { partner } = consumer();
  expect(() => partner.grants.readKey({} as iam.IGrantable)).toThrow(/^`grantee` must be who has permissions, such as a role or a function, got/);
});

test.each<[ApiConsumerOptions, object]>([
  [{}, { id: 'Partner', throttle: '50/s, burst 100', quota: 'none' }],
  [{ throttle: { rateLimit: 2, burstLimit: 3 }, quota: { limit: 7, period: apigateway.Period.WEEK } }, { id: 'Partner', throttle: '2/s, burst 3', quota: '7 a week' }],
])('with %j is in the posture report', (options, described) => {
  expect(consumer(options).partner._describe()).toEqual(described);
});

test('a key is made by the function alone: what CDK would have generated is left out, and the missing schedule has its reason', () => {
  const { stack, partner } = consumer();
  Template.fromStack(stack).hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: Match.absent(), SecretString: Match.absent() });
  expect([...acknowledgedRules(partner.secret).keys()]).toEqual(['AwsSolutions-SMG4']);
});

describe('a website', () => {
  function website() {
    const stack = new Stack();
    const store = new cloudfront.KeyValueStore(stack, 'Store');
    consumer({}, stack, store.keyValueStoreArn);
    return { template: Template.fromStack(stack), storeArn: stack.resolve(store.keyValueStoreArn) as object };
  }

  test('tells rotation and CloudFormation of its store', () => {
    const { template, storeArn } = website();
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Tags: Match.arrayWith([{ Key: 'secure-rest-api:edge-store-arn', Value: storeArn }]),
    });
    template.hasResourceProperties('Custom::ApiConsumerKeys', { EdgeStoreArn: storeArn });
  });

  test('lets the function read and write that one store, before it is asked to', () => {
    const { template, storeArn } = website();
    expect(statements(template)).toContainEqual({
      Effect: 'Allow',
      Action: ['cloudfront-keyvaluestore:DescribeKeyValueStore', 'cloudfront-keyvaluestore:GetKey', 'cloudfront-keyvaluestore:PutKey'],
      Resource: storeArn,
    });
    const [role] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }));
    template.hasResource('Custom::ApiConsumerKeys', { DependsOn: Match.arrayWith([role]) });
    template.hasResource('AWS::SecretsManager::RotationSchedule', { DependsOn: Match.arrayWith([role]) });
  });

  test('is what nobody else is', () => {
    const text = JSON.stringify(Template.fromStack(consumer().stack).toJSON());
    expect(text).not.toMatch(/keyvaluestore|edge-store|EdgeStoreArn/);
  });
});

test.each<[ApiConsumerOptions, RegExp]>([
  [{ throttle: { rateLimit: 0, burstLimit: 1 } }, /^`throttle.rateLimit` must be a number over 0, got 0; right would be \{ rateLimit: 20, burstLimit: 40 \}$/],
  [{ throttle: { rateLimit: Lazy.string({ produce: () => '1' }) as unknown as number, burstLimit: 1 } }, /^`throttle.rateLimit` must be a number over 0, got "\$\{Token/],
  [{ throttle: { rateLimit: 1 } }, /^`throttle.burstLimit` must be a whole number over 0, got undefined; right would be \{ rateLimit: 20, burstLimit: 40 \}$/],
  [{ quota: { limit: 1.5, period: apigateway.Period.DAY } }, /^`quota.limit` must be a whole number over 0, got 1.5; right would be \{ limit: 10_000, period: Period.DAY \}$/],
  [{ quota: { limit: 10 } }, /`quota.period` must be set/],
  [{ quota: { limit: 10, period: 'YEAR' as apigateway.Period } }, /`quota.period` must be a member of Period \(DAY, WEEK, MONTH\), got "YEAR"/],
  [{ quota: { limit: 10, period: apigateway.Period.DAY, offset: 1 } }, /`quota.offset` must be a whole number from 0 to 0 for a period of a day, got 1/],
  [{ quota: { limit: 10, period: apigateway.Period.WEEK, offset: 7 } }, /`quota.offset` must be a whole number from 0 to 6 for a period of a week, got 7/],
  [{ quota: { limit: 10, period: apigateway.Period.MONTH, offset: 28 } }, /`quota.offset` must be a whole number from 0 to 27 for a period of a month, got 28/],
  [{ quota: { limit: 10, period: apigateway.Period.MONTH, offset: -1 } }, /`quota.offset` must be a whole number/],
  ['all' as ApiConsumerOptions, /^`options` must be an object with properties, got "all"/],
  [{ description: '' }, /`description` must not be empty, got ""/],
])('refuses %j, and leaves nothing in the tree', (options, error) => {
  const stack = new Stack();
  expect(() => consumer(options, stack)).toThrow(error);
  expect(stack.node.tryFindChild('Partner')).toBeUndefined();
});

test.each([
  [apigateway.Period.DAY, 0], [apigateway.Period.WEEK, 6], [apigateway.Period.MONTH, 27],
])('a quota of a %s may begin up to %d later, and no more', (period, last) => {
  expect(() => consumer({ quota: { limit: 1, period, offset: 0 } })).not.toThrow();
  expect(() => consumer({ quota: { limit: 1, period, offset: last } })).not.toThrow();
  for (const offset of [-1, last + 1, 0.5]) {
    expect(() => consumer({ quota: { limit: 1, period, offset } })).toThrow(
      new RegExp(`^\`quota.offset\` must be a whole number from 0 to ${last} for a period of a ${period.toLowerCase()}, got ${offset}; right would be to leave it out$`));
  }
});

test('what a consumer is called is said at its plan and its secret', () => {
  const { stack } = consumer();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Description: 'API consumer Default/Partner' });
  template.hasResourceProperties('AWS::SecretsManager::Secret', { Description: 'API consumer Default/Partner' });
});
