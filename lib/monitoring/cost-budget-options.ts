import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * A budget of a month with alerts. It counts what AWS has billed, some hours late: it tells somebody, and stops nothing.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 */
export interface CostBudgetOptions {
  /**
   * USD a month.
   *
   * @default - `maxMonthlyCost`, which must be there then
   */
  readonly monthlyLimit?: number;

  /**
   * Percentages of the limit at which the costs so far are told, from 1 to 1,000: at most four, since AWS takes five alerts and one is for the forecast.
   *
   * @default [50, 80, 100]
   */
  readonly alertPercentages?: number[];

  /**
   * Email addresses that are told, at most 10.
   *
   * @default - none: `topic` must be there then
   */
  readonly emails?: string[];

  /**
   * Topic that is told. AWS Budgets is let publish to it; the policy of a topic that was imported is yours to change, and so is that of its key.
   *
   * @default - none: `emails` must be there then
   * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
   */
  readonly topic?: sns.ITopic;

  /**
   * Key of a cost allocation tag that the costs must have. It must be activated in the billing console, and on the resources
   * (`Tags.of(stack).add(key, value)`): what can't be tagged, such as metrics, is not counted then.
   *
   * @default - costs with any tag and without one
   * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
   */
  readonly tagKey?: string;

  /**
   * Value of that tag.
   *
   * @default - `tagKey` must not be there either
   */
  readonly tagValue?: string;

  /**
   * Services whose costs are counted, as the billing console names them, such as `Amazon API Gateway`.
   *
   * @default - with `tagKey` all; otherwise those that an API uses, of the whole account: Amazon API Gateway, AWS WAF, AWS Lambda, AmazonCloudWatch,
   * Amazon CloudFront, AWS Secrets Manager, AWS X-Ray and AWS Data Transfer
   */
  readonly services?: string[];
}
