import { JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { GatewayRequest, GatewayResponse } from '../types';
import { ApiKeys } from './api-keys';
import { KeyValueStores } from './key-value-stores';
import { isQuery, Roles } from './roles';
import { RuleGroups } from './rule-groups';
import { Secrets } from './secrets';
import { ServiceError } from './service-error';

/** The services that functions of this library call. */
export interface Services {
  readonly secrets: Secrets;
  readonly apiKeys: ApiKeys;
  readonly ruleGroups: RuleGroups;
  readonly stores: KeyValueStores;
  readonly roles: Roles;
  readonly region: string;
  readonly account: string;
}

/**
 * Answers what the functions' ordinary SDK clients send: JSON by the target in a header for AWS Secrets Manager and AWS WAF, REST for API Gateway
 * and CloudFront's key-value stores, a form for IAM. Signatures are not looked at: whoever reaches the loopback interface may call.
 */
export function controlPlane(services: Services): (request: GatewayRequest) => GatewayResponse {
  const { secrets, apiKeys, ruleGroups, stores, roles, region, account } = services;
  return (request) => {
    try {
      if (isQuery(headerValue(request.headers, 'content-type'))) {
        return roles.call(new URLSearchParams(request.body.toString('utf8')));
      }
      const input = request.body.length > 0 ? JSON.parse(request.body.toString('utf8')) as JsonMap : {};
      const [service, operation] = (headerValue(request.headers, 'x-amz-target') ?? '').split('.');
      if (service === 'secretsmanager') {
        return answered(200, secrets.call(operation, input));
      }
      if (service.startsWith('AWSWAF')) {
        return answered(200, ruleGroups.call(operation, input, region, account));
      }
      if (request.rawPath.startsWith('/key-value-stores/')) {
        const { body, etag } = stores.call(request.method, request.rawPath, headerValue(request.headers, 'if-match'), input);
        return answered(200, body, etag === undefined ? [] : [['ETag', etag]]);
      }
      const { status, body } = apiKeys.call(request.method, request.rawPath, new URLSearchParams(request.rawQuery ?? ''), input);
      return answered(status, body);
    } catch (error) {
      if (error instanceof ServiceError) {
        return answered(error.status, { __type: error.code, message: error.message }, [['x-amzn-ErrorType', error.code]]);
      }
      throw error;
    }
  };
}

function answered(status: number, body: JsonMap, headers: GatewayResponse['headers'] = []): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json'], ...headers], body: Buffer.from(JSON.stringify(body)) };
}
