import { Stack } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CostBudgetOptions } from './cost-budget-options';
import { DEFAULT_ALERT_PERCENTAGES } from './private/check-cost-budget';

/** What an API's costs are billed under. https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html */
const SERVICES_OF_AN_API = [
  'Amazon API Gateway', 'AWS WAF', 'AWS Lambda', 'AmazonCloudWatch', 'Amazon CloudFront', 'AWS Secrets Manager', 'AWS X-Ray', 'AWS Data Transfer',
];

/**
 * A budget with alerts: made by `SecureRestApi` with the property `budget`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-budgets-budget.html
 */
export class CostBudget extends Construct {
  public constructor(scope: Construct, id: string, options: CostBudgetOptions, monthlyLimit: number) {
    super(scope, id);
    const { topic, emails = [], tagKey, tagValue } = options;
    topic?.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'Budgets',
      principals: [new iam.ServicePrincipal('budgets.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      // Attack: a budget of another account that sends through this topic.
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    const subscribers = [
      ...emails.map((address) => ({ subscriptionType: 'EMAIL', address })),
      ...(topic ? [{ subscriptionType: 'SNS', address: topic.topicArn }] : []),
    ];
    const alert = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number): budgets.CfnBudget.NotificationWithSubscribersProperty => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    const services = options.services ?? (tagKey === undefined ? SERVICES_OF_AN_API : undefined);
    new budgets.CfnBudget(this, 'Resource', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyLimit, unit: 'USD' },
        costFilters: {
          ...(services && { Service: services }),
          ...(tagKey !== undefined && { TagKeyValue: [`user:${tagKey}$${tagValue}`] }),
        },
      },
      notificationsWithSubscribers: [
        ...(options.alertPercentages ?? DEFAULT_ALERT_PERCENTAGES).map((percentage) => alert('ACTUAL', percentage)),
        alert('FORECASTED', 100),
      ],
    });
  }
}
