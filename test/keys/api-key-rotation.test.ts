import { App, CfnResource, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { acknowledgedRules } from '../../lib/checks/private/acknowledged';
import { ApiKeyRotation, ApiKeyRotationProps } from '../../lib/keys/api-key-rotation';
import { isRotationExpression, ROTATION_EXPRESSION_PATTERN } from '../../lib/keys/private/rotation-expression';
import { RotationSchedule } from '../../lib/keys/rotation-schedule';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

const LOGS = { retention: 365, removalPolicy: RemovalPolicy.RETAIN };

function api(stack: Stack, id: string): apigateway.SpecRestApi {
  return new apigateway.SpecRestApi(stack, id, {
    apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: id, version: '1' }, paths: {} }),
  });
}

function rotation(stack: Stack, id: string, props: Partial<ApiKeyRotationProps> = {}) {
  const restApi = api(stack, `${id}Api`);
  const defaults = { logs: LOGS, alarmActions: [], settleTime: Duration.minutes(5) };
  return new ApiKeyRotation(stack, id, { restApi, stage: restApi.deploymentStage, ...defaults, ...props });
}

describe('the function', () => {
  test('runs the bundled handler on arm64 with its own log group and no secret in its environment', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogGroup: Match.anyValue() },
      Environment: { Variables: { REST_API_ID: Match.anyValue(), KEY_SETTLE_SECONDS: '300', POWERTOOLS_SERVICE_NAME: 'api-key-rotation', POWERTOOLS_LOG_LEVEL: 'INFO' } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('is called by Secrets Manager of this account only', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation');
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('is bound to the tag of its API on every secret and key', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation');
    const role = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }))[0];
    const statements = role.Properties.Policies[0].PolicyDocument.Statement as Statement[];
    for (const statement of statements) {
      const isList = JSON.stringify(statement.Resource).endsWith('::/apikeys"]]}') && statement.Action === 'apigateway:GET';
      expect(JSON.stringify(statement.Condition ?? '').includes('secure-rest-api:rest-api-id')).toBe(!isList && statement.Effect === 'Allow');
    }
    expect(JSON.stringify(statements)).not.toMatch(/"Resource":"\*"|:\*"[,}]/);
  });

  test('may never list the keys of a usage plan, since that shows their values', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: Match.arrayWith([Match.objectLike({
        PolicyName: 'RotateApiKeys',
        PolicyDocument: {
          Statement: Match.arrayWith([{ Effect: 'Deny', Action: 'apigateway:GET', Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('::/usageplans/\\*/keys$')])] } }]),
        },
      })]),
    });
  });

  test('uses the secrets\' key through Secrets Manager only', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation', { encryptionKey: new kms.Key(stack, 'Key') });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: Match.arrayWith([Match.objectLike({
        PolicyName: 'RotateApiKeys',
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
          })]),
        },
      })]),
    });
  });

  test('raises an alarm where a rotation fails, and one where quota was gained', () => {
    const stack = new Stack();
    rotation(stack, 'Rotation', { alarmActions: [{ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111122223333:oncall' }) }] });
    const template = Template.fromStack(stack);
    for (const MetricName of ['Errors', 'ApiKeyQuotaGain']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName, AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:oncall'], AlarmDescription: Match.stringLikeRegexp('docs/api-key-rotation\\.md'),
      });
    }
  });
});

