import { App, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ApiKeyRotation } from '../../lib/keys/api-key-rotation';

function rotationIn(stack: Stack, encryptionKey?: kms.IKey): ApiKeyRotation {
  const restApi = new apigateway.SpecRestApi(stack, 'Api', {
    apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths: {} }),
  });
  return new ApiKeyRotation(stack, 'Rotation', {
    restApi,
    stage: restApi.deploymentStage,
    encryptionKey,
    settleTime: Duration.minutes(5),
    alarmActions: [],
    logs: { retention: 365, removalPolicy: RemovalPolicy.RETAIN },
  });
}

/** CloudFormation's functions as the text that they stand for. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(flat);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const members = value as { [name: string]: unknown };
  if ('Ref' in members) {
    return `\${${String(members.Ref).replace(/[0-9A-F]{8}$/, '')}}`;
  }
  if ('Fn::Sub' in members) {
    return members['Fn::Sub'];
  }
  if ('Fn::Join' in members) {
    return (flat((members['Fn::Join'] as [string, unknown[]])[1]) as unknown[]).join('');
  }
  if ('Fn::GetAtt' in members) {
    return `\${${String((members['Fn::GetAtt'] as string[])[0]).replace(/[0-9A-F]{8}$/, '')}}`;
  }
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, flat(member)]));
}

function rolePolicies(stack: Stack): { readonly assume: unknown; readonly statements: unknown } {
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } });
  const [{ Properties }] = Object.values(roles) as Array<{
    Properties: {
      AssumeRolePolicyDocument: { Statement: unknown }; Policies: Array<{ PolicyName: string; PolicyDocument: { Statement: unknown } }>;
    };
  }>;
  const own = Properties.Policies.find(({ PolicyName }) => PolicyName === 'RotateApiKeys')!;
  return { assume: flat(Properties.AssumeRolePolicyDocument.Statement), statements: flat(own.PolicyDocument.Statement) };
}

const GATEWAY = 'arn:${AWS::Partition}:apigateway:${AWS::Region}::';
const tagged = (key: string) => ({ StringEquals: { [`${key}/secure-rest-api:rest-api-id`]: '${Api}' } });

test('the function may do these things, and nothing else', () => {
  const stack = new Stack();
  const rotation = rotationIn(stack, kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/abc'));
  rotation.allowUsagePlan('plan-1');
  rotation.allowUsagePlan('plan-2');
  expect(rolePolicies(stack)).toEqual({
    assume: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    statements: [
      { Effect: 'Allow', Action: 'apigateway:POST', Resource: `${GATEWAY}/apikeys`, Condition: tagged('aws:RequestTag') },
      {
        Effect: 'Allow',
        Action: 'apigateway:PUT',
        Condition: tagged('aws:RequestTag'),
        Resource: `${GATEWAY}/tags/arn%3A\${AWS::Partition}%3Aapigateway%3A\${AWS::Region}%3A%3A%2Fapikeys%2F*`,
      },
      { Effect: 'Allow', Action: 'apigateway:GET', Resource: `${GATEWAY}/apikeys` },
      {
        Effect: 'Allow',
        Action: ['apigateway:GET', 'apigateway:PATCH', 'apigateway:DELETE'],
        Resource: `${GATEWAY}/apikeys/*`,
        Condition: tagged('aws:ResourceTag'),
      },
      { Effect: 'Allow', Action: 'apigateway:GET', Resource: `${GATEWAY}/usageplans/*`, Condition: tagged('aws:ResourceTag') },
      { Effect: 'Deny', Action: 'apigateway:GET', Resource: `${GATEWAY}/usageplans/*/keys` },
      {
        Effect: 'Allow',
        Action: [
          'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds', 'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*',
        Condition: tagged('secretsmanager:ResourceTag'),
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/abc',
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.${AWS::Region}.${AWS::URLSuffix}' } },
      },
      {
        Effect: 'Allow',
        Action: ['apigateway:GET', 'apigateway:POST', 'apigateway:PATCH'],
        Resource: [`${GATEWAY}/usageplans/plan-1/*`, `${GATEWAY}/usageplans/plan-2/*`],
      },
    ],
  });
});

test('Secrets Manager may run the function, and do nothing else with it', () => {
  const stack = new Stack();
  rotationIn(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction' });
});

test('the requests that were gained are summed up for this API', () => {
  const stack = new Stack();
  rotationIn(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApiKeyQuotaGain', Statistic: 'Sum', Period: 300, Dimensions: [{ Name: Match.anyValue(), Value: { Ref: Match.stringLikeRegexp('^Api') } }],
  });
});

test('the parameter of a nested stack\'s API is the top stack\'s, where --parameters reaches it', () => {
  const app = new App();
  const top = new Stack(app, 'Top');
  rotationIn(new NestedStack(new NestedStack(top, 'Middle'), 'Inner'));
  expect(Object.keys(Template.fromStack(top).findParameters('ApiKeyRotationSchedule'))).toHaveLength(1);
});
