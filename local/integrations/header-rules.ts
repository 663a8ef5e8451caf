/** What API Gateway does with names of headers on the way to a target and back. */

/** Headers of a client that nobody behind API Gateway sees (recorded: http-proxy-request-headers, aws-proxy-request-headers). */
const DROPPED_FROM_REQUEST = new Set([
  'connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'www-authenticate',
]);
/** And that an HTTP target doesn't see either (recorded: http-proxy-request-headers). */
const DROPPED_BEFORE_HTTP = new Set(['content-encoding', 'host', 'via', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);

/** Headers that no mapping may set: every request ends in a 500 (recorded: forbidden-mapping-http-content-length, and transfer-encoding in its test). */
const UNMAPPABLE_FOR_HTTP = new Set(['content-length', 'transfer-encoding']);
/** Recorded: the cases forbidden-mapping-aws-…, and Authorization and Proxy-Authenticate in their test. */
const UNMAPPABLE_FOR_AWS = new Set(['authorization', 'connection', 'content-length', 'expect', 'proxy-authenticate', 'te', 'transfer-encoding']);

/** Headers of an answer that come under another name: of every target (recorded with remapped-response-parameters), … */
const RENAMED = ['connection', 'content-length', 'date', 'server'];
/** … and of targets without a proxy integration (recorded: remapped-response-parameters). */
const RENAMED_WITHOUT_PROXY = new Set([
  ...RENAMED, 'authorization', 'content-md5', 'expect', 'host', 'max-forwards', 'proxy-authenticate', 'trailer', 'upgrade', 'user-agent', 'www-authenticate',
]);
const RENAMED_WITH_PROXY = new Set(RENAMED);

/** A header's name and value. */
export type HeaderLine = readonly [name: string, value: string];

/** Whether a header of the client reaches the authorizer and the target. */
export function reachesTarget([name]: HeaderLine): boolean {
  return !DROPPED_FROM_REQUEST.has(name.toLowerCase());
}

/** Whether a header that the gateway let in is handed on to an HTTP target. */
export function reachesHttpTarget([name]: HeaderLine): boolean {
  return !DROPPED_BEFORE_HTTP.has(name.toLowerCase());
}

/** Whether a mapping may set the header for an integration of the type. */
export function mayBeMapped(type: string, name: string): boolean {
  return !(type.startsWith('http') ? UNMAPPABLE_FOR_HTTP : UNMAPPABLE_FOR_AWS).has(name.toLowerCase());
}

/** The headers of an answer as the client gets them. */
export function answerHeaders(type: string, lines: readonly HeaderLine[]): HeaderLine[] {
  const renamed = type === 'aws' || type === 'http' ? RENAMED_WITHOUT_PROXY : RENAMED_WITH_PROXY;
  return lines
    .filter(([name]) => name.toLowerCase() !== 'transfer-encoding' && (type !== 'http_proxy' || name.toLowerCase() !== 'via'))
    .map(([name, value]) => (renamed.has(name.toLowerCase()) ? [`x-amzn-Remapped-${name}`, value] : [name, value]));
}
