import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import {
  ATTRIBUTE_RULE_GROUP_ARN, ENV_RULE_GROUP_NAME, ENV_STORE_ARN, OriginSecretProperties, OriginSecretReportEvent,
} from '../../lib/contracts/origin-secret';
import { ENV_REST_API_ID, OVERDUE_PERCENT } from '../../lib/contracts/rotation';
import { answerCloudFormation } from '../shared/custom-resource';
import { requireEnvironment } from '../shared/env';
import { CodedError } from '../shared/errors';
import { pause } from '../shared/pause';
import { openEdgeStore } from './edge-store.js';
import { OriginSecret } from './origin-secret';
import { provide } from './provide';
import { originSecretAge, writeAge } from './report';
import { Places, rotate, RotationEvent } from './rotate';
import { OriginRuleGroup } from './rule-group';

const logger = new Logger({ serviceName: 'origin-secret-rotation' });
const retries = { retryMode: 'adaptive', maxAttempts: 5 };
const secrets = new SecretsManagerClient(retries);
const firewall = new WAFV2Client(retries);
const store = openEdgeStore(retries, pause);

/** Secrets Manager's steps, the custom resource `Custom::OriginSecret`, and the clock's question how old the secret is. */
export async function handler(event: RotationEvent | OriginSecretReportEvent | CloudFormationCustomResourceEvent): Promise<void> {
  if ('RequestType' in event) {
    return customResource(event);
  }
  if ('Action' in event) {
    return report(event);
  }
  try {
    await rotate(places(event.SecretId), event);
    logger.info('step done', { step: event.Step, version: event.ClientRequestToken });
  } catch (error) {
    const reason = reasonOf(error);
    logger.error('step failed', { step: event.Step, version: event.ClientRequestToken, reason });
    // A new error: what an SDK throws can repeat what was sent, and that is the secret.
    throw new Error(`${String(event.Step).slice(0, 60)} failed: ${reason}`);
  }
}

async function report({ SecretArn }: OriginSecretReportEvent): Promise<void> {
  try {
    const age = await originSecretAge(places(SecretArn));
    writeAge(requireEnvironment(ENV_REST_API_ID), age);
    if (age.agePercent > OVERDUE_PERCENT) {
      logger.warn('rotation_overdue', { ...age });
    }
  } catch (error) {
    const reason = reasonOf(error);
    logger.error('report failed', { reason });
    throw new Error(`the report on the origin secret failed: ${reason}`);
  }
}

async function customResource(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { SecretArn } = event.ResourceProperties as unknown as OriginSecretProperties;
  const physicalResourceId = requireEnvironment(ENV_RULE_GROUP_NAME);
  try {
    const own = places(SecretArn);
    if (event.RequestType === 'Delete') {
      await own.ruleGroup.remove();
      return await answerCloudFormation(event, { physicalResourceId });
    }
    const arn = await provide(own);
    // Before the first hour is over, nobody else says anything, and the alarm takes silence for the worst.
    writeAge(requireEnvironment(ENV_REST_API_ID), { ageSeconds: 0, agePercent: 0 });
    return await answerCloudFormation(event, { physicalResourceId, data: { [ATTRIBUTE_RULE_GROUP_ARN]: arn } });
  } catch (error) {
    const failure = `the origin secret could not be ${event.RequestType === 'Delete' ? 'removed' : 'provided'}: ${reasonOf(error)}`;
    logger.error(failure);
    return answerCloudFormation(event, { physicalResourceId, failure });
  }
}

function places(secretArn: string): Places {
  return {
    secret: new OriginSecret(secrets, secretArn, pause),
    ruleGroup: new OriginRuleGroup(firewall, requireEnvironment(ENV_RULE_GROUP_NAME), pause, Date.now),
    store,
    storeArn: requireEnvironment(ENV_STORE_ARN),
    pause,
    now: Date.now,
  };
}

/** What may be logged: our own words, and of anything else its name only. */
function reasonOf(error: unknown): string {
  return error instanceof CodedError ? `${error.code}: ${error.message}` : (error as Error).name;
}
