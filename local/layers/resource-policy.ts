import { LocalApi } from '../api';
import { Json, JsonMap } from '../assembly';
import { evaluatePolicy, PolicyAnswer } from '../iam-policy';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';
import { methodArn } from './authorizer';

const POLICY = 'x-amazon-apigateway-policy';
/** Policies as AWS completes them, once an API. */
const completed = new WeakMap<LocalApi, JsonMap>();

/**
 * What the API's resource policy says of a request, or nothing where the API has none. Without an authorizer nobody calls whom it doesn't allow;
 * with one, only its `Deny` ends a request at once, and the two policies decide together.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function resourcePolicyAnswer(api: LocalApi, request: GatewayRequest, path: string): PolicyAnswer | undefined {
  const policy = api.restApi.properties.Policy ?? api.document[POLICY];
  if (policy === undefined) {
    return undefined;
  }
  return evaluatePolicy(wholePolicy(api, policy), {
    action: 'execute-api:Invoke',
    resource: methodArn(api, request.method, path),
    context: { 'aws:sourceip': request.sourceIp, 'aws:securetransport': 'true' },
  });
}

/**
 * What a caller reads whom the resource policy refuses; of the account only the last digits.
 *
 * @see https://repost.aws/knowledge-center/api-gateway-403-error-lambda-authorizer
 */
export function resourcePolicyMessage(api: LocalApi, request: GatewayRequest, path: string, answer: PolicyAnswer): string {
  const arn = methodArn(api, request.method, path).replace(/:(\d{8})(\d{4}):/, ':********$2:');
  return `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${arn}${answer === 'Deny' ? ' with an explicit deny' : ''}`;
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
