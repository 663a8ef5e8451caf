import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ConsumerKeysProperties, KeyReportEvent, RevocationEvent } from '../../lib/contracts/rotation';
import { answerCloudFormation } from '../shared/custom-resource';
import { CodedError } from '../shared/errors';
import { RefusedError } from '../shared/rotation-errors';
import { provideKeys, removeKeys } from './provision';
import { reportKeys } from './report-keys';
import { revoke } from './revoke';
import { rotate, RotationEvent } from './rotate';
import { Services } from './services';

/** Who calls decides what is done: Secrets Manager a step, CloudFormation a consumer's coming and going, the clock a report, an operator a
 * revocation. */
export async function handle(services: Services, event: object, invocationId: string): Promise<void> {
  try {
    if (isCloudFormation(event)) {
      return await answerFor(services, event);
    }
    if (isRotation(event)) {
      return await rotate(services, event);
    }
    if (isReport(event)) {
      return await reportKeys(services, event);
    }
    if (isRevocation(event)) {
      return await revoke(services, event, invocationId);
    }
  } catch (error) {
    throw safe(error);
  }
  throw new RefusedError('event_unknown', 'the event must be a rotation step, a request of CloudFormation, or a revocation');
}

async function answerFor(services: Services, event: CloudFormationCustomResourceEvent): Promise<void> {
  const given = event.ResourceProperties as Partial<ConsumerKeysProperties> as { [name: string]: unknown };
  const { SecretArn, UsagePlanId, ImportFromSecretArn, EdgeStoreArn } = given;
  // The secret's ARN in every answer, a failure's included: what CloudFormation deletes afterwards is then this consumer and no other.
  const physicalResourceId = typeof SecretArn === 'string' ? SecretArn : event.LogicalResourceId;
  let failure: string | undefined;
  try {
    if (typeof SecretArn !== 'string' || typeof UsagePlanId !== 'string') {
      throw new RefusedError('properties_invalid', 'the custom resource must have SecretArn and UsagePlanId');
    }
    const properties = {
      SecretArn,
      UsagePlanId,
      ImportFromSecretArn: typeof ImportFromSecretArn === 'string' ? ImportFromSecretArn : undefined,
      EdgeStoreArn: typeof EdgeStoreArn === 'string' ? EdgeStoreArn : undefined,
    };
    await (event.RequestType === 'Delete' ? removeKeys(services, properties) : provideKeys(services, properties, event.RequestId));
  } catch (error) {
    failure = safe(error).message;
  }
  await answerCloudFormation(event, { physicalResourceId, failure });
}

/** Only our own errors are known to hold no key; of any other, its name is all that may leave the function. */
function safe(error: unknown): Error {
  return error instanceof CodedError ? error : new Error(`unexpected ${error instanceof Error ? error.name : typeof error}`);
}

function isCloudFormation(event: object): event is CloudFormationCustomResourceEvent {
  return 'RequestType' in event && 'ResponseURL' in event && 'ResourceProperties' in event;
}

function isRotation(event: object): event is RotationEvent {
  return hasStrings(event, 'Step', 'SecretId', 'ClientRequestToken');
}

function isReport(event: object): event is KeyReportEvent {
  return hasStrings(event, 'Action', 'SecretArnPrefix') && (event as KeyReportEvent).Action === 'ReportKeys';
}

function isRevocation(event: object): event is RevocationEvent {
  return hasStrings(event, 'Action', 'SecretId');
}

function hasStrings(event: object, ...names: string[]): boolean {
  const members = event as { [name: string]: unknown };
  return names.every((name) => typeof members[name] === 'string');
}
