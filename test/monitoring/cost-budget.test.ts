import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CostBudgetOptions, HttpMethod, RouteAccess, RouteTarget, SecureRestApi } from '../../lib';
import { emptyApi, ISSUER, sampleFunction } from '../support/sample-api';

function template(budget: (stack: Stack) => CostBudgetOptions, maxMonthlyCost?: number): Template {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], budget: budget(stack), maxMonthlyCost });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.lambda(sampleFunction(stack, 'Handler')), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  return Template.fromStack(stack);
}

test('tells a topic and people at the stated parts of the limit, and of the forecast', () => {
  const result = template((stack) => ({ monthlyLimit: 250, alertPercentages: [75, 100], emails: ['ops@example.com'], topic: new sns.Topic(stack, 'Topic') }));
  const subscribers = [{ SubscriptionType: 'EMAIL', Address: 'ops@example.com' }, { SubscriptionType: 'SNS', Address: { Ref: Match.stringLikeRegexp('^Topic') } }];
  const alert = (NotificationType: string, Threshold: number) => ({
    Notification: { NotificationType, Threshold, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' },
    Subscribers: subscribers,
  });
  result.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 250, Unit: 'USD' }, CostFilters: { Service: Match.arrayWith(['Amazon API Gateway', 'AWS WAF']) } },
    NotificationsWithSubscribers: [alert('ACTUAL', 75), alert('ACTUAL', 100), alert('FORECASTED', 100)],
  });
});

test('may publish to the topic for this account only', () => {
  template((stack) => ({ monthlyLimit: 250, topic: new sns.Topic(stack, 'Topic') })).hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: Match.objectLike({
      Statement: [Match.objectLike({
        Principal: { Service: 'budgets.amazonaws.com' }, Action: 'sns:Publish', Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      })],
    }),
  });
});

test('has the bound of the bill as its limit, and counts by a tag', () => {
  template(() => ({ emails: ['ops@example.com'], tagKey: 'service', tagValue: 'orders' }), 1_000_000).hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 1_000_000 }, CostFilters: { TagKeyValue: ['user:service$orders'], Service: Match.absent() } },
    NotificationsWithSubscribers: Match.arrayWith([Match.objectLike({ Notification: Match.objectLike({ Threshold: 50 }) })]),
  });
});

test('counts the services that are named', () => {
  template(() => ({ monthlyLimit: 5, emails: ['ops@example.com'], services: ['AWS WAF'] }))
    .hasResourceProperties('AWS::Budgets::Budget', { Budget: { CostFilters: { Service: ['AWS WAF'] } } });
});

test('there is none unless asked for', () => {
  const { stack, api, target } = emptyApi();
  api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  Template.fromStack(stack).resourceCountIs('AWS::Budgets::Budget', 0);
});

test.each<[string, CostBudgetOptions, RegExp]>([
  ['no limit', { emails: ['a@example.com'] }, /`budget.monthlyLimit` must be set where `maxMonthlyCost` is not/],
  ['nobody to tell', { monthlyLimit: 5 }, /`budget` must have one to 10 `emails`, or a `topic`, got 0 addresses and no topic/],
  ['too many addresses', { monthlyLimit: 5, emails: Array.from({ length: 11 }, (_, index) => `a${index}@example.com`) }, /one to 10 `emails`.*got 11/],
  ['no address', { monthlyLimit: 5, emails: ['ops'] }, /`budget.emails` must hold addresses, got "ops"/],
  ['a limit of nothing', { monthlyLimit: 0, emails: ['a@example.com'] }, /`budget.monthlyLimit` must be more than 0 USD, got 0/],
  ['five percentages', { monthlyLimit: 5, emails: ['a@example.com'], alertPercentages: [1, 2, 3, 4, 5] }, /`budget.alertPercentages` must hold one to 4 different/],
  ['one percentage twice', { monthlyLimit: 5, emails: ['a@example.com'], alertPercentages: [50, 50] }, /`budget.alertPercentages`/],
  ['a percentage of nothing', { monthlyLimit: 5, emails: ['a@example.com'], alertPercentages: [0] }, /`budget.alertPercentages`/],
  ['a tag without a value', { monthlyLimit: 5, emails: ['a@example.com'], tagKey: 'service' }, /`budget.tagKey` and `budget.tagValue` must be set together/],
  ['no service', { monthlyLimit: 5, emails: ['a@example.com'], services: [] }, /`budget.services` must hold at least one service/],
])('is refused with %s', (_, budget, message) => {
  expect(() => emptyApi({ budget })).toThrow(message);
});
