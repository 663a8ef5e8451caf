/** What a configuration allows, as far as it costs. A limit that is a CDK token, or absent where it could be there, is `undefined`. */
export interface BillSource {
  /** `undefined` where the stack does not say. */
  readonly region?: string;
  readonly methods: BilledMethod[];
  readonly consumers: BilledConsumer[];
  /** Requests a second that the addresses of `firewall.allowedIps` may send together, by the rate rule; absent without such a list. */
  readonly addressRate?: number;
  readonly webAcl: BilledWebAcl;
  readonly edge?: BilledEdge;
  readonly authorizerMemoryMegabytes: number;
  /** Months for which logs are kept. */
  readonly retentionMonths: number;
  readonly averageResponseBytes: number;
  readonly privateEndpoints: boolean;
  readonly monitoring: BilledMonitoring;
  /** Most addresses of each version on the block list; absent without one. */
  readonly blockListAddresses?: number;
  /** Secrets that are rotated. */
  readonly secrets: number;
  /** Of each of them, in a month. */
  readonly rotations: number;
  /** What is a CDK token, so that AWS's own limit of the account stands in for it. */
  readonly tokens: string[];
}

/** A method of a path, with the throttle that API Gateway applies to it. */
export interface BilledMethod {
  readonly rate?: number;
  readonly burst?: number;
  readonly apiKey: boolean;
  readonly authorizer: boolean;
}

/** A consumer's limits, for each key. */
export interface BilledConsumer {
  readonly rate?: number;
  readonly burst?: number;
  /** Requests in a month; absent without a quota. */
  readonly quota?: number;
}

/** A web ACL. */
export interface BilledWebAcl {
  /** Names of its rules. */
  readonly rules: string[];
  /** Rule groups of its own, and their rules. */
  readonly groupRules: number;
  readonly wcu: number;
  readonly bodyKilobytes: number;
}

/** Amazon CloudFront in front. */
export interface BilledEdge {
  /** Absent where the web ACL is another stack's. */
  readonly webAcl?: BilledWebAcl;
  readonly website: boolean;
  /** Whether edge locations outside of North America and Europe serve too. */
  readonly anywhere: boolean;
}

/** What watches. */
export interface BilledMonitoring {
  readonly alarmMetrics: number;
  readonly metrics: number;
  readonly dashboards: number;
}
