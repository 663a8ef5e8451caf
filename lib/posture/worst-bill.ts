import { ASSUMED, billLines, BillLine } from './private/bill-items';
import { BillSource } from './private/bill-source';
import { billTraffic, HOURS } from './private/bill-traffic';
import { PRICE_DATE, PRICE_REGION, priceOf, PRICES, regionFactor } from './private/prices';

/** One line of the worst bill. */
export interface WorstBillItem {
  /** `edge`, `web ACL`, `gateway`, `data transfer`, `authorizer`, `logs`, `monitoring` or `keys and secrets`. */
  readonly layer: string;
  readonly what: string;
  readonly quantity: number;
  readonly unit: string;
  /** USD for each unit of the quantity: where AWS's price falls with the quantity, what it is on average. */
  readonly unitPrice: number;
  readonly usdPerMonth: number;
  readonly loweredBy: string;
  /** AWS's page with the price. */
  readonly source: string;
}

/** What a month costs at most, with every limit of the configuration met all the time. */
export interface WorstBill {
  /** USD a month. */
  readonly total: number;
  readonly currency: 'USD';
  /** When the prices were read. */
  readonly priceDate: string;
  /** Whose prices: us-east-1's, times a factor elsewhere. */
  readonly region: string;
  readonly hours: number;
  /** Requests of the month: those that pass the throttles, and of these the ones that are served and that invoke the authorizer. */
  readonly requests: { readonly arriving: number; readonly served: number; readonly authorized: number };
  readonly items: WorstBillItem[];
  /** What is in no item. */
  readonly notIncluded: string[];
  /** What is supposed where the configuration says nothing. */
  readonly assumptions: string[];
  /** Limits that are CDK tokens: the account's own limits stand in for them. */
  readonly tokens: string[];
}

/** The worst bill of a configuration. */
export function worstBill(source: BillSource): WorstBill {
  const traffic = billTraffic(source);
  const factor = regionFactor(source.region);
  const items = billLines(source, traffic).map((line) => priced(line, factor));
  const { arriving, served, authorized } = traffic;
  return {
    total: cents(items.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0)),
    currency: 'USD',
    priceDate: PRICE_DATE,
    region: regionText(source.region, factor),
    hours: HOURS,
    requests: { arriving: Math.round(arriving), served: Math.round(served), authorized: Math.round(authorized) },
    items,
    notIncluded: notIncluded(source, factor),
    assumptions: assumptions(source),
    tokens: source.tokens,
  };
}

/**
 * Why a bill may be higher than it is to be; nothing where it can't.
 *
 * @param most `maxMonthlyCost`, in USD
 */
export function costProblem(bill: WorstBill, most: number): string | undefined {
  if (bill.tokens.length > 0) {
    return `\`maxMonthlyCost\` must be compared with limits that are known at synth time, got tokens in ${bill.tokens.map((token) => `\`${token}\``).join(', ')}; ` +
      'right would be literal numbers there, or no `maxMonthlyCost`';
  }
  if (bill.total <= most) {
    return undefined;
  }
  const largest = bill.items.reduce((found, item) => (item.usdPerMonth > found.usdPerMonth ? item : found));
  return `\`maxMonthlyCost\` must be at least the worst bill of a month, ${usd(bill.total)} USD, got ${most}; the largest contributor is ` +
    `${largest.what} (${largest.layer}) with ${usd(largest.usdPerMonth)} USD; right would be ${largest.loweredBy}, or a \`maxMonthlyCost\` of ${Math.ceil(bill.total)}`;
}

function priced({ layer, what, quantity, price, loweredBy }: BillLine, factor: number): WorstBillItem {
  const exact = priceOf(price, quantity) * (price.global ? 1 : factor);
  return {
    layer,
    what,
    quantity: Number(quantity.toPrecision(12)),
    unit: price.unit,
    unitPrice: Number((exact / quantity).toPrecision(6)),
    usdPerMonth: cents(exact),
    loweredBy,
    source: price.source,
  };
}

/** Upwards: a bound is no less than what it bounds. */
function cents(amount: number): number {
  return Math.ceil(Number((amount * 100).toPrecision(12))) / 100;
}

function usd(amount: number): string {
  return amount.toFixed(2);
}

function regionText(region: string | undefined, factor: number): string {
  if (region === undefined) {
    return `${PRICE_REGION} (the stack's region is not known at synth time)`;
  }
  return factor === 1 ? `${region}, as ${PRICE_REGION}` : `${region}, taken as ${factor} times ${PRICE_REGION}`;
}

function notIncluded({ edge, privateEndpoints }: BillSource, factor: number): string[] {
  const refused = (PRICES.webAclRequests.tiers[0].usd + ASSUMED.accessLineBytes / 1_000 * PRICES.log.tiers[0].usd) * factor;
  const logged = ASSUMED.firewallLineBytes / 1_000 * PRICES.deliveredLog.tiers[0].usd * factor;
  return [
    'what targets cost: their functions, databases and calls of others',
    `requests beyond the limits, which nothing bounds but AWS Shield: ${usd(refused)} USD for each million that a rate rule or a throttle refuses, and up to ${usd(logged)} USD more ` +
      'for each million that another rule of the web ACL refuses, which has a line in the log',
    'taxes, discounts and free tiers, AWS Support, queries of logs, the user\'s own keys of AWS KMS, domain names and alarm actions',
    'API Gateway\'s execution log of errors, and reads of secrets by consumers',
    ...(edge ? [`requests to the website's pages${edge.webAcl ? '' : ', and the web ACL that `edge.webAclArn` names'}`] : []),
    ...(privateEndpoints ? ['the VPC endpoints'] : []),
  ];
}

function assumptions({ averageResponseBytes }: BillSource): string[] {
  return [
    `answers have ${averageResponseBytes} bytes on average (\`averageResponseBytes\`), refusals ${ASSUMED.refusalBytes}`,
    `every request that the authorizer sees brings a token of its own, so that its cache saves nothing, and takes ${ASSUMED.authorizerMilliseconds} ms`,
    `lines have ${ASSUMED.accessLineBytes} bytes in the access log, ${ASSUMED.firewallLineBytes} in the firewall's (every request matches a rule that counts), ` +
      `${ASSUMED.invocationLogBytes} for an invocation and ${ASSUMED.denialLineBytes} for a refusal of the authorizer; all logs are as old as \`logRetention\``,
    'the account\'s own limit is 10,000 requests a second for all methods together; throttles and quotas hold exactly, which AWS does not promise',
  ];
}
