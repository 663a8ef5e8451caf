import { Logger } from '@aws-lambda-powertools/logger';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../shared/custom-resource';
import { pause } from '../shared/pause';
import { setRoleWhereNoneIs } from './set-role-where-none-is';

const logger = new Logger({ serviceName: 'account-logging' });
const client = new APIGatewayClient({ retryMode: 'adaptive', maxAttempts: 5 });
const iam = new IAMClient({ retryMode: 'adaptive', maxAttempts: 5 });
const PHYSICAL_ID = 'api-gateway-account-logging';

/** Custom resource `Custom::ApiGatewayAccountLogging`: sets the account-wide logging role where none is set, and never takes one away. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  if (event.RequestType === 'Delete') {
    return answerCloudFormation(event, { physicalResourceId: PHYSICAL_ID });
  }
  let failure: string | undefined;
  try {
    const outcome = await setRoleWhereNoneIs(client, iam, String(event.ResourceProperties.RoleArn), pause);
    logger.info('CloudWatch Logs role of API Gateway', { outcome });
  } catch (error) {
    failure = `the CloudWatch Logs role of API Gateway could not be set: ${(error as Error).name}`;
    logger.error(failure);
  }
  return answerCloudFormation(event, { physicalResourceId: PHYSICAL_ID, failure });
}
