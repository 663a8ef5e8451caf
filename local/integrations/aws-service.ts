import { IntegrationRequest } from '../layers/lambda-proxy';
import { mapOf } from '../template-values';
import { callHttp, methodOf, timeoutOf } from './http-target';
import { IntegrationFailure, PreparedRequest } from './integration-request';
import { TargetAnswer } from './integration-response';

/** A service's address of the user's own, such as an emulator's, by the service's name in an integration's `uri`. */
export type AwsEndpoint = (service: string, region: string) => string | undefined;

/** Prefixes of `X-Amz-Target`, which API Gateway adds to an action by itself. */
const TARGETS: { readonly [service: string]: string } = {
  dynamodb: 'DynamoDB_20120810', kinesis: 'Kinesis_20131202', states: 'AWSStepFunctions', events: 'AWSEvents', logs: 'Logs_20140328',
};

interface AwsAddress {
  readonly region: string;
  readonly service: string;
  readonly kind: 'path' | 'action';
  readonly rest: string;
}

/** Parts of the address of an `aws` integration: `arn:aws:apigateway:<region>:<service>:path/<path>` or `…:action/<name>`. */
export function awsAddress(uri: string): AwsAddress | undefined {
  const [, region, service, kind, rest] = /^arn:[^:]+:apigateway:([^:]*):([^:]+):(path|action)\/([^]*)$/.exec(uri) ?? [];
  return region === undefined ? undefined : { region, service, kind: kind as 'path' | 'action', rest };
}

/** Calls an AWS service at the address that the user named. */
export async function callAwsService(
  target: IntegrationRequest, prepared: PreparedRequest, endpoint: AwsEndpoint | undefined,
): Promise<TargetAnswer | IntegrationFailure> {
  const { integration } = target.operation;
  const address = awsAddress(String(integration.uri));
  if (!address) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'Invalid endpoint address' };
  }
  const { region, service, kind, rest } = address;
  const named = endpoint?.(service.split('.').pop()!, region);
  if (named === undefined) {
    return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `no address was named for ${service}` };
  }
  const { mapped, body, contentType } = prepared;
  const path = kind === 'path' ? `/${rest.replace(/\{([^}]+)\}/g, (_match, name: string) => (mapped.path[name] as string | undefined) ?? '')}` : '/';
  const url = new URL(path, named);
  for (const [name, values] of Object.entries(mapped.querystring)) {
    values.forEach((value) => url.searchParams.append(name, value));
  }
  if (kind === 'action' && !Object.hasOwn(TARGETS, service)) {
    url.searchParams.set('Action', rest);
  }
  const set = mapOf({ ...mapped.header });
  const names = new Set(Object.keys(set).map((name) => name.toLowerCase()));
  return callHttp({
    address: url,
    method: methodOf(target),
    headers: [
      ...(names.has('content-type') ? [] : [['Content-Type', contentType] as const]),
      ...(kind === 'action' && Object.hasOwn(TARGETS, service) && !names.has('x-amz-target') ? [['X-Amz-Target', `${TARGETS[service]}.${rest}`] as const] : []),
      ...Object.entries(mapped.header),
      // Emulators find the service by the scope of the signature; nobody checks it.
      ['Authorization', `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`],
    ],
    body,
    timeoutMillis: timeoutOf(integration),
  });
}
