import { isMethodHeader, isRefusedArgument, isRefusedHeader } from '../../../lib/routes/private/override-names';

test.each([
  'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'x-method',
])('no API can accept %s', (name) => {
  expect(isMethodHeader(name)).toBe(true);
  expect(isRefusedHeader(name)).toBe(true);
});

test.each([
  // path and host
  'X-Original-URL', 'X-Rewrite-URL', 'X-Override-URL', 'X-Original-URI', 'X-Original-Host', 'X-Original-Method', 'X-WAWS-Unencoded-URL', 'X-Envoy-Original-Path', 'X-Proxy-Url',
  'X-HTTP-DestinationURL', 'X-HTTP-Host-Override', 'X-Forwarded-Host', 'X-Forwarded-Server', 'X-Forwarded-Prefix', 'X-Forwarded-Path', 'X-Forwarded-Uri', 'X-Forwarded-Method',
  'X-Forwarded-Scheme', 'X-Forwarded-Ssl', 'X-Forwarded-Protocol', 'X-Forwarded', 'Forwarded', 'Forwarded-For', 'X-Host', 'X-Backend-Host', 'X-Script-Name', 'Script-Name',
  'Path-Info', 'Request-Uri', 'Base-Url', 'Http-Url', 'Proxy', 'Proxy-Host', 'X-Scheme', 'X-Url-Scheme', 'Front-End-Https',
  // files and checks of the server itself
  'X-Accel-Redirect', 'X-Accel-Mapping', 'X-Sendfile-Type', 'x-middleware-subrequest', 'x-middleware-rewrite', 'x-invoke-path', 'x-matched-path',
  // users
  'x-amzn-oidc-data', 'x-amzn-oidc-identity', 'x-amzn-oidc-accesstoken', 'x-amzn-mtls-clientcert', 'x-amzn-request-context', 'x-amzn-lambda-context', 'X-Amzn-Apigateway-Api-Id',
  'x-apigateway-event', 'x-apigateway-context', 'X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups', 'X-Forwarded-Preferred-Username', 'X-Forwarded-Access-Token',
  'X-Auth-Request-User', 'X-Auth-User', 'X-Remote-User', 'Remote-User', 'Remote-Groups', 'X-Remote-Extra-Scopes', 'Impersonate-User', 'X-WebAuth-User', 'X-Authenticated-Userid',
  'X-Consumer-Username', 'X-Credential-Identifier', 'X-Userinfo', 'x-goog-authenticated-user-email', 'x-goog-iap-jwt-assertion', 'x-ms-client-principal', 'X-MS-CLIENT-PRINCIPAL-NAME',
  'x-ms-token-aad-id-token', 'Cf-Access-Authenticated-User-Email', 'Cf-Access-Jwt-Assertion', 'Tailscale-User-Login',
  // certificates
  'X-Forwarded-Client-Cert', 'X-Client-Cert', 'Client-Cert', 'Client-Cert-Chain', 'SSL-Client-Verify', 'X-SSL-Client-S-DN', 'X-SSL-Cert', 'X-ARR-ClientCert',
  // addresses
  'X-Real-IP', 'Real-Ip', 'True-Client-IP', 'X-True-Ip', 'X-Client-IP', 'Client-Ip', 'X-Cluster-Client-IP', 'CF-Connecting-IP', 'Fastly-Client-IP', 'X-Originating-IP', 'X-Remote-IP',
  'X-Remote-Addr', 'X-ProxyUser-Ip', 'X-Azure-ClientIP', 'X-Custom-IP-Authorization',
  // names that become others
  'X_HTTP_Method_Override', 'x_forwarded_host', 'X-Forwarded_For', 'api_key', '_',
])('refuses %s', (name) => {
  expect(isRefusedHeader(name)).toBe(true);
  expect(isRefusedHeader(name.toLowerCase())).toBe(true);
});

test.each([
  'Accept', 'Accept-Encoding', 'Authorization', 'X-Api-Key', 'Content-Type', 'Content-Length', 'Host', 'Cookie', 'Origin', 'Referer', 'User-Agent', 'Range', 'If-Match', 'Via',
  'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto', 'X-Amzn-Trace-Id', 'X-Amz-Date', 'X-Amz-Cf-Id', 'X-Amz-Security-Token', 'CloudFront-Viewer-Country', 'X-Origin-Verify',
  'X-Viewer-Address', 'X-Request-Id', 'X-Correlation-Id', 'Idempotency-Key', 'X-Auth-Token', 'X-Client-Version', 'X-Client-Id', 'Client-Version', 'X-Tenant-Id', 'X-User-Agent',
  'X-CSRF-Token', 'X-Requested-With', 'traceparent', 'tracestate', 'baggage', 'X-B3-TraceId', 'Sec-Fetch-Site', 'Proxy-Authorization', 'DPoP', 'Signature-Input', 'X-Trace',
])('lets %s through', (name) => {
  expect(isRefusedHeader(name)).toBe(false);
});

test.each(['_method', '_METHOD', '.method', '[method', '_method[]', '_method[a]', '_http_method', 'X-HTTP-Method-Override', 'x_http_method_override', 'x.method'])('refuses the argument %s', (name) => {
  expect(isRefusedArgument(name)).toBe(true);
});

test.each(['method', 'methods', '_methods', 'payment_method', 'x-methodology', 'payment_method[type]', 'http_method'])('lets the argument %s through', (name) => {
  expect(isRefusedArgument(name)).toBe(false);
});
