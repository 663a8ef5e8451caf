import * as fs from 'fs';
import * as path from 'path';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as logs from 'aws-cdk-lib/aws-logs';
import { HttpMethod, ManagedRuleGroup, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiProps } from '../../lib';
import { accessLogFormat } from '../../lib/gateway/private/access-log-format';
import { Posture } from '../../lib/posture/posture';
import { ASSUMED } from '../../lib/posture/private/bill-items';
import { EDGE_PRICES, PAID_RULE_GROUPS, Price, PRICE_DATE, priceOf, PRICES } from '../../lib/posture/private/prices';
import { WorstBill, WorstBillItem } from '../../lib/posture/worst-bill';
import { ISSUER, sampleFunction } from '../support/sample-api';

const SECONDS = 730 * 3_600;

interface Made {
  readonly bill: WorstBill;
  readonly output: unknown;
}

/** An API with one route that needs a key and a consumer, unless `build` makes others. */
function make(props: Partial<SecureRestApiProps> = {}, build?: (api: SecureRestApi, target: RouteTarget) => void, region: string | undefined = 'us-east-1'): Made {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { region, account: '111122223333' } });
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], ...props });
  const target = RouteTarget.lambda(sampleFunction(stack, 'Handler'));
  if (build) {
    build(api, target);
  } else {
    api.addRoute({ method: HttpMethod.GET, path: '/orders', target, access: RouteAccess.roles('reader') });
    api.addConsumer('Partner', { throttle: { rateLimit: 5, burstLimit: 10 } });
  }
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  const outputs = Template.fromStack(stack).findOutputs('*') as { readonly [name: string]: { readonly Value: unknown } };
  return {
    bill: (JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Posture).worstBill,
    output: Object.entries(outputs).find(([name]) => name.includes('WorstMonthlyBill'))?.[1].Value,
  };
}

function item({ items }: WorstBill, layer: string, what: string): WorstBillItem {
  return items.find((entry) => entry.layer === layer && entry.what === what)!;
}

describe('a month at the limits', () => {
  const { bill, output } = make({ throttle: { rateLimit: 100, burstLimit: 200 } });

  test('is the throttle for all month, of which the consumer\'s two keys may have theirs served', () => {
    expect(bill.hours).toBe(730);
    expect(bill.requests).toEqual({
      arriving: 100 * SECONDS + 200,
      served: 2 * (5 * SECONDS + 10),
      authorized: 100 * SECONDS + 200,
    });
  });

  test.each([
    ['gateway', 'requests that are served', 2 * (5 * SECONDS + 10) / 1e6 * 3.5],
    ['web ACL', 'requests', (100 * SECONDS + 200) / 1e6 * 0.6],
    ['web ACL', 'web ACL', 5],
    ['authorizer', 'invocations', (100 * SECONDS + 200) / 1e6 * 0.2],
    ['authorizer', 'time', (100 * SECONDS + 200) * 0.01 * 0.5 / 1e6 * 13.3334],
    ['logs', 'access log', (100 * SECONDS + 200) * 1_024 / 1e9 * 0.5],
    ['monitoring', 'dashboard', 3],
    ['monitoring', 'API Gateway\'s metrics of each method', 1.5],
    ['keys and secrets', 'secrets', 0.4],
    ['data transfer', 'answers', (2 * (5 * SECONDS + 10) * 16_384 + (95 * SECONDS + 200 - 5 * SECONDS - 20) * 1_024) / 1e9 * 0.09],
  ])('%s: %s', (layer, what, usd) => {
    const { usdPerMonth } = item(bill, layer, what);
    expect(usdPerMonth).toBeGreaterThanOrEqual(Number(usd.toFixed(6)));
    expect(usdPerMonth).toBeLessThan(usd + 0.011);
  });

  test('counts each rule of the web ACL', () => {
    const { quantity } = item(bill, 'web ACL', 'rules');
    expect(quantity).toBeGreaterThan(10);
  });

  test('adds up, each line to its quantity at its price, and says when prices were read and where', () => {
    expect(bill.total).toBeCloseTo(bill.items.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0), 1);
    for (const { quantity, unitPrice, usdPerMonth } of bill.items) {
      expect(Math.abs(quantity * unitPrice - usdPerMonth)).toBeLessThan(0.011 + usdPerMonth * 1e-5);
    }
    expect(bill).toMatchObject({ currency: 'USD', priceDate: PRICE_DATE, region: 'us-east-1, as us-east-1', tokens: [] });
    expect(bill.items.every(({ source, loweredBy }) => source.startsWith('https://aws.amazon.com/') && loweredBy !== '')).toBe(true);
  });

  test('is an output of the stack', () => {
    expect(output).toBe(bill.total.toFixed(2));
  });

  test('has every layer in the order of a request\'s way, and says what is in none', () => {
    expect([...new Set(bill.items.map(({ layer }) => layer))])
      .toEqual(['web ACL', 'gateway', 'data transfer', 'authorizer', 'logs', 'monitoring', 'keys and secrets']);
    expect(bill.notIncluded.join()).toMatch(/what targets cost.*beyond the limits.* 1\.11 USD for each million/s);
  });
});

