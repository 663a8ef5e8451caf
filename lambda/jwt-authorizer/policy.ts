import type { APIGatewayAuthorizerResult, APIGatewayAuthorizerResultContext } from 'aws-lambda';
import { CONTEXT_PRINCIPAL_DIGEST } from '../../lib/contracts/authorizer';
import { isSafeText } from './claims';
import { Identity } from './identity';
import { principalDigest } from './principal-digest';
import { Json } from './strict-json';

/** A resource of a policy that an authorizer returns is at most this long (docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const MAX_RESOURCE_BYTES = 512;
/** Bounds for what the backend receives: it travels in headers or in an event with size limits of their own. */
const MAX_VALUE_LENGTH = 1_024;
const MAX_CONTEXT_LENGTH = 4_096;

/** Principal of a request on a public route. */
export const ANONYMOUS = 'anonymous';

/**
 * Whether a policy can name this method ARN literally. The ARN ends with the client's own path, and IAM reads `*` and `?` as wildcards and
 * `${` as a variable (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). Attack: `GET /orders/*`, to be
 * handed a policy for all orders. API Gateway does not document that it honours `${*}`, the escape, so such a request is denied.
 */
export function isLiteralArn(methodArn: unknown): methodArn is string {
  return typeof methodArn === 'string' && methodArn.startsWith('arn:') && !/[*?]|\$\{/.test(methodArn)
    && (methodArn.length * 3 <= MAX_RESOURCE_BYTES || Buffer.byteLength(methodArn) <= MAX_RESOURCE_BYTES);
}

/** Allows this method ARN and nothing else: the cache key holds method and path, so a wider policy has no use but an attacker's. */
export function allow(methodArn: string, principalId: string, context: APIGatewayAuthorizerResultContext): APIGatewayAuthorizerResult {
  return { principalId, policyDocument: policy('Allow', methodArn), context };
}

/**
 * A 403, by a `Deny` on everything: it is cached for this token, method and path only. One that names an ARN says nothing of a request whose ARN
 * API Gateway spells otherwise, and where the authorizer says nothing the resource policy's `Allow` lets in
 * (docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html, table A).
 */
export function deny(principalId: string): APIGatewayAuthorizerResult {
  const context = principalId === ANONYMOUS ? {} : { [CONTEXT_PRINCIPAL_DIGEST]: principalDigest(principalId) };
  return { principalId, policyDocument: policy('Deny', '*'), context };
}

function policy(effect: 'Allow' | 'Deny', resource: string): APIGatewayAuthorizerResult['policyDocument'] {
  return { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] };
}

/**
 * What the backend learns of the principal. Strings only, and none longer than the bound: a value that is too long, or holds what would
 * break a header, is left out rather than cut, since half a value is another value.
 */
export function contextOf(identity: Identity, claimNames: readonly string[]): APIGatewayAuthorizerResultContext {
  const context: { [name: string]: string } = { [CONTEXT_PRINCIPAL_DIGEST]: principalDigest(identity.principal) };
  let left = MAX_CONTEXT_LENGTH;
  left -= add(context, 'issuer', identity.issuer, left);
  left -= add(context, 'clientId', identity.clientId, left);
  left -= add(context, 'scopes', [...identity.scopes].join(' '), left);
  left -= add(context, 'roles', JSON.stringify([...identity.roles]), left);
  for (const name of claimNames) {
    left -= add(context, name, asText(identity.claims.get(name)), left);
  }
  return context;
}

/** Characters that the value took of those that are left. */
function add(context: { [name: string]: string }, name: string, value: string | undefined, left: number): number {
  if (value === undefined || value.length > MAX_VALUE_LENGTH || value.length > left || !isSafeText(value)) {
    return 0;
  }
  context[name] = value;
  return value.length;
}

function asText(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') {
    return value ?? undefined;
  }
  let text;
  try {
    text = JSON.stringify(value);
  } catch {
    return undefined; // attack: a profile nested so deep that writing it overflows the stack, and the request ends as a 500
  }
  return text.length <= MAX_VALUE_LENGTH && isExact(value) ? text : undefined;
}

/** Whether all numbers are what the token says: past 2^53 JavaScript rounds an integer, to what may be someone else's number. */
function isExact(value: Json): boolean {
  return typeof value === 'number'
    ? Math.abs(value) <= Number.MAX_SAFE_INTEGER
    : typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}
