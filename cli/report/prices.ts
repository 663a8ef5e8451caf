import { extraCapacityBlocks, PAID_RULE_GROUPS, PRICE_DATE, PRICE_REGION, PRICES } from '../../lib/posture/private/prices';
import { WorstBill } from '../../lib/posture/worst-bill';
import { FirewallReport, FirewallRuleReport } from './model';

/** Whose prices the report has, and of when. */
export const PRICES_OF = `AWS's list prices of ${PRICE_REGION}, as of ${PRICE_DATE}`;

/** What a rule costs a month, in USD; a rule group is one rule, and some managed ones have a price of their own. */
export function rulePrice({ name }: Pick<FirewallRuleReport, 'name'>): number {
  return PRICES.webAclRule.tiers[0].usd + (Object.hasOwn(PAID_RULE_GROUPS, name) ? PAID_RULE_GROUPS[name].month.tiers[0].usd : 0);
}

/** What a web ACL costs, as sentences. */
export function webAclPrice({ rules, wcu }: FirewallReport): string {
  const month = rules.reduce((sum, rule) => sum + rulePrice(rule), PRICES.webAcl.tiers[0].usd);
  const further = wcu === undefined ? 0 : extraCapacityBlocks(wcu);
  const groups = rules.map(({ name }) => (Object.hasOwn(PAID_RULE_GROUPS, name) ? PAID_RULE_GROUPS[name].requests.tiers[0].usd : 0));
  const own = PRICES.webAclRequests.tiers[0].usd + further * PRICES.extraCapacity.tiers[0].usd;
  const million = groups.reduce((sum, usdPerMillion) => sum + usdPerMillion, own);
  return `${usd(month)} a month (${usd(PRICES.webAcl.tiers[0].usd)} of it for the web ACL) and ${usd(million)} for a million requests, by ${PRICES_OF}.`;
}

/** What each layer of a bill costs, in the bill's order. */
export function layerCosts({ items }: WorstBill): Array<readonly [string, number]> {
  const costs = new Map<string, number>();
  items.forEach(({ layer, usdPerMonth }) => costs.set(layer, (costs.get(layer) ?? 0) + usdPerMonth));
  return [...costs];
}

/** What a bill is of, as a sentence. */
export function billSentence({ total, priceDate, region, requests }: WorstBill): string {
  return `${usd(total)} for a month with every limit of the configuration met all the time (${requests.arriving.toLocaleString('en-US')} requests arrive, ` +
    `${requests.served.toLocaleString('en-US')} are served), at AWS's list prices of ${region}, as of ${priceDate}.`;
}

/** A quantity with its unit. */
export function quantityText({ quantity, unit }: WorstBill['items'][number]): string {
  return `${quantity.toLocaleString('en-US', { maximumFractionDigits: 2 })} ${unit}`;
}

/** An amount as people write it. */
export function usd(amount: number): string {
  return `${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} USD`;
}
