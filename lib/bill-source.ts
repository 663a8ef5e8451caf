import { Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AUTHORIZER_METRICS, DENIAL_REASONS } from './contracts/authorizer';
import { ORIGIN_METRICS, ROTATION_METRICS } from './contracts/rotation';
import { mostRotations } from './contracts/rotation-schedule';
import { Edge } from './edge/edge';
import { allowedAddresses } from './firewall/private/allowed-addresses';
import { DEFAULT_RATE_LIMIT } from './firewall/private/rate-rules';
import { WebAcl } from './firewall/web-acl';
import { ApiConsumer } from './keys/api-consumer';
import { BilledConsumer, BilledMethod, BilledMonitoring, BilledWebAcl, BillSource } from './posture/private/bill-source';
import { HOURS } from './posture/private/bill-traffic';
import { BoundRoute, needsKeyCheck, needsPathCheck } from './routes/private/bound-route';
import { SecureRestApiProps } from './secure-rest-api-props';

/** What of an API costs. */
export interface BilledApi {
  readonly scope: Construct;
  readonly props: SecureRestApiProps;
  readonly throttle: apigateway.ThrottleSettings;
  readonly routes: readonly BoundRoute[];
  readonly consumers: readonly ApiConsumer[];
  readonly webAcl: WebAcl;
  readonly edge?: Edge;
  readonly websiteKey: boolean;
  readonly rotationSchedule: string;
  readonly authorizerMemoryMegabytes: number;
}

/** In the rule group of the Edge, lambda/origin-secret-rotation. */
const RULES_ON_THE_ORIGIN_SECRET = 1;
/** Answers of an API of which nobody said how long they are. */
const DEFAULT_RESPONSE_BYTES = 16_384;
/** Windows of the rate rules: five minutes. */
const RATE_SECONDS = 300;
const DAYS_OF_A_MONTH = HOURS / 24;
/** The longest that CloudWatch Logs has, but for keeping for ever. */
const LONGEST_RETENTION_DAYS = 3_653;
/** Periods of a quota that a month touches at most. */
const PERIODS: { readonly [period: string]: number } = { DAY: 31, WEEK: 6, MONTH: 1 };

/** An API's limits, as far as they cost: asked for when the template is written, when all routes and consumers are there. */
export function billSource(api: BilledApi): BillSource {
  const { scope, props, edge, consumers, rotationSchedule } = api;
  const { region } = Stack.of(scope);
  const tokens: string[] = [];
  const known = (name: string, value: number | undefined): number | undefined => {
    if (!Token.isUnresolved(value)) {
      return value;
    }
    tokens.push(name);
    return undefined;
  };
  const addresses = allowedAddresses(props.firewall?.allowedIps);
  return {
    region: Token.isUnresolved(region) ? undefined : region,
    methods: billedMethods(api, known),
    consumers: consumers.map((consumer) => billedConsumer(consumer, known)),
    addressRate: addresses === undefined ? undefined : addresses * (props.firewall?.rateLimit ?? DEFAULT_RATE_LIMIT) / RATE_SECONDS,
    webAcl: { ...billedWebAcl(api.webAcl), bodyKilobytes: api.webAcl._bodyKilobytes, groupRules: edge ? RULES_ON_THE_ORIGIN_SECRET : 0 },
    edge: edge && {
      webAcl: edge.webAcl && { ...billedWebAcl(edge.webAcl), bodyKilobytes: 0, groupRules: 0 },
      website: edge.websiteBucket !== undefined,
      anywhere: props.edge?.priceClass !== cloudfront.PriceClass.PRICE_CLASS_100,
    },
    blockListAddresses: api.webAcl._blockListAddresses,
    authorizerMemoryMegabytes: api.authorizerMemoryMegabytes,
    retentionMonths: retentionMonths(props),
    averageResponseBytes: known('averageResponseBytes', props.averageResponseBytes) ?? DEFAULT_RESPONSE_BYTES,
    privateEndpoints: props.privateEndpoints !== undefined,
    monitoring: billedMonitoring(scope, edge !== undefined),
    secrets: consumers.length + (edge ? 1 : 0),
    rotations: mostRotations(rotationSchedule, PERIODS.DAY),
    tokens,
  };
}

