import { BilledWebAcl, BillSource } from './bill-source';
import { BillTraffic } from './bill-traffic';
import { EDGE_PRICES, extraCapacityBlocks, PAID_RULE_GROUPS, Price, PRICES } from './prices';

/** A quantity with its price, before it is money. */
export interface BillLine {
  readonly layer: string;
  readonly what: string;
  readonly quantity: number;
  readonly price: Price;
  /** What would make it less, as an error says it. */
  readonly loweredBy: string;
}

const MILLION = 1_000_000;
const GIGABYTE = 1_000_000_000;
const BODY_BLOCK_KILOBYTES = 16;

/** What is assumed beside the configuration; each stands in the posture. */
export const ASSUMED = {
  /** `test/posture/worst-bill.test.ts` holds the format to it. */
  accessLineBytes: 1_024,
  /** The longest that AWS WAF was seen to write; every request may match a rule that counts. */
  firewallLineBytes: 8_192,
  /** START, END and REPORT of an invocation, with the trace. */
  invocationLogBytes: 512,
  /** A line of the authorizer about a refusal. */
  denialLineBytes: 1_024,
  /** Verifying takes under a millisecond (bench); the rest is for cold starts and key sets that are fetched. */
  authorizerMilliseconds: 10,
  refusalBytes: 1_024,
  /** CloudWatch keeps logs compressed to about this share: the figure of AWS's own examples on its price page. */
  compression: 0.15,
  /** X-Ray's default rule: the first request of a second, and of the others. */
  traceShare: 0.05,
  /** Of a rotation: its four steps together, and their calls of Secrets Manager. */
  rotationSeconds: 900,
  rotationCalls: 30,
  edgeLineBytes: 512,
  /** Of the block list: its time limit in each of its runs, and as many lines as it has entries. */
  blockListSeconds: 240,
  blockListRuns: 12 * 730,
  blockListLineBytes: 400,
} as const;

const THROTTLES = 'a lower `throttle` (AWS applies it to each method), or `firewall.allowedIps` with a lower `firewall.rateLimit`';
const PLANS = 'a lower `throttle` or a `quota` of the consumers, `withoutApiKey` on fewer routes, or a lower `throttle` of the stage';

/** All that a month costs, in the order of a request's way. */
export function billLines(source: BillSource, traffic: BillTraffic): BillLine[] {
  return [...edgeLines(source, traffic), ...firewallLines('web ACL', source.webAcl, traffic), ...blockListLines(source), ...gatewayLines(source, traffic),
    ...authorizerLines(source, traffic), ...logLines(source, traffic), ...monitoringLines(source, traffic), ...secretLines(source)]
    .filter(({ quantity }) => quantity > 0);
}

function edgeLines({ edge, averageResponseBytes, retentionMonths }: BillSource, { arriving, served }: BillTraffic): BillLine[] {
  if (!edge) {
    return [];
  }
  const prices = edge.anywhere ? EDGE_PRICES.anywhere : EDGE_PRICES.near;
  const line = (what: string, quantity: number, price: Price, loweredBy = THROTTLES): BillLine => ({ layer: 'edge', what, quantity, price, loweredBy });
  return [
    line('requests to the API', arriving / MILLION, prices.requests, `${THROTTLES}, or \`edge.priceClass\``),
    line('functions', arriving / MILLION, PRICES.edgeFunctions),
    line('reads of the origin secret and the website\'s key', 2 * arriving / MILLION, PRICES.edgeStoreReads),
    line('answers', responseGigabytes(arriving, served, averageResponseBytes), prices.dataOut, `smaller answers (\`averageResponseBytes\`), or ${PLANS}`),
    line('access log', arriving * ASSUMED.edgeLineBytes * ASSUMED.compression * retentionMonths / GIGABYTE, PRICES.edgeLog, `a shorter \`logRetention\`, or ${THROTTLES}`),
    ...(edge.webAcl ? firewallLines('edge', edge.webAcl, { arriving }) : []),
  ];
}

function firewallLines(layer: string, { rules, groupRules, wcu, bodyKilobytes }: BilledWebAcl, { arriving }: Pick<BillTraffic, 'arriving'>): BillLine[] {
  const line = (what: string, quantity: number, price: Price, loweredBy: string): BillLine => ({ layer, what, quantity, price, loweredBy });
  const requests = arriving / MILLION;
  const fewer = 'fewer of `firewall.managedRuleGroups`';
  return [
    line('web ACL', 1, PRICES.webAcl, 'nothing: it is the protection'),
    // A group is charged as a rule where it stands, once more as a group, and for each rule in it.
    line('rules', rules.length + (groupRules > 0 ? 1 + groupRules : 0), PRICES.webAclRule, 'fewer parameters with rules of their own'),
    line('requests', requests, PRICES.webAclRequests, THROTTLES),
    line('capacity over 1,500 WCU', requests * extraCapacityBlocks(wcu), PRICES.extraCapacity, 'a lower `firewall.capacityBudget`'),
    line('bodies over 16 KB', requests * Math.max(Math.ceil(bodyKilobytes / BODY_BLOCK_KILOBYTES) - 1, 0), PRICES.extraBody, 'a lower `firewall.maxBodyBytes`'),
    ...rules.filter((rule) => PAID_RULE_GROUPS[rule]).flatMap((rule) => [
      line(rule, 1, PAID_RULE_GROUPS[rule].month, fewer),
      line(`${rule}, by the request`, requests, PAID_RULE_GROUPS[rule].requests, `${fewer}, or ${THROTTLES}`),
    ]),
  ];
}

