import { Token } from 'aws-cdk-lib';
import { checkTypes, having, listOf, NUMBER, optional, Shape, TEXT } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { CostBudgetOptions } from '../cost-budget-options';

export const DEFAULT_ALERT_PERCENTAGES = [50, 80, 100];

/** A budget has five alerts, each with ten addresses and a topic. https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html */
const MOST_PERCENTAGES = 4;
const MOST_EMAILS = 10;

const SHAPE: Shape = {
  monthlyLimit: optional(NUMBER),
  alertPercentages: optional(listOf(NUMBER)),
  emails: optional(listOf(TEXT)),
  topic: optional(having('a topic of Amazon SNS', 'topicArn')),
  tagKey: optional(TEXT),
  tagValue: optional(TEXT),
  services: optional(listOf(TEXT)),
};

/** @throws where a cost is no amount of money, or the budget would tell nobody or count nothing */
export function checkCosts(
  maxMonthlyCost: number | undefined, averageResponseBytes: number | undefined, budget: CostBudgetOptions | undefined,
): void {
  if (Token.isUnresolved(maxMonthlyCost)) {
    throw new Error('`maxMonthlyCost` must be known at synth time, since the worst bill is compared with it there, got a token; ' +
      'right would be a literal such as 500');
  }
  checkAmount('maxMonthlyCost', maxMonthlyCost, '500');
  // As much as API Gateway passes on: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  if (averageResponseBytes !== undefined && !Token.isUnresolved(averageResponseBytes) &&
    !(averageResponseBytes >= 0 && averageResponseBytes <= 10_485_760)) {
    throw new Error(`\`averageResponseBytes\` must be from 0 to 10485760, got ${shown(averageResponseBytes)}; right would be 16384`);
  }
  if (budget) {
    checkBudget(budget, maxMonthlyCost);
  }
}

function checkBudget(budget: CostBudgetOptions, maxMonthlyCost: number | undefined): void {
  checkTypes('budget', budget, SHAPE, 'budget.');
  const { monthlyLimit, alertPercentages = DEFAULT_ALERT_PERCENTAGES, emails = [], topic, tagKey, tagValue, services } = budget;
  checkAmount('budget.monthlyLimit', monthlyLimit, '500');
  if (monthlyLimit === undefined && maxMonthlyCost === undefined) {
    throw new Error('`budget.monthlyLimit` must be set where `maxMonthlyCost` is not, got neither; right would be { monthlyLimit: 500, emails: ["ops@example.com"] }');
  }
  const percentage = alertPercentages.find((value, index) =>
    !Token.isUnresolved(value) && (!(value >= 1 && value <= 1_000) || alertPercentages.indexOf(value) !== index));
  if (percentage !== undefined || alertPercentages.length > MOST_PERCENTAGES || alertPercentages.length === 0) {
    throw new Error(`\`budget.alertPercentages\` must hold one to ${MOST_PERCENTAGES} different numbers from 1 to 1000, got ${shown(alertPercentages)}; right would be [50, 80, 100]`);
  }
  if (emails.length > MOST_EMAILS || (emails.length === 0 && topic === undefined)) {
    throw new Error(`\`budget\` must have one to ${MOST_EMAILS} \`emails\`, or a \`topic\`, got ${emails.length} addresses${topic ? ' and a topic' : ' and no topic'}; ` +
      'right would be { monthlyLimit: 500, emails: ["ops@example.com"] }');
  }
  const email = emails.find((address) => !Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address));
  if (email !== undefined) {
    throw new Error(`\`budget.emails\` must hold addresses, got ${shown(email)}; right would be ["ops@example.com"]`);
  }
  if ((tagKey === undefined) !== (tagValue === undefined) || tagKey === '') {
    throw new Error(`\`budget.tagKey\` and \`budget.tagValue\` must be set together, got ${shown({ tagKey, tagValue })}; right would be { tagKey: "service", tagValue: "orders" }`);
  }
  if (services?.length === 0) {
    throw new Error('`budget.services` must hold at least one service, got none; right would be ["Amazon API Gateway"], or no `services` for the default');
  }
}

function checkAmount(name: string, amount: number | undefined, right: string): void {
  if (amount !== undefined && !Token.isUnresolved(amount) && !(amount > 0 && Number.isFinite(amount))) {
    throw new Error(`\`${name}\` must be more than 0 USD, got ${shown(amount)}; right would be ${right}`);
  }
}
