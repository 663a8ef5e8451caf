import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import {
  BlockListSettings, ENV_ADDRESS_HEADER, ENV_IP_SETS, ENV_LOG_GROUP, ENV_NEVER_BLOCK, ENV_SETTINGS, GENERATIONS,
  LOOKED_BACK_MINUTES,
} from '../../lib/contracts/block-list';
import { requireEnvironment } from '../shared/env';
import { CodedError, ConfigurationError } from '../shared/errors';
import { pause } from '../shared/pause';
import { firewallLog } from './firewall-log';
import { IpSets } from './ip-sets';
import { rangeOf } from './networks';
import { countRefusals } from './refusals';
import { ListServices, ListSettings, updateBlockList } from './update';

const logger = new Logger({ serviceName: 'block-list' });
const RETRIES = { retryMode: 'adaptive', maxAttempts: 5 };
const client = new WAFV2Client(RETRIES);
const logs = new CloudWatchLogsClient(RETRIES);
const MINUTE = 60_000;
/** After which no further page is begun: the sets are written in any case, within the function's four minutes. */
const READING_MILLISECONDS = 100_000;

/** Every few minutes: who was refused too often comes on the firewall's list, and who was there long enough goes. */
export async function handler(): Promise<void> {
  try {
    await updateBlockList(services(), settings());
  } catch (error) {
    const reason = error instanceof CodedError ? `${error.code}: ${error.message}` : (error as Error).name;
    logger.error('the block list could not be brought up to date', { reason });
    // A new error: what an SDK throws can repeat what was sent.
    throw new Error(`the block list could not be brought up to date: ${reason}`);
  }
}

function settings(): ListSettings {
  const { refusals, minutes, maxAddresses } = JSON.parse(requireEnvironment(ENV_SETTINGS)) as BlockListSettings;
  const never = requireEnvironment(ENV_NEVER_BLOCK);
  const sets = requireEnvironment(ENV_IP_SETS).split(',');
  if (sets.length !== 2 * GENERATIONS) {
    throw new ConfigurationError(`environment variable ${ENV_IP_SETS} must have ${2 * GENERATIONS} ARNs, got ${sets.length}`);
  }
  return {
    refusals,
    milliseconds: minutes * MINUTE,
    maxAddresses,
    never: never === '-' ? [] : never.split(',').map(rangeOf),
    sets: { 4: sets.slice(0, GENERATIONS), 6: sets.slice(GENERATIONS) },
  };
}

function services(): ListServices {
  const sets = new IpSets(client);
  const header = requireEnvironment(ENV_ADDRESS_HEADER);
  const read = firewallLog(logs, requireEnvironment(ENV_LOG_GROUP));
  return {
    refusals: () => {
      const now = Date.now();
      const inTime = (): boolean => Date.now() - now < READING_MILLISECONDS;
      return countRefusals(read, now - LOOKED_BACK_MINUTES * MINUTE, now, inTime, header === '-' ? undefined : header);
    },
    readSet: (arn) => sets.read(arn),
    writeSet: (arn, contents, lockToken) => sets.write(arn, contents, lockToken),
    report: ({ kind, ...details }) => logger.info(kind, details),
    now: Date.now,
    pause,
  };
}
