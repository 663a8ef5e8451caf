import { Logger } from '@aws-lambda-powertools/logger';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { ENV_PROBE_URL, ENV_REST_API_ID, ENV_SETTLE_SECONDS } from '../../lib/contracts/rotation';
import type { EdgeStore } from '../shared/edge-store';
import { requireEnvironment } from '../shared/env';
import { CodedError } from '../shared/errors';
import { AwsServices } from './aws-services';
import { handle } from './handle';
import { reporter } from './report';

const logger = new Logger();
const restApiId = requireEnvironment(ENV_REST_API_ID);
// CreateApiKey takes 5 calls a second for the whole account, all of API Gateway's control plane 10: adaptive retries slow down to what is
// left, with jitter. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const retries = { retryMode: 'adaptive', maxAttempts: 10 };
let edgeStore: Promise<EdgeStore> | undefined;
const services: AwsServices = new AwsServices({
  apiGateway: new APIGatewayClient(retries),
  secretsManager: new SecretsManagerClient(retries),
  edgeStore: () => edgeStore ??= import('./edge-store.js').then(({ openEdgeStore }) => openEdgeStore(retries, (time) => services.pause(time))),
  restApiId,
  settleMilliseconds: Number(requireEnvironment(ENV_SETTLE_SECONDS)) * 1_000,
  probeUrl: process.env[ENV_PROBE_URL],
  report: reporter(logger, restApiId),
});

/** Rotation function of every consumer of one API. */
export async function handler(event: object, context: Context): Promise<void> {
  logger.appendKeys({ invocation: context.awsRequestId });
  try {
    await handle(services, event, context.awsRequestId);
  } catch (error) {
    const { code, message } = error instanceof CodedError ? error : { code: 'unexpected', message: (error as Error).message };
    logger.error(message, { code });
    throw error;
  }
}
