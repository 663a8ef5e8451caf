import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ApiConsumer, ApiConsumerOptions } from '../../lib/keys/api-consumer';
import { ApiKeyRotation } from '../../lib/keys/api-key-rotation';

function consumer(options?: ApiConsumerOptions, stack = new Stack(), edgeStoreArn?: string) {
  const restApi = new apigateway.SpecRestApi(stack, 'Api', {
    apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths: {} }),
  });
  const rotation = new ApiKeyRotation(stack, 'Rotation', {
    restApi, stage: restApi.deploymentStage, logs: { retention: 365, removalPolicy: RemovalPolicy.RETAIN }, alarmActions: [],
  });
  return { stack, rotation, partner: ApiConsumer._create(stack, 'Partner', rotation, options, edgeStoreArn) };
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
  const policy = Object.keys(template.findResources('AWS::IAM::Policy'))[0];
  template.hasResource('Custom::ApiConsumerKeys', { DependsOn: Match.arrayWith([policy]) });
  template.hasResource('AWS::SecretsManager::RotationSchedule', {
    DependsOn: Match.arrayWith([keys]),
    Properties: { RotateImmediatelyOnUpdate: false, RotationRules: { ScheduleExpression: { Ref: 'ApiKeyRotationSchedule' }, Duration: Match.absent() } },
  });
});

test('lets the function use its plan, by its id', () => {
  const { stack } = consumer();
  const template = Template.fromStack(stack);
  const plan = Object.keys(template.findResources('AWS::ApiGateway::UsagePlan'))[0];
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'apigateway:PATCH',
        Resource: { 'Fn::Join': ['', Match.arrayWith([{ Ref: plan }, '/keys/*/usage'])] },
      })]),
    },
  });
});

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
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: importedKey.secretArn })]),
    },
  });
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
    const [[policy]] = Object.entries(template.findResources('AWS::IAM::Policy', {
      Properties: {
        PolicyDocument: {
          Statement: Match.arrayWith([{
            Effect: 'Allow',
            Action: ['cloudfront-keyvaluestore:DescribeKeyValueStore', 'cloudfront-keyvaluestore:GetKey', 'cloudfront-keyvaluestore:PutKey'],
            Resource: storeArn,
          }]),
        },
      },
    }));
    template.hasResource('Custom::ApiConsumerKeys', { DependsOn: Match.arrayWith([policy]) });
    template.hasResource('AWS::SecretsManager::RotationSchedule', { DependsOn: Match.arrayWith([policy]) });
  });

  test('is what nobody else is', () => {
    const text = JSON.stringify(Template.fromStack(consumer().stack).toJSON());
    expect(text).not.toMatch(/keyvaluestore|edge-store|EdgeStoreArn/);
  });
});

test.each<[ApiConsumerOptions, RegExp]>([
  [{ throttle: { rateLimit: 0, burstLimit: 1 } }, /`throttle.rateLimit` must be a number over 0, got 0; right would be/],
  [{ throttle: { rateLimit: 1 } }, /`throttle.burstLimit` must be a whole number over 0, got undefined/],
  [{ quota: { limit: 1.5, period: apigateway.Period.DAY } }, /`quota.limit` must be a whole number over 0, got 1.5/],
  [{ quota: { limit: 10 } }, /`quota.period` must be set/],
])('refuses %j, and leaves nothing in the tree', (options, error) => {
  const stack = new Stack();
  expect(() => consumer(options, stack)).toThrow(error);
  expect(stack.node.tryFindChild('Partner')).toBeUndefined();
});