describe('what changes it', () => {
  const plain = make().bill;

  test('the stage\'s throttle holds for each method, and the account\'s limit for all of them', () => {
    const routes = (count: number) => make({}, (api, target) => {
      for (let index = 0; index < count; index += 1) {
        api.addRoute({ method: HttpMethod.GET, path: `/part${index}`, target, access: RouteAccess.roles('reader') });
      }
      api.addConsumer('Partner');
    }).bill.requests.arriving;
    expect(routes(3)).toBe(1_500 * SECONDS + 3_000);
    expect(routes(30)).toBe(10_000 * SECONDS + 5_000);
  });

  test('a route\'s own throttle takes the stage\'s place', () => {
    const { bill } = make({}, (api, target) => {
      api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.roles('reader'), throttle: { rateLimit: 2, burstLimit: 4 } });
      api.addConsumer('Partner');
    });
    expect(bill.requests.arriving).toBe(2 * SECONDS + 4);
  });

  test('a quota bounds what is served, in every period that a month touches and for both keys', () => {
    const withQuota = (period: apigateway.Period, offset?: number) => make({}, (api, target) => {
      api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.roles('reader') });
      api.addConsumer('Partner', { quota: { limit: 1_000, period, offset } });
    }).bill.requests.served;
    const { DAY, WEEK, MONTH } = apigateway.Period;
    expect([DAY, WEEK, MONTH].map((period) => withQuota(period))).toEqual([62_000, 12_000, 2_000]);
    expect(withQuota(apigateway.Period.MONTH, 5)).toBe(4_000);
  });

  test('a route without a key is served as often as its throttle lets it', () => {
    const { bill } = make({}, (api, target) => {
      api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.anyone('Everybody may know whether it is up').withoutApiKey('A status page has no key') });
    });
    expect(bill.requests).toEqual({ arriving: 500 * SECONDS + 1_000, served: 500 * SECONDS + 1_000, authorized: 0 });
    expect(item(bill, 'authorizer', 'invocations')).toBeUndefined();
    // 333 million at 3.50, 667 at 2.80, the rest at 2.38.
    expect(item(bill, 'gateway', 'requests that are served').usdPerMonth).toBeCloseTo(333 * 3.5 + 667 * 2.8 + (1_314.001 - 1_000) * 2.38, 1);
  });

  test('a preflight is a method of its own, which needs no key', () => {
    const { requests } = make({ cors: { allowOrigins: ['https://shop.example.com'] } }).bill;
    expect(requests.arriving).toBe(1_000 * SECONDS + 2_000);
    expect(requests.served).toBe(510 * SECONDS + 1_020);
  });

  test('allowed addresses, each within the rate rule', () => {
    const { requests } = make({ firewall: { allowedIps: ['203.0.113.0/30', '198.51.100.7/32'], rateLimit: 300 } }).bill;
    expect(requests.arriving).toBe(5 * SECONDS);
    expect(make({ firewall: { allowedIps: ['2001:db8::/48'] } }).bill.requests).toEqual(plain.requests);
  });

  test('capacity over 1,500 WCU, longer bodies and groups with a price', () => {
    const { bill } = make({ firewall: { capacityBudget: 2_500, managedRuleGroups: [ManagedRuleGroup.botControl(), ManagedRuleGroup.other('AWSManagedRulesUnixRuleSet', 400)] } });
    const millions = item(bill, 'web ACL', 'requests').quantity;
    expect(item(bill, 'web ACL', 'capacity over 1,500 WCU')).toMatchObject({ quantity: millions, unitPrice: 0.2 });
    expect(item(bill, 'web ACL', 'AwsBotControlRuleSet').usdPerMonth).toBe(10);
    expect(item(bill, 'web ACL', 'AwsBotControlRuleSet, by the request').quantity).toBe(millions);
    expect(item(plain, 'web ACL', 'capacity over 1,500 WCU')).toBeUndefined();
  });

  test('how long logs are kept', () => {
    const kept = (logRetention: logs.RetentionDays) => item(make({ logRetention }).bill, 'logs', 'logs that are kept').quantity;
    expect(kept(logs.RetentionDays.ONE_YEAR) / kept(logs.RetentionDays.ONE_MONTH)).toBeCloseTo(12, 0);
  });

  test('how long answers are', () => {
    const bytes = (averageResponseBytes: number) => item(make({ averageResponseBytes }).bill, 'data transfer', 'answers').quantity;
    expect(bytes(1_016_384) - bytes(16_384)).toBeCloseTo(plain.requests.served / 1_000, 0);
  });

  test('the region: named where it is unknown, and taken high where prices differ', () => {
    expect(make({}, undefined, undefined).bill.region).toBe('us-east-1, as us-east-1');
    const saoPaulo = make({}, undefined, 'sa-east-1').bill;
    expect(saoPaulo.region).toBe('sa-east-1, taken as 2 times us-east-1');
    expect(saoPaulo.total).toBeCloseTo(2 * plain.total, -1);
  });

  test('an Edge: its requests, functions, web ACL and log, and no data transfer of the region', () => {
    const { bill } = make({ edge: { domainNames: ['a.example.com'], certificate: acm.Certificate.fromCertificateArn(new Stack(), 'C', 'arn:aws:acm:us-east-1:111122223333:certificate/a'), website: {} } });
    expect(bill.items.filter(({ layer }) => layer === 'edge').map(({ what }) => what))
      .toEqual(['requests to the API', 'functions', 'reads of the origin secret and the website\'s key', 'answers', 'access log', 'web ACL', 'rules', 'requests']);
    expect(item(bill, 'data transfer', 'answers')).toBeUndefined();
    expect(item(bill, 'keys and secrets', 'secrets').quantity).toBe(3);
    expect(bill.notIncluded).toContain('requests to the website\'s pages');
  });
});

