import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AccessAlternative } from '../contracts/authorizer';
import { BoundRoute } from '../routes/private/bound-route';
import { alsoServed } from '../routes/private/route-choice';
import { OpenPlace } from '../schema/private/json-schema';
import { PostureIssuer } from './issuers';
import { WorstBill } from './worst-bill';

/** An exception to a protection, and the user's reason. */
export interface PostureException {
  readonly kind: string;
  readonly reason: string;
}

/** What protects one route. */
export interface PostureRoute {
  readonly method: string;
  readonly path: string;
  /** Paths of other routes where this one answers its method too, since they have not got it: what guards those routes does not hold there. */
  readonly alsoServes: string[];
  readonly operationId: string;
  readonly access: string;
  /** The same for programs: a token satisfies one of these, and an empty one is satisfied by any valid token. Absent where no token is asked for. */
  readonly requires?: AccessAlternative[];
  readonly apiKey: boolean;
  readonly parameters: string[];
  /** Which query parameters pass beside them: none (`per route`), those of the API's other routes (`per API`), or any (`free`). */
  readonly queryNames: string;
  readonly body: string;
  readonly throttle: string;
  readonly target: string;
  readonly role: string;
  readonly exceptions: PostureException[];
  readonly openPlaces: OpenPlace[];
}

/** Something about a route that a reviewer should see, and nobody gave a reason for. */
export interface PostureFinding {
  /** Such as `GET /orders`. */
  readonly route: string;
  readonly finding: string;
}

/** One rule of the web ACL. */
export interface PostureFirewallRule {
  readonly name: string;
  readonly priority: number;
  readonly action: string;
  readonly wcu: number;
  /** What the rule is for, or the user's reason for an exception. */
  readonly purpose: string;
}

/** What a consumer may use. */
export interface PostureConsumer {
  readonly id: string;
  readonly throttle: string;
  readonly quota: string;
}

/** What stands in front of the API. */
export interface PostureEdge {
  readonly domainNames: string[];
  readonly tls: string;
  /** By what the API knows the Edge. */
  readonly origin: string;
  readonly website: string;
  /** Whose tokens come with the API key that the Edge adds for the website. */
  readonly websiteTokens: string[];
  readonly webAcl: string;
  readonly firewall: PostureFirewallRule[];
  readonly exceptions: PostureException[];
}

/** The format's version: it rises where a reader of the former one would read something wrong, and stays where something is added. */
export const POSTURE_VERSION = 1;

/**
 * What protects what: written beside the template, so that a reviewer or a pipeline can read it. The format is public: docs/report.md says what
 * a reader may rely on.
 */
export interface Posture {
  readonly version: typeof POSTURE_VERSION;
  /** Place of the construct in the app. */
  readonly api: string;
  /** File of the template that has the API, in the same folder. */
  readonly template: string;
  /** Logical id of the `AWS::ApiGateway::RestApi` in it. */
  readonly restApi: string;
  readonly stage: string;
  /**
   * What the stage lets through of each method of each path, for all callers of it together, where a route has no throttle of its own: "Per-API,
   * per-stage throttling limits are applied at the API method level for a stage".
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  readonly throttle: string;
  readonly rotationSchedule: string;
  readonly issuers: PostureIssuer[];
  /** How long an answer of the authorizer is kept. */
  readonly authorizerCache: string;
  /** What is loosened for the API as a whole. */
  readonly exceptions: PostureException[];
  readonly routes: PostureRoute[];
  readonly findings: PostureFinding[];
  readonly firewall: { readonly rules: PostureFirewallRule[]; readonly wcu: number; readonly budget: number };
  readonly consumers: PostureConsumer[];
  readonly edge?: PostureEdge;
  /** What a month costs at most. */
  readonly worstBill: WorstBill;
}

/** The part of the posture that a route has. */
export function postureRoute(route: BoundRoute, all: readonly BoundRoute[], queryNames: string): PostureRoute {
  return {
    method: route.method,
    path: route.path,
    alsoServes: alsoServed(route, all),
    operationId: route.operationId,
    access: route.access._describe(),
    requires: route.access._alternatives,
    apiKey: route.access._apiKeyRequired,
    parameters: route.parameters.map((parameter) => parameter._describe()),
    queryNames,
    body: route.body._describe(),
    throttle: describeThrottle(route.throttle) ?? 'stage',
    target: route.integration.description,
    role: route.integration.role,
    exceptions: [
      ...route.access._exceptions.map(({ kind, reason }) => ({ kind, reason })),
      ...(route.body._reason !== undefined ? [{ kind: route.body._kind === 'json' ? 'acceptUnenforced' : `RequestBody.${route.body._kind}`, reason: route.body._reason }] : []),
      ...(route.body._encodingReason !== undefined ? [{ kind: 'withContentEncoding', reason: route.body._encodingReason }] : []),
      ...(route.allowUndeclaredQuery !== undefined ? [{ kind: 'allowUndeclaredQuery', reason: route.allowUndeclaredQuery }] : []),
      ...route.notes.map((note) => ({ kind: 'import', reason: note })),
    ],
    openPlaces: route.body._openPlaces,
  };
}

/** `20/s, burst 40`, or nothing where no limit is set. */
export function describeThrottle(throttle: apigateway.ThrottleSettings | undefined): string | undefined {
  if (throttle?.rateLimit === undefined && throttle?.burstLimit === undefined) {
    return undefined;
  }
  return [
    ...(throttle.rateLimit !== undefined ? [`${shownLimit(throttle.rateLimit)}/s`] : []),
    ...(throttle.burstLimit !== undefined ? [`burst ${shownLimit(throttle.burstLimit)}`] : []),
  ].join(', ');
}

/** A number that is a CDK token has no digits yet. */
export function shownLimit(value: number | undefined): string {
  return Token.isUnresolved(value) ? '(token)' : String(value);
}