describe('what it is asked', () => {
  test('whoever gives it work waits for the firewall, the role and the permission', () => {
    const stack = new Stack();
    const firewall = new CfnResource(stack, 'Firewall', { type: 'AWS::WAFv2::WebACL' });
    const ids = (made: ApiKeyRotation) => made.dependencies.map((dependency) => (dependency as IConstruct).node.id);
    expect(ids(rotation(stack, 'Behind', { firewall }))).toEqual(['Firewall', 'Role', 'SecretsManager']);
    expect(ids(rotation(stack, 'Open'))).toEqual(['Role', 'SecretsManager']);
  });

  test('the schedule that holds where a deployment says no other', () => {
    expect(rotation(new Stack(), 'Daily').defaultSchedule).toBe('rate(1 day)');
    expect(rotation(new Stack(), 'Weekly', { schedule: RotationSchedule.rate(Duration.days(7)) }).defaultSchedule).toBe('rate(7 days)');
  });

  test('plans that have no room in its role stand in policies below it, whose ids stay', () => {
    const made = rotation(new Stack(), 'Rotation');
    Array.from({ length: 80 }, (_, index) => made.allowUsagePlan(`plan-${index}-${'x'.repeat(300)}`));
    expect((made.node.findChild('Role')).node.children.map(({ node }) => node.id)).toEqual(expect.arrayContaining(['Consumers0', 'Consumers1']));
  });

  test('every wildcard has its reason, and the function is told to have no queue and no traces', () => {
    const made = rotation(new Stack(new App(), 'Shop'), 'Rotation');
    made.allowUsagePlan('plan-1');
    const acknowledged = [...acknowledgedRules(made.node.findChild('Role')).keys()].map((id) => id.replace(/^.*:apigateway:<AWS::Region>::|\]$/g, ''));
    expect(acknowledged).toEqual(expect.arrayContaining(['/apikeys/*', '/usageplans/*', '/usageplans/*/keys', '/usageplans/plan-1/*']));
    expect(acknowledged.filter((id) => id.includes(':secret:'))).toHaveLength(1);
    expect([...acknowledgedRules(made.function).keys()]).toEqual(['Serverless-LambdaDLQ', 'Serverless-LambdaTracing']);
  });

  test('a stack with more consumers than it takes is an error, and one with as many is none', () => {
    const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 20 } });
    const stack = new Stack(app, 'Shop');
    const made = rotation(stack, 'Rotation');
    const add = (count: number) => Array.from({ length: count }, () => new CfnResource(stack, `Resource${stack.node.children.length}`, { type: 'AWS::SNS::Topic' }));
    const resources = () => stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
    for (let plan = 0; plan < 2; plan += 1) {
      made.allowUsagePlan(`plan-${plan}`);
      add(4);
    }
    add(20 - resources());
    expect(made.node.validate()).toEqual([]);
    add(1);
    expect(made.node.validate()).toEqual([expect.stringMatching(/^`addConsumer` must be called at most 1 times here, got 2 consumers/)]);
  });
});

