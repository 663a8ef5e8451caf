/**
 * Names under which common servers, frameworks and proxies take something else for a request than what was sent: another method, path,
 * host, user, client certificate or address. Firewall, API Gateway and authorizer judge what was sent, so such a request would be judged
 * as one thing and served as another.
 *
 * Sources of regular expressions for the whole name, in any case, that AWS WAF and JavaScript read alike.
 */

/** API Gateway itself reads the first; Rack, Express, Symfony, ASP.NET and OData read one of them. */
export const METHOD_HEADERS = ['x-(?:http-)?method(?:-override)?'];

/** The same in the query string. PHP reads `.` and `[` in a name as `_`, and its frameworks take the first of the list `_method[]`. */
export const METHOD_ARGUMENTS = ['[_.[](?:http[_.[])?method', 'x[-_.[](?:http[-_.[])?method(?:[-_.[]override)?'];

/** Without the method's. One of these an API can accept, with a reason. */
export const OVERRIDE_HEADERS = [
  // Path and host: IIS, Symfony and Zend (X-Original-URL, X-Rewrite-URL: CVE-2018-14773), ingress-nginx, Envoy, Azure App Service.
  'x-(?:original|rewrite|override|http|proxy|envoy|waws)-.+',
  '(?:base|http|proxy)-url',
  // Path below which a WSGI or CGI server finds itself.
  '(?:x-)?(?:script-name|path-info|request-uri)',
  // `Proxy` becomes HTTP_PROXY, through which a CGI program then sends its own requests (CVE-2016-5385).
  'proxy(?:-host)?',
  'x-(?:backend-)?host',
  // Path, host, scheme and user as reverse proxies and oauth2-proxy hand them on; API Gateway itself sets -For, -Port and -Proto.
  'x-forwarded(?:-(?:[^fp]|pa|pre|protocol).*)?',
  'forwarded.*',
  '(?:x-url-|x-)scheme|front-end-https',
  // Files that Rack and nginx serve (CVE-2025-61780), and checks that Next.js leaves out (CVE-2025-29927).
  'x-(?:accel|sendfile|middleware|invoke)-.+|x-matched-path',
  // Users and request contexts: load balancers, API Gateway, Lambda adapters.
  'x-amzn-(?:oidc|mtls|apigateway|(?:request|lambda)-context).*|x-apigateway-.+',
  // Users: nginx, Kong, Kubernetes, Google IAP, Azure, Cloudflare, Tailscale, Authelia, Grafana.
  'x-(?:goog-(?:authenticated|iap)|ms-(?:client-principal|token)|authenticated|consumer|credential|webauth|userinfo).*',
  'x-auth-(?:request|user|email|groups?|roles?).*',
  '(?:x-)?remote-(?:user|name|email|group|extra|addr|ip|host).*',
  '(?:impersonate|cf-access|tailscale)-.+',
  // Client certificates, which only who ended the TLS connection has seen (RFC 9440).
  '(?:x-)?(?:ssl-)?client-(?:cert|[si]-dn|dn|verify).*|x-(?:ssl|arr)-.+',
  // Addresses, on which lists and rates of servers behind the gateway rely.
  '(?:x-)?(?:real|true|(?:true-|cluster-)?client|originating|proxyuser)-ip',
  '(?:cf-connecting|fastly-client)-ip|x-azure-.+|x-custom-ip.*',
];

const METHOD = wholeName(METHOD_HEADERS);
const OVERRIDE = wholeName(OVERRIDE_HEADERS);
const ARGUMENT = new RegExp(`^(?:${METHOD_ARGUMENTS.join('|')})(?:$|\\[)`, 'i');

function wholeName(sources: string[]): RegExp {
  return new RegExp(`^(?:${sources.join('|')})$`, 'i');
}

/** Whether a header changes the method: API Gateway obeys one of them, so no API can accept it. */
export function isMethodHeader(name: string): boolean {
  return METHOD.test(name);
}

/** Whether the firewall refuses a header of this name. With `_` it reaches CGI, WSGI and PHP under the name that it has with `-`. */
export function isRefusedHeader(name: string): boolean {
  return name.includes('_') || METHOD.test(name) || OVERRIDE.test(name);
}

/** Whether the firewall refuses a query parameter of this name. */
export function isRefusedArgument(name: string): boolean {
  return ARGUMENT.test(name);
}