/** The clock runs the function, and its list has an end: what comes in makes neither more. */
function blockListLines({ blockListAddresses, retentionMonths }: BillSource): BillLine[] {
  if (blockListAddresses === undefined) {
    return [];
  }
  const { blockListRuns: runs, blockListSeconds, blockListLineBytes } = ASSUMED;
  const line = (what: string, quantity: number, price: Price, loweredBy = 'no `firewall.blockList`'): BillLine => ({ layer: 'web ACL', what, quantity, price, loweredBy });
  // Each of both versions' entries may come and go in each run.
  const written = runs * 2 * 2 * blockListAddresses * blockListLineBytes / GIGABYTE;
  return [
    line('block list\'s runs', runs / MILLION, PRICES.authorizerRequests),
    // A quarter of a GB.
    line('block list\'s time', runs * blockListSeconds / 4 / MILLION, PRICES.computeTime),
    line('block list\'s log', written, PRICES.deliveredLog, 'a lower `firewall.blockList.maxAddresses`'),
    line('block list\'s log that is kept', written * ASSUMED.compression * retentionMonths, PRICES.storedLog, 'a shorter `logRetention`'),
  ];
}

function gatewayLines({ edge, privateEndpoints, averageResponseBytes }: BillSource, { arriving, served }: BillTraffic): BillLine[] {
  return [
    { layer: 'gateway', what: 'requests that are served', quantity: served / MILLION, price: PRICES.restApiRequests, loweredBy: PLANS },
    // To CloudFront and to VPC endpoints it costs nothing here.
    ...(edge || privateEndpoints ? [] : [{
      layer: 'data transfer',
      what: 'answers',
      quantity: responseGigabytes(arriving, served, averageResponseBytes),
      price: PRICES.dataOut,
      loweredBy: `smaller answers (\`averageResponseBytes\`), or ${PLANS}`,
    }]),
  ];
}

function authorizerLines({ authorizerMemoryMegabytes }: BillSource, { authorized }: BillTraffic): BillLine[] {
  const seconds = authorized * ASSUMED.authorizerMilliseconds / 1_000;
  return [
    { layer: 'authorizer', what: 'invocations', quantity: authorized / MILLION, price: PRICES.authorizerRequests, loweredBy: THROTTLES },
    { layer: 'authorizer', what: 'time', quantity: seconds * authorizerMemoryMegabytes / 1_024 / MILLION, price: PRICES.computeTime, loweredBy: THROTTLES },
  ];
}

function logLines({ retentionMonths }: BillSource, { arriving, authorized, denied }: BillTraffic): BillLine[] {
  const access = arriving * ASSUMED.accessLineBytes / GIGABYTE;
  const firewall = arriving * ASSUMED.firewallLineBytes / GIGABYTE;
  const functions = (authorized * ASSUMED.invocationLogBytes + denied * ASSUMED.denialLineBytes) / GIGABYTE;
  const line = (what: string, quantity: number, price: Price, loweredBy = THROTTLES): BillLine => ({ layer: 'logs', what, quantity, price, loweredBy });
  return [
    line('access log', access, PRICES.log),
    line('firewall log', firewall, PRICES.deliveredLog, `${THROTTLES}, or fewer rules that only count`),
    line('authorizer log', functions, PRICES.deliveredLog),
    line('logs that are kept', (access + firewall + functions) * ASSUMED.compression * retentionMonths, PRICES.storedLog, `a shorter \`logRetention\`, or ${THROTTLES}`),
  ];
}

function monitoringLines({ monitoring, methods }: BillSource, { arriving }: BillTraffic): BillLine[] {
  const line = (what: string, quantity: number, price: Price, loweredBy: string): BillLine => ({ layer: 'monitoring', what, quantity, price, loweredBy });
  const seconds = 730 * 3_600;
  const traces = Math.min(arriving, seconds + ASSUMED.traceShare * Math.max(arriving - seconds, 0));
  return [
    line('alarms', monitoring.alarmMetrics, PRICES.alarmMetrics, '`monitoring.withoutAlarms`'),
    line('metrics of our own', monitoring.metrics, PRICES.metrics, '`monitoring.withoutAlarms`'),
    // Count, 4XXError, 5XXError, Latency and IntegrationLatency of each.
    line('API Gateway\'s metrics of each method', 5 * methods.length, PRICES.metrics, 'fewer routes'),
    line('dashboard', monitoring.dashboards, PRICES.dashboard, 'nothing: it is one'),
    line('traces', traces / MILLION, PRICES.traces, `a sampling rule of AWS X-Ray for the API, or ${THROTTLES}`),
  ];
}

function secretLines({ secrets, rotations }: BillSource): BillLine[] {
  const line = (what: string, quantity: number, price: Price, loweredBy: string): BillLine => ({ layer: 'keys and secrets', what, quantity, price, loweredBy });
  const times = secrets * rotations;
  return [
    line('secrets', secrets, PRICES.secret, 'fewer consumers'),
    line('calls of the rotations', times * ASSUMED.rotationCalls / MILLION, PRICES.secretCalls, 'a longer `apiKeyRotationSchedule`'),
    // A quarter of a GB for the functions of all rotations.
    line('rotations\' time', times * ASSUMED.rotationSeconds / 4 / MILLION, PRICES.computeTime, 'a longer `apiKeyRotationSchedule`'),
  ];
}

function responseGigabytes(arriving: number, served: number, responseBytes: number): number {
  return (served * responseBytes + (arriving - served) * ASSUMED.refusalBytes) / GIGABYTE;
}
