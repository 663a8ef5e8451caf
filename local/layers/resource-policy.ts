import { LocalApi } from '../api';
import { Json, JsonMap } from '../assembly';
import { evaluatePolicy } from '../iam-policy';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';
import { methodArn } from './authorizer';

const POLICY = 'x-amazon-apigateway-policy';
/** Policies as AWS completes them, once an API. */
const completed = new WeakMap<LocalApi, JsonMap>();

/**
 * Whether the API's resource policy lets a request in. Without a policy everybody may call, with one that allows nothing nobody.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function allowedByResourcePolicy(api: LocalApi, request: GatewayRequest, path: string): boolean {
  const policy = api.restApi.properties.Policy ?? api.document[POLICY];
  if (policy === undefined) {
    return true;
  }
  return evaluatePolicy(wholePolicy(api, policy), {
    action: 'execute-api:Invoke',
    resource: methodArn(api, request.method, path),
    context: { 'aws:sourceip': request.sourceIp, 'aws:securetransport': 'true' },
  }) === 'Allow';
}

/** A policy may begin with the API ("execute-api:/stage/*"), which AWS completes (recorded: policy-short-resource). */
function wholePolicy(api: LocalApi, policy: Json): JsonMap {
  let whole = completed.get(api);
  if (!whole) {
    const { stack, restApi } = api;
    const prefix = `arn:aws:execute-api:${stack.region}:${stack.account}:${restApi.ref}/`;
    whole = mapOf(JSON.parse(JSON.stringify(policy).replace(/execute-api:\//g, prefix)) as Json);
    completed.set(api, whole);
  }
  return whole;
}
