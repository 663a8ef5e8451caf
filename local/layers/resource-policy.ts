import { LocalApi } from '../api';
import { evaluatePolicy } from '../iam-policy';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';
import { methodArn } from './authorizer';

const POLICY = 'x-amazon-apigateway-policy';

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
  // A policy may begin with the API ("execute-api:/stage/*"), which AWS completes (recorded: policy-short-resource).
  const { stack, restApi } = api;
  const whole = JSON.parse(JSON.stringify(policy).replace(/execute-api:\//g, `arn:aws:execute-api:${stack.region}:${stack.account}:${restApi.ref}/`)) as typeof policy;
  return evaluatePolicy(mapOf(whole), {
    action: 'execute-api:Invoke',
    resource: methodArn(api, request.method, path),
    context: { 'aws:sourceip': request.sourceIp, 'aws:securetransport': 'true' },
  }) === 'Allow';
}
