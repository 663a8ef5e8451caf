import { randomUUID } from 'crypto';
import { WafRule } from '../../lib/firewall/private/waf-rule';
import { listOf } from '../api';
import { LocalAssembly, LocalResource } from '../assembly';
import { KeyValueStores } from '../control-plane/key-value-stores';
import { headerValues } from '../headers';
import { WebAclLayer } from '../layers/web-acl';
import { mapOf } from '../template-values';
import { Clock, GatewayRequest, GatewayResponse, Trace } from '../types';
import { CACHING_DISABLED, DEFAULT_ERROR_SECONDS, fitsPattern, LocalBehavior, LocalDistribution, normalizedPath } from './distribution';
import { ViewerFunction } from './function-runtime';
import { withPolicy } from './response-headers';
import { BucketFiles } from './website-files';

/** What an Edge needs beside its distribution. */
export interface EdgeParts {
  /** Answers as the API behind does. */
  readonly origin: (request: GatewayRequest, trace: Trace) => Promise<GatewayResponse>;
  readonly stores: KeyValueStores;
  readonly ruleGroup: (arn: string) => WafRule[];
  readonly clock: Clock;
}

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
/** One of the addresses by which CloudFront calls origins (the managed prefix list `com.amazonaws.global.cloudfront.origin-facing`). */
const ORIGIN_FACING_ADDRESS = '130.176.0.1';
/** Codes whose answers CloudFront keeps: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html */
const KEPT_ERRORS = new Set([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
/** As many answers as are kept. */
const MOST_KEPT = 1_000;

/** CloudFront in front of an API: web ACL, behaviour, function, origin, errors that are kept, headers of the answer. */
export class LocalEdge {
  public readonly webAcl?: WebAclLayer;
  private readonly functions = new Map<string, ViewerFunction>();
  private readonly buckets = new Map<string, BucketFiles>();
  private readonly kept = new Map<string, { readonly until: number; readonly response: GatewayResponse }>();

  /** @throws where CloudFront would not take a function */
  public constructor(assembly: LocalAssembly, private readonly distribution: LocalDistribution, private readonly parts: EdgeParts) {
    const { webAcl, stack, behaviors } = distribution;
    this.webAcl = webAcl && new WebAclLayer(webAcl, stack, parts.ruleGroup, parts.clock);
    for (const { viewerFunction, origin } of behaviors) {
      if (viewerFunction) {
        const { logicalId, properties } = viewerFunction;
        this.functions.set(logicalId, new ViewerFunction(String(properties.FunctionCode), this.storeOf(viewerFunction)));
      }
      if (origin.kind === 'bucket') {
        this.buckets.set(origin.bucket, new BucketFiles(assembly, origin.bucket));
      }
    }
  }

  public async handle(request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    const { resource, webAcl, behaviors } = this.distribution;
    const id = randomUUID();
    const sign = (response: GatewayResponse): GatewayResponse => (
      { ...response, headers: [...response.headers, ['Via', '1.1 local.cloudfront.net (CloudFront)'], ['X-Amz-Cf-Id', id]] });
    const judged = this.webAcl?.check(request);
    if (judged?.refusal) {
      trace.add({ layer: 'edge', decision: 'refused', reason: `the rule ${judged.rule ?? '(default)'} of the Edge's web ACL answers ${judged.refusal.status}`, rule: judged.rule, resource: webAcl?.logicalId, source: `${GUIDE}/distribution-web-awswaf.html` });
      return sign(judged.hasOwnAnswer === true ? judged.refusal : cloudFrontError(judged.refusal.status));
    }
    const behavior = behaviors.find(({ pattern }) => fitsPattern(pattern, normalizedPath(request.rawPath)))!;
    if (!behavior.methods.includes(request.method)) {
      trace.add({ layer: 'edge', decision: 'refused', reason: `the behaviour ${behavior.pattern} allows no ${request.method}`, resource: resource.logicalId, source: `${GUIDE}/DownloadDistValuesCacheBehavior.html#DownloadDistValuesAllowedHTTPMethods` });
      return sign(this.finished(behavior, request, cloudFrontError(403)));
    }
    return sign(this.finished(behavior, request, await this.answered(behavior, request, trace)));
  }

  private finished({ responseHeaders }: LocalBehavior, request: GatewayRequest, response: GatewayResponse): GatewayResponse {
    return withPolicy(responseHeaders, request, response);
  }

  private async answered(behavior: LocalBehavior, request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    const { viewerFunction } = behavior;
    let sent = request;
    if (viewerFunction) {
      try {
        const result = await this.functions.get(viewerFunction.logicalId)!.run(request);
        if ('response' in result) {
          trace.add({ layer: 'edge', decision: 'refused', reason: `the function answers ${result.response.status}`, resource: viewerFunction.logicalId, source: `${GUIDE}/functions-event-structure.html` });
          return result.response;
        }
        sent = result.request;
      } catch {
        trace.add({ layer: 'edge', decision: 'refused', reason: 'the function failed, or gave what CloudFront does not take', resource: viewerFunction.logicalId, source: `${GUIDE}/http-502-bad-gateway.html` });
        return cloudFrontError(502);
      }
    }
    trace.add({ layer: 'edge', decision: 'passed', reason: `the behaviour ${behavior.pattern} sends it to ${behavior.origin.kind === 'api' ? 'the API' : 'the website\'s bucket'}`, resource: this.distribution.resource.logicalId });
    return this.keptOrAsked(behavior, sent, trace);
  }

  /** An error's answer may be another's: it is kept by path, and by what the cache policy adds to the key. */
  private async keptOrAsked(behavior: LocalBehavior, request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    const now = this.parts.clock.now();
    // "CachingDisabled" has an empty key beside host and path: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
    const key = `${behavior.pattern} ${request.rawPath}${behavior.cachePolicy === CACHING_DISABLED ? '' : `?${request.rawQuery ?? ''}`}`;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const known = reads ? this.kept.get(key) : undefined;
    if (known && known.until > now) {
      trace.add({ layer: 'edge', decision: 'answered', reason: 'an error that was kept', resource: this.distribution.resource.logicalId, source: `${GUIDE}/custom-error-pages-expiration.html` });
      return known.response;
    }
    const asked = await this.ask(behavior, request, trace);
    const error = this.distribution.errors.get(asked.status);
    const seconds = error?.seconds ?? DEFAULT_ERROR_SECONDS;
    const response = error?.pagePath === undefined ? asked : await this.errorPage(error.pagePath, error.status ?? asked.status, request, trace);
    if (reads && KEPT_ERRORS.has(asked.status) && seconds > 0) {
      this.kept.delete(key);
      this.kept.set(key, { until: now + seconds * 1_000, response });
      const oldest = this.kept.keys().next();
      if (this.kept.size > MOST_KEPT && !oldest.done) {
        this.kept.delete(oldest.value);
      }
    }
    return response;
  }

  private async errorPage(pagePath: string, status: number, request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    const behavior = this.distribution.behaviors.find(({ pattern }) => fitsPattern(pattern, pagePath))!;
    return { ...await this.ask(behavior, { ...request, method: 'GET', rawPath: pagePath }, trace), status };
  }

  private async ask({ origin, forwards }: LocalBehavior, request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    if (origin.kind === 'bucket') {
      const path = request.rawPath === '/' ? `/${this.distribution.defaultRootObject}` : request.rawPath;
      let key: string;
      try {
        key = decodeURIComponent(`${origin.path}${path}`.slice(1));
      } catch {
        return cloudFrontError(400);
      }
      const answer = this.buckets.get(origin.bucket)!.answer(key);
      trace.add({ layer: 'edge', decision: 'answered', reason: `${answer.status} from the website's files` });
      return answer;
    }
    const own = new Set(['host', 'via', 'x-amz-cf-id', 'x-forwarded-for', ...origin.headers.map(([name]) => name.toLowerCase())]);
    const viewers = forwards === 'none' ? request.headers.filter(([name]) => /^content-(?:type|length)$|^user-agent$/i.test(name)) : request.headers;
    return this.parts.origin({
      ...request,
      rawPath: `${origin.path}${request.rawPath}`,
      sourceIp: ORIGIN_FACING_ADDRESS,
      headers: [
        ['Host', forwards === 'all' ? headerValues(request.headers, 'host').pop() ?? origin.host : origin.host],
        ...viewers.filter(([name]) => !own.has(name.toLowerCase())),
        ...origin.headers,
        ['Via', '1.1 local.cloudfront.net (CloudFront)'],
        ['X-Forwarded-For', [...headerValues(request.headers, 'x-forwarded-for'), request.sourceIp].join(', ')],
      ],
    }, trace);
  }

  private storeOf({ properties }: LocalResource): (key: string) => string | undefined {
    const associated = listOf(mapOf(properties.FunctionConfig).KeyValueStoreAssociations).map(mapOf);
    const arn = associated.map(({ KeyValueStoreARN }) => String(KeyValueStoreARN)).at(0);
    return (key) => (arn === undefined ? undefined : this.parts.stores.value(arn, key));
  }
}

/** An answer of CloudFront's own: a page that says as much as its status. */
function cloudFrontError(status: number): GatewayResponse {
  const body = `<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>${status} ERROR</H1></BODY></HTML>`;
  return { status, headers: [['Content-Type', 'text/html'], ['X-Cache', 'Error from cloudfront']], body: Buffer.from(body) };
}
