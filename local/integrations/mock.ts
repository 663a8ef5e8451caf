import { IntegrationFailure, PreparedRequest } from './integration-request';
import { TargetAnswer } from './integration-response';

/**
 * A mock answers with the status that its request template names, which need not stand in strict JSON (recorded: mock-lenient-json), and
 * nothing else.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockAnswer({ body }: PreparedRequest): TargetAnswer | IntegrationFailure {
  const status = /[{,\s](["']?)statusCode\1\s*:\s*(\d{3})\s*(?=[,}])/.exec(body.toString('utf8'))?.[2];
  return status === undefined
    ? { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'the request template of the mock names no statusCode' }
    : { status: Number(status), headers: [], body: Buffer.alloc(0), selection: status };
}