describe('maxMonthlyCost', () => {
  test('at the bill or over it, nothing happens', () => {
    const { total } = make().bill;
    expect(make({ maxMonthlyCost: total }).bill.total).toBe(total);
  });

  test('under it, synthesis fails and names the largest contributor and what lowers it', () => {
    expect(() => make({ maxMonthlyCost: 500 })).toThrow(
      /`maxMonthlyCost` must be at least the worst bill of a month, \d+\.\d\d USD, got 500; the largest contributor is firewall log \(logs\) with \d+\.\d\d USD; right would be a lower `throttle`.*, or a `maxMonthlyCost` of \d+/);
  });

  test('what the error advises helps', () => {
    expect(make({ maxMonthlyCost: 500, throttle: { rateLimit: 5, burstLimit: 10 } }).bill.total).toBeLessThanOrEqual(500);
  });

  test('tokens can\'t be compared, and the error says which', () => {
    const rateLimit = Lazy.number({ produce: () => 5 });
    expect(() => make({ maxMonthlyCost: 1e9, throttle: { rateLimit, burstLimit: 10 } })).toThrow(/`maxMonthlyCost` must be compared with limits that are known at synth time, got tokens in `throttle.rateLimit`/);
    expect(() => make({ maxMonthlyCost: rateLimit })).toThrow(/`maxMonthlyCost` must be known at synth time.*got a token/);
    const { bill } = make({ throttle: { rateLimit, burstLimit: 10 } });
    expect(bill.tokens).toEqual(['throttle.rateLimit']);
    expect(bill.requests.arriving).toBe(10_000 * SECONDS + 10);
  });

  test.each([0, -5, NaN, Infinity])('is an amount of money, and %s is none', (maxMonthlyCost) => {
    expect(() => make({ maxMonthlyCost })).toThrow('`maxMonthlyCost` must be more than 0 USD');
  });
});

describe('what is assumed', () => {
  test('an access log line is no longer than that, with the longest that its fields were seen to hold', () => {
    const format = JSON.parse(accessLogFormat().toString()) as { readonly [field: string]: string };
    const longest: { readonly [field: string]: number } = { route: 200, issuer: 120, sourceIp: 39, requestId: 36, requestTime: 26 };
    const line = JSON.stringify(Object.fromEntries(Object.keys(format).map((field) => [field, 'x'.repeat(longest[field] ?? 12)])));
    // CloudWatch adds 26 bytes to each event: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogEvents.html
    expect(line.length + 26).toBeLessThanOrEqual(ASSUMED.accessLineBytes);
  });
});

describe('prices', () => {
  const all: Price[] = [
    ...Object.values(PRICES), ...Object.values(EDGE_PRICES).flatMap((where) => Object.values(where)),
    ...Object.values(PAID_RULE_GROUPS).flatMap(({ month, requests }) => [month, requests]),
  ];

  test('fall with the quantity, and have a page and a unit', () => {
    for (const { tiers, source, unit } of all) {
      expect(tiers.at(-1)!.upTo).toBeUndefined();
      expect(tiers.slice(1).every(({ usd }, index) => usd < tiers[index].usd && tiers[index].upTo! > (tiers[index - 1]?.upTo ?? 0))).toBe(true);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\/|^https:\/\/aws\.amazon\.com\/ec2\/pricing/);
      expect(unit).not.toBe('');
    }
  });

  test('each part of a quantity has the price of its tier', () => {
    expect(priceOf(PRICES.restApiRequests, 0)).toBe(0);
    expect(priceOf(PRICES.restApiRequests, 333)).toBeCloseTo(1_165.5);
    expect(priceOf(PRICES.restApiRequests, 1_333)).toBeCloseTo(1_165.5 + 667 * 2.8 + 333 * 2.38);
    expect(priceOf(PRICES.restApiRequests, 25_000)).toBeCloseTo(1_165.5 + 667 * 2.8 + 19_000 * 2.38 + 5_000 * 1.51);
  });
});
