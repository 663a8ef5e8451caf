/**
 * AWS's list prices in us-east-1, in USD without taxes, discounts and free tiers: all prices that the library knows stand here.
 *
 * Read on the pages below, on the day of `PRICE_DATE`. What a region asks for more is in `REGION_FACTORS`.
 */
export const PRICE_DATE = '2026-11-27';
export const PRICE_REGION = 'us-east-1';

/** A price by the unit: what it is up to a quantity a month, then what it is beyond. */
export interface Price {
  readonly unit: string;
  readonly tiers: readonly PriceTier[];
  readonly source: string;
  /** Whether it is the same wherever the API stands. */
  readonly global?: boolean;
}

/** Part of a price list. */
export interface PriceTier {
  /** Up to how many units a month; absent for the last. */
  readonly upTo?: number;
  readonly usd: number;
}

const TERABYTE = 1_024;
const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';
const WAF = 'https://aws.amazon.com/waf/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const CLOUDFRONT = 'https://aws.amazon.com/cloudfront/pricing/';
const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';
const MILLION = 'million requests';

function flat(usd: number, unit: string, source: string, global?: true): Price {
  return { unit, tiers: [{ usd }], source, ...(global && { global }) };
}

/** Logs that a service delivers, and those of Lambda functions. */
const DELIVERED_LOG: PriceTier[] = [
  { upTo: 10 * TERABYTE, usd: 0.5 }, { upTo: 30 * TERABYTE, usd: 0.25 }, { upTo: 50 * TERABYTE, usd: 0.1 }, { usd: 0.05 },
];

export const PRICES = {
  restApiRequests: {
    unit: MILLION, tiers: [{ upTo: 333, usd: 3.5 }, { upTo: 1_000, usd: 2.8 }, { upTo: 20_000, usd: 2.38 }, { usd: 1.51 }], source: API_GATEWAY,
  },
  webAcl: flat(5, 'web ACL', WAF),
  webAclRule: flat(1, 'rule', WAF),
  webAclRequests: flat(0.6, MILLION, WAF),
  /** Each further 500 WCU over 1,500. */
  extraCapacity: flat(0.2, 'million requests and 500 WCU', WAF),
  /** Each further 16 KB of a body over the first 16 KB. */
  extraBody: flat(0.3, 'million requests and 16 KB', WAF),
  authorizerRequests: flat(0.2, 'million invocations', LAMBDA),
  /** Arm; the price falls after 7.5 thousand million GB-seconds, which no authorizer meets. */
  computeTime: flat(13.3334, 'million GB-seconds', LAMBDA),
  log: flat(0.5, 'GB', CLOUDWATCH),
  deliveredLog: { unit: 'GB', tiers: DELIVERED_LOG, source: CLOUDWATCH },
  storedLog: flat(0.03, 'GB kept, compressed', CLOUDWATCH),
  metrics: { unit: 'metric', tiers: [{ upTo: 10_000, usd: 0.3 }, { usd: 0.1 }], source: CLOUDWATCH },
  alarmMetrics: flat(0.1, 'metric of an alarm', CLOUDWATCH),
  dashboard: flat(3, 'dashboard', CLOUDWATCH),
  traces: flat(5, 'million traces', 'https://aws.amazon.com/xray/pricing/'),
  dataOut: { unit: 'GB', tiers: [{ upTo: 10 * TERABYTE, usd: 0.09 }, { upTo: 50 * TERABYTE, usd: 0.085 }, { upTo: 150 * TERABYTE, usd: 0.07 }, { usd: 0.05 }], source: EC2 },
  secret: flat(0.4, 'secret', SECRETS),
  secretCalls: flat(5, 'million calls', SECRETS),
  edgeFunctions: flat(0.1, 'million invocations', CLOUDFRONT, true),
  edgeStoreReads: flat(0.03, 'million reads', CLOUDFRONT, true),
  edgeLog: flat(0.023, 'GB kept, compressed', 'https://aws.amazon.com/s3/pricing/', true),
} as const satisfies { readonly [name: string]: Price };

/** What CloudFront asks for, by where viewers are: in North America and Europe, and at its dearest edge locations. */
export const EDGE_PRICES = {
  near: {
    requests: flat(1.2, MILLION, CLOUDFRONT, true),
    dataOut: { unit: 'GB', tiers: [{ upTo: 10 * TERABYTE, usd: 0.085 }, { upTo: 50 * TERABYTE, usd: 0.08 }, { upTo: 150 * TERABYTE, usd: 0.06 }, { usd: 0.04 }], source: CLOUDFRONT, global: true },
  },
  anywhere: {
    requests: flat(2.2, MILLION, CLOUDFRONT, true),
    dataOut: { unit: 'GB', tiers: [{ upTo: 10 * TERABYTE, usd: 0.12 }, { upTo: 150 * TERABYTE, usd: 0.105 }, { usd: 0.092 }], source: CLOUDFRONT, global: true },
  },
} as const satisfies { readonly [where: string]: { readonly requests: Price; readonly dataOut: Price } };

/** What managed rule groups cost a month and by the request, by the name of their rule. The others cost nothing beside their rule. */
export const PAID_RULE_GROUPS: { readonly [rule: string]: { readonly month: Price; readonly requests: Price } } = {
  AwsBotControlRuleSet: { month: flat(10, 'group', WAF), requests: flat(1, MILLION, WAF) },
  // By the attempt, 1 USD a thousand: as if every request were one.
  AwsATPRuleSet: { month: flat(10, 'group', WAF), requests: flat(1_000, 'million attempts', WAF) },
  AwsACFPRuleSet: { month: flat(10, 'group', WAF), requests: flat(1_000, 'million attempts', WAF) },
  AwsAntiDDoSRuleSet: { month: flat(20, 'group', WAF), requests: flat(0.15, MILLION, WAF) },
};

/**
 * How much dearer a region may be than us-east-1: of all prices above the one that differs most. The regions that are not named have the
 * largest difference that is known (logs and data transfer of São Paulo and Cape Town), so that the bound is one there too.
 */
const REGION_FACTORS: { readonly [region: string]: number } = { 'us-east-1': 1, 'us-east-2': 1, 'us-west-2': 1, 'eu-west-1': 1.15 };
const ELSEWHERE_FACTOR = 2;

export function regionFactor(region: string | undefined): number {
  return region === undefined ? 1 : REGION_FACTORS[region] ?? ELSEWHERE_FACTOR;
}

/** WCU that the price of a request includes. https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html */
const INCLUDED_CAPACITY = 1_500;
const CAPACITY_BLOCK = 500;

/** How often the price of extra capacity is paid for each request. */
export function extraCapacityBlocks(wcu: number): number {
  return Math.ceil(Math.max(wcu - INCLUDED_CAPACITY, 0) / CAPACITY_BLOCK);
}

/** What a quantity costs, in USD, each part of it at the price of its tier. */
export function priceOf({ tiers }: Price, quantity: number): number {
  let below = 0;
  let usd = 0;
  for (const tier of tiers) {
    const end = Math.min(tier.upTo ?? Infinity, quantity);
    if (end > below) {
      usd += (end - below) * tier.usd;
      below = end;
    }
  }
  return usd;
}
