import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { Cors } from '../../gateway/private/cors';
import { physicalName } from '../../shared/physical-name';

/** Headers on every answer: two years of HTTPS only, no guessing of types, no frames, no address of the page for others. */
function securityHeaders(contentSecurityPolicy: string, originMayReplace: boolean): cloudfront.ResponseSecurityHeadersBehavior {
  const override = !originMayReplace;
  return {
    strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override },
    referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override },
    contentSecurityPolicy: { contentSecurityPolicy, override },
  };
}

/** What a target's answer may say of its software. */
const TELLTALES = ['Server', 'X-Powered-By'];

/**
 * Headers on the API's answers. A target may send a policy of its own, and say that a public answer may be kept; where it says nothing,
 * nobody keeps it.
 *
 * With CORS, refusals of the web ACL and of the gateway get the origin that asked, if it is on the list: a gateway response can't compare.
 */
export function apiResponseHeaders(scope: Construct, id: string, cors: Cors | undefined): cloudfront.ResponseHeadersPolicy {
  return policy(scope, id, {
    securityHeadersBehavior: securityHeaders("default-src 'none'; frame-ancestors 'none'", true),
    customHeadersBehavior: { customHeaders: [{ header: 'Cache-Control', value: 'no-store', override: false }] },
    removeHeaders: TELLTALES,
    ...(cors && {
      corsBehavior: {
        accessControlAllowOrigins: cors.origins,
        accessControlAllowCredentials: cors.credentials,
        accessControlAllowHeaders: cors.headers,
        accessControlAllowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        ...(cors.exposeHeaders.length > 0 && { accessControlExposeHeaders: cors.exposeHeaders }),
        accessControlMaxAge: Duration.seconds(cors.maxAgeSeconds),
        // What the target or the preflight operation says itself stands.
        originOverride: false,
      },
    }),
  });
}

/** Headers on the website's pages. */
export function websiteResponseHeaders(scope: Construct, id: string, contentSecurityPolicy: string): cloudfront.ResponseHeadersPolicy {
  return policy(scope, id, {
    securityHeadersBehavior: securityHeaders(contentSecurityPolicy, false),
    customHeadersBehavior: {
      customHeaders: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true },
        { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', override: false },
      ],
    },
    removeHeaders: TELLTALES,
  });
}

/** Nothing inline, nothing of others, but connections to the origins listed. */
export function defaultContentSecurityPolicy(connectSources: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The name is one space for all regions of an account. */
function policy(scope: Construct, id: string, props: cloudfront.ResponseHeadersPolicyProps): cloudfront.ResponseHeadersPolicy {
  const own = new Construct(scope, id);
  return new cloudfront.ResponseHeadersPolicy(own, 'Policy', {
    responseHeadersPolicyName: physicalName(own, 110),
    ...props,
  });
}