type Known = (name: string, value: number | undefined) => number | undefined;

function billedMethods({ props, throttle, routes, websiteKey }: BilledApi, known: Known): BilledMethod[] {
  const stage = { rate: known('throttle.rateLimit', throttle.rateLimit), burst: known('throttle.burstLimit', throttle.burstLimit) };
  const own = (route: BoundRoute): Pick<BilledMethod, 'rate' | 'burst'> => route.throttle ? {
    rate: known(`throttle.rateLimit of ${route.method} ${route.path}`, route.throttle.rateLimit),
    burst: known(`throttle.burstLimit of ${route.method} ${route.path}`, route.throttle.burstLimit),
  } : stage;
  return [
    ...routes.map((route) => ({
      ...own(route),
      apiKey: route.access._apiKeyRequired,
      authorizer: route.access._alternatives !== undefined || needsPathCheck(route) || needsKeyCheck(route, websiteKey),
    })),
    // A preflight on each path.
    ...(props.cors ? [...new Set(routes.map(({ path }) => path))].map(() => ({ ...stage, apiKey: false, authorizer: false })) : []),
  ];
}

function billedConsumer(consumer: ApiConsumer, known: Known): BilledConsumer {
  const { throttle, quota } = consumer._limits;
  const { id } = consumer.node;
  const limit = quota && known(`quota.limit of ${id}`, quota.limit);
  // A period that does not begin with the month has two in it.
  const periods = quota && PERIODS[quota.period as string] + (quota.period === apigateway.Period.MONTH && quota.offset !== undefined ? 1 : 0);
  return {
    rate: known(`throttle.rateLimit of ${id}`, throttle.rateLimit),
    burst: known(`throttle.burstLimit of ${id}`, throttle.burstLimit),
    quota: limit !== undefined && periods !== undefined ? limit * periods : undefined,
  };
}

function billedWebAcl(webAcl: Pick<WebAcl, 'capacity' | 'describeFirewall'>): Pick<BilledWebAcl, 'rules' | 'wcu'> {
  return { rules: webAcl.describeFirewall().map(({ name }) => name), wcu: webAcl.capacity };
}

/** Months of lines that are there at once. Without an end they grow from month to month: ten years of them. */
function retentionMonths({ logRetention }: SecureRestApiProps): number {
  const days = Number(logRetention ?? logs.RetentionDays.ONE_YEAR);
  return Math.max(Math.min(days, LONGEST_RETENTION_DAYS) / DAYS_OF_A_MONTH, 1);
}

/** An alarm is charged by the metrics that it reads, and a band as two more of them. https://aws.amazon.com/cloudwatch/pricing/ */
function billedMonitoring(scope: Construct, edge: boolean): BilledMonitoring {
  const stack = Stack.of(scope);
  const within = scope.node.findAll();
  const ofAlarms = within.filter((node): node is cloudwatch.CfnAlarm => node instanceof cloudwatch.CfnAlarm).map((alarm) => {
    const queries = (stack.resolve(alarm.metrics) ?? []) as { readonly metricStat?: object; readonly expression?: string }[];
    const read = queries.filter(({ metricStat }) => metricStat !== undefined).length;
    return queries.length === 0 ? 1 : read + (queries.some(({ expression }) => expression?.startsWith('ANOMALY_DETECTION_BAND')) ? 2 : 0);
  });
  return {
    alarmMetrics: ofAlarms.reduce((total, count) => total + count, 0),
    metrics: within.filter((node) => node instanceof logs.CfnMetricFilter).length + DENIAL_REASONS + AUTHORIZER_METRICS + ROTATION_METRICS +
      (edge ? ORIGIN_METRICS : 0),
    dashboards: within.filter((node) => node instanceof cloudwatch.CfnDashboard).length,
  };
}
