import { CfnParameter, Stack } from 'aws-cdk-lib';
import { found, resource } from './found';

const VALUE = { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}}}' };

function keyOfSecret(RotationRules: unknown, more: (stack: Stack) => void = () => undefined): string[] {
  return found('SRA21', (stack) => {
    more(stack);
    resource(stack, 'Key', 'AWS::ApiGateway::ApiKey', { Value: VALUE });
    resource(stack, 'Secret', 'AWS::SecretsManager::Secret', {});
    if (RotationRules !== undefined) {
      resource(stack, 'Schedule', 'AWS::SecretsManager::RotationSchedule', { SecretId: { Ref: 'Secret' }, RotationRules });
    }
  });
}

describe('SRA21: keys are rotated', () => {
  test('finds a key that is of no secret', () => {
    const key = (Value: unknown) => found('SRA21', (stack) => resource(stack, 'Key', 'AWS::ApiGateway::ApiKey', { Value }));
    expect(key(undefined)).toEqual(['rotation']);
    expect(key('abcdefghijklmnopqrstuvwxyz')).toEqual(['rotation']);
    expect(key('{{resolve:ssm-secure:key:1}}')).toEqual(['rotation']);
    // The secret of another stack can't be looked into.
    expect(key('{{resolve:secretsmanager:partner}}')).toEqual([]);
  });

  test('finds a secret without a schedule, or with a slow one', () => {
    expect(keyOfSecret(undefined)).toEqual(['rotation']);
    expect(keyOfSecret({})).toEqual(['schedule']);
    expect(keyOfSecret({ AutomaticallyAfterDays: 365 })).toEqual(['schedule']);
    expect(keyOfSecret({ AutomaticallyAfterDays: 30 })).toEqual([]);
    expect(keyOfSecret({ ScheduleExpression: 'rate(1 day)' })).toEqual([]);
    expect(keyOfSecret({ ScheduleExpression: { 'Fn::If': ['Production', 'rate(1 day)', 'rate(200 days)'] } })).toEqual(['schedule']);
  });

  test('reads the default of a parameter', () => {
    const withDefault = (value: string | undefined) => keyOfSecret({ ScheduleExpression: { Ref: 'Every' } }, (stack) => new CfnParameter(stack, 'Every', { default: value }));
    expect(withDefault('rate(1 day)')).toEqual([]);
    expect(withDefault('rate(999 days)')).toEqual(['schedule']);
    expect(withDefault(undefined)).toEqual([]);
  });

  test('finds a consumer\'s secret of which somebody took the schedule, and leaves other secrets alone', () => {
    const secret = (Tags: object[]) => found('SRA21', (stack) => resource(stack, 'Secret', 'AWS::SecretsManager::Secret', { Tags }));
    expect(secret([{ Key: 'secure-rest-api:rest-api-id', Value: 'abc' }])).toEqual(['rotation']);
    expect(secret([{ Key: 'team', Value: 'orders' }])).toEqual([]);
  });

  test('reads a number of days, and finds what it can\'t read', () => {
    const rotated = (schedule: string | number) => keyOfSecret({ ScheduleExpression: schedule });
    expect([90, '90', 'rate(90 days)', 'cron(0 8 1 * ? *)'].map(rotated)).toEqual([[], [], [], []]);
    expect([91, 'rate(91 days)', 'cron(0 8 1 JAN,JUL ? *)', 'cron(0 8 * * ? 2027)', 'whenever', ''].map(rotated)).toEqual(Array(6).fill(['schedule']));
  });
});

describe('SRA22: keys are in a plan', () => {
  test('finds a key that no plan takes up', () => {
    const key = (plan: boolean) => found('SRA22', (stack) => {
      resource(stack, 'Key', 'AWS::ApiGateway::ApiKey', {});
      resource(stack, 'Other', 'AWS::ApiGateway::UsagePlanKey', { KeyId: plan ? { Ref: 'Key' } : 'abc', KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } });
    });
    expect(key(false)).toEqual(['SRA22']);
    expect(key(true)).toEqual([]);
  });
});