describe('the parameter ApiKeyRotationSchedule', () => {
  test('has an id that nothing else may have', () => {
    const stack = new Stack(new App(), 'Shop');
    new CfnResource(stack, 'ApiKeyRotationSchedule', { type: 'AWS::SNS::Topic' });
    expect(() => rotation(stack, 'Rotation')).toThrow(/^the stack must leave the id ApiKeyRotationSchedule to the schedule's parameter, got a construct of that id at Shop\/ApiKeyRotationSchedule/);
  });

  test('is there once for two APIs, daily unless an API says otherwise', () => {
    const stack = new Stack();
    rotation(stack, 'First');
    rotation(stack, 'Second');
    Template.fromStack(stack).hasParameter('ApiKeyRotationSchedule', { Type: 'String', Default: 'rate(1 day)', AllowedPattern: ROTATION_EXPRESSION_PATTERN });
  });

  test.each([['First', 'Second'], ['Second', 'First']])('follows the one API that names a schedule, whichever is made first', (first, second) => {
    const stack = new Stack();
    for (const id of [first, second]) {
      rotation(stack, id, { schedule: id === 'First' ? RotationSchedule.rate(Duration.days(7)) : undefined });
    }
    Template.fromStack(stack).hasParameter('ApiKeyRotationSchedule', { Default: 'rate(7 days)' });
  });

  test('can\'t have two defaults', () => {
    const stack = new Stack(new App(), 'Shop');
    rotation(stack, 'First', { schedule: RotationSchedule.rate(Duration.days(7)) });
    expect(() => rotation(stack, 'Second', { schedule: RotationSchedule.rate(Duration.hours(4)) }))
      .toThrow(/`apiKeyRotationSchedule`.*got rate\(4 hours\) for Shop\/Second and rate\(7 days\) for Shop\/First/);
  });
});

describe('a schedule', () => {
  test.each(['rate(4 hours)', 'rate(23 hours)', 'rate(1 day)', 'rate(2 days)', 'rate(10 days)', 'rate(999 days)', 'cron(0 8/8 * * ? *)', 'cron(0 4/12 * * ? *)',
    'cron(0 8 1/7 * ? *)', 'cron(0 0 ? * SUN#1 *)', 'cron(0 16 L * ? *)', 'cron(0 3 ? * MON-FRI *)', 'cron(0 0 1,15 JAN-JUN ? *)', 'cron(0 23 31 12 ? *)'])('%s is taken', (expression) => {
    expect(isRotationExpression(expression)).toBe(true);
    expect(RotationSchedule.expression(expression).expressionString).toBe(expression);
  });

  test.each(['', 'daily', 'rate(1 hour)', 'rate(3 hours)', 'rate(4 hour)', 'rate(24 hours)', 'rate(1 days)', 'rate(2 day)', 'rate(0 days)', 'rate(1000 days)',
    'rate(30 minutes)', 'rate(1.5 days)', ' rate(1 day)', 'rate(1 day) ', 'rate(1 day)\n', 'cron(* * * * ? *)', 'cron(0 * * * ? *)', 'cron(0 0/3 * * ? *)', 'cron(0 2/7 * * ? *)',
    'cron(30 4 * * ? *)', 'cron(0 24 * * ? *)', 'cron(0 4 * * * *)', 'cron(0 4 ? * ? *)', 'cron(0 4 32 * ? *)', 'cron(0 4 * 13 ? *)', 'cron(0 4 * * ? 2027)', 'cron(0 4 * * ?)'])('%j is refused', (expression) => {
    expect(() => RotationSchedule.expression(expression)).toThrow(/the schedule must be rate\(4 hours\).*right would be/);
  });

  test.each([[Duration.hours(4), 'rate(4 hours)'], [Duration.hours(24), 'rate(1 day)'], [Duration.days(7), 'rate(7 days)'], [Duration.minutes(720), 'rate(12 hours)']])('from a duration', (interval, expression) => {
    expect(RotationSchedule.rate(interval).expressionString).toBe(expression);
  });

  test.each([Duration.hours(3), Duration.minutes(250), Duration.hours(36), Duration.days(1000)])('refuses an interval that Secrets Manager refuses', (interval) => {
    expect(() => RotationSchedule.rate(interval)).toThrow(/`interval` must be 4 to 23 whole hours or 1 to 999 whole days, got .*right would be/);
  });

  test.each<[string, () => RotationSchedule, RegExp]>([
    ['an interval that is a number', () => RotationSchedule.rate(7 as unknown as Duration), /^`interval` must be a Duration, got 7$/],
    ['an interval that nobody knows', () => RotationSchedule.rate(Duration.hours(Lazy.number({ produce: () => 5 }))), /^`interval` must be 4 to 23 whole hours .*, got a token;/],
    ['options that are a text', () => RotationSchedule.cron('0' as unknown as object), /^`options` must be an object with properties, got "0"/],
    ['an hour that is a number', () => RotationSchedule.cron({ hour: 3 } as object), /^`hour` must be a string, got 3$/],
    ['a day that is a number', () => RotationSchedule.cron({ day: 3 } as object), /^`day` must be a string, got 3$/],
    ['a month that is a number', () => RotationSchedule.cron({ month: 3 } as object), /^`month` must be a string, got 3$/],
    ['a week day that is a number', () => RotationSchedule.cron({ weekDay: 3 } as object), /^`weekDay` must be a string, got 3$/],
    ['an expression that is a number', () => RotationSchedule.expression(1 as unknown as string), /^`expression` must be a string, got 1$/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('from hours and days', () => {
    expect(RotationSchedule.cron({}).expressionString).toBe('cron(0 0 * * ? *)');
    expect(RotationSchedule.cron({ hour: '3', weekDay: 'SUN' }).expressionString).toBe('cron(0 3 ? * SUN *)');
    expect(RotationSchedule.cron({ hour: '0/6', day: '1', month: 'JAN' }).expressionString).toBe('cron(0 0/6 1 JAN ? *)');
    expect(() => RotationSchedule.cron({ day: '1', weekDay: 'SUN' })).toThrow(/`day` and `weekDay` can't be set together/);
  });
});
