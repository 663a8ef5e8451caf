import { listOf, resourcesOf } from '../api';
import { JsonMap, LocalAssembly, LocalResource, LocalStack } from '../assembly';
import { mapOf } from '../template-values';

/** Where a behaviour's requests go: the stage of an API, a bucket, or an address that is none of the assembly's. */
export type LocalOrigin =
  | { readonly kind: 'api'; readonly host: string; readonly path: string; readonly headers: ReadonlyArray<readonly [string, string]> }
  | { readonly kind: 'bucket'; readonly bucket: string; readonly path: string };

/** What a distribution does with the paths of a pattern. */
export interface LocalBehavior {
  readonly pattern: string;
  readonly methods: readonly string[];
  readonly origin: LocalOrigin;
  readonly viewerFunction?: LocalResource;
  readonly responseHeaders?: JsonMap;
  /** Name of the managed policy, or its id. */
  readonly cachePolicy: string;
  /** Which of the viewer's headers go to the origin. */
  readonly forwards: 'all' | 'all but Host' | 'none';
}

/** A CloudFront distribution, as its template has it. */
export interface LocalDistribution {
  readonly resource: LocalResource;
  readonly stack: LocalStack;
  /** In CloudFront's order: the first whose pattern fits; the default one fits always. */
  readonly behaviors: readonly LocalBehavior[];
  readonly defaultRootObject: string;
  readonly webAcl?: LocalResource;
  /** By status: seconds for which an error's answer is kept, and what is answered in its place. */
  readonly errors: ReadonlyMap<number, { readonly seconds: number; readonly pagePath?: string; readonly status?: number }>;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
const ORIGIN_REQUEST_POLICIES: { readonly [id: string]: LocalBehavior['forwards'] } = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': 'all', 'b689b0a8-53d0-40ab-baf2-68738e2966ac': 'all but Host',
};
/** "CachingDisabled": https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** "10 seconds": https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
export const DEFAULT_ERROR_SECONDS = 10;

/** Reads a distribution. */
export function readDistribution(assembly: LocalAssembly, stack: LocalStack, resource: LocalResource): LocalDistribution {
  const config = mapOf(resource.properties.DistributionConfig);
  const origins = new Map(listOf(config.Origins).map(mapOf).map((origin) => [String(origin.Id), originOf(origin)]));
  const behavior = (value: JsonMap, pattern: string): LocalBehavior => {
    const origin = origins.get(String(value.TargetOriginId));
    if (!origin) {
      throw new Error(`the distribution ${resource.logicalId} must have the origin that its behaviour ${pattern} names, got none`);
    }
    const viewer = listOf(value.FunctionAssociations).map(mapOf).find(({ EventType }) => EventType === 'viewer-request');
    return {
      pattern,
      methods: listOf(value.AllowedMethods ?? ['GET', 'HEAD']).map(String),
      origin,
      viewerFunction: viewer && resourcesOf(stack, 'AWS::CloudFront::Function').find(({ ref }) => String(viewer.FunctionARN).endsWith(`:function/${ref}`)),
      responseHeaders: resourcesOf(stack, 'AWS::CloudFront::ResponseHeadersPolicy').find(({ ref }) => ref === value.ResponseHeadersPolicyId)?.properties,
      cachePolicy: String(value.CachePolicyId ?? ''),
      forwards: ORIGIN_REQUEST_POLICIES[String(value.OriginRequestPolicyId)] ?? 'none',
    };
  };
  return {
    resource,
    stack,
    behaviors: [
      ...listOf(config.CacheBehaviors).map(mapOf).map((value) => behavior(value, String(value.PathPattern))),
      behavior(mapOf(config.DefaultCacheBehavior), '*'),
    ],
    defaultRootObject: typeof config.DefaultRootObject === 'string' ? config.DefaultRootObject : '',
    webAcl: webAclOf(assembly, config),
    errors: new Map(listOf(config.CustomErrorResponses).map(mapOf).map((error) => [Number(error.ErrorCode), {
      seconds: Number(error.ErrorCachingMinTTL ?? DEFAULT_ERROR_SECONDS),
      ...(typeof error.ResponsePagePath === 'string' && { pagePath: error.ResponsePagePath }),
      ...(error.ResponseCode !== undefined && { status: Number(error.ResponseCode) }),
    }])),
  };
}

function originOf(origin: JsonMap): LocalOrigin {
  const host = String(origin.DomainName);
  const path = typeof origin.OriginPath === 'string' ? origin.OriginPath : '';
  const bucket = /^(.+)\.s3(?:\.[a-z0-9-]+)?\.amazonaws\.com$/.exec(host)?.[1];
  return bucket === undefined ? {
    kind: 'api',
    host,
    path,
    headers: listOf(origin.OriginCustomHeaders).map(mapOf).map(({ HeaderName, HeaderValue }) => [String(HeaderName), String(HeaderValue)] as const),
  } : { kind: 'bucket', bucket, path };
}

function webAclOf({ stacks }: LocalAssembly, { WebACLId }: JsonMap): LocalResource | undefined {
  const [, name, id] = /\/webacl\/([^/]+)\/([^/]+)$/.exec(String(WebACLId)) ?? [];
  return stacks.flatMap((stack) => resourcesOf(stack, 'AWS::WAFv2::WebACL')).find(({ ref }) => ref.startsWith(`${name}|${id}|`));
}

/** Whether a pattern fits a path: `*` is any text and `?` one character, and case matters. */
export function fitsPattern(pattern: string, path: string): boolean {
  const expression = pattern.replace(/^(?![/*])/, '/').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^]*').replace(/\?/g, '[^]');
  return new RegExp(`^${expression}$`).test(path);
}

/** The path that behaviours are chosen by: without dot segments (RFC 3986, 6.2.2.3), while the origin gets it as it was sent. */
export function normalizedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/').slice(1)) {
    const plain = part.replace(/%2e/gi, '.');
    if (plain === '..') {
      parts.pop();
    } else if (plain !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}
