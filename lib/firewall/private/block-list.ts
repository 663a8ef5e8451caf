import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import {
  BlockListSettings, ENV_ADDRESS_HEADER, ENV_IP_SETS, ENV_LOG_GROUP, ENV_NEVER_BLOCK, ENV_SETTINGS, EVERY_MINUTES, GENERATIONS,
  LOOKED_BACK_MINUTES,
} from '../../contracts/block-list';
import { acknowledge } from '../../shared/acknowledge';
import { alarmAtOnce, failures } from '../../shared/alarm';
import { LogOptions, logGroup, writeLog } from '../../shared/log-group';
import { HandlerCode } from '../../shared/staged-code';
import { BlockListOptions } from '../block-list-options';

const DEFAULT_REFUSALS = 100;
const DEFAULT_DURATION = Duration.hours(1);
const DEFAULT_MAX_ADDRESSES = 1_000;

/** What a `BlockList` is made from. */
interface BlockListProps {
  readonly options: BlockListOptions;
  /** Where the web ACL's refusals are. */
  readonly firewallLog: logs.ILogGroup;
  /** Header with the client's address, or `-`: a token, since it is known only when the rules are computed. */
  readonly addressHeader: string;
  readonly logs: LogOptions;
  readonly alarmActions: cloudwatch.IAlarmAction[];
}

/**
 * Who was refused often is refused for a while: IP sets, and the function that keeps them.
 *
 * The function reads the log by the clock, and no subscription of CloudWatch Logs wakes it. A subscription delivers each batch of lines, as many
 * as come, more than once where it is tried again, and to as many copies of the function as there are batches at a time
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html): so whoever sends floods sets how often it runs and what
 * that costs, and counting beyond one batch would need a table that they write too. It also takes one of the two subscriptions that a log group
 * has. By the clock it runs 288 times a day, whatever comes, and a line that is read twice is counted once. A query of CloudWatch Logs Insights
 * would read more, but its `GetQueryResults` can't be bound to a log group; `FilterLogEvents` can
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html).
 */
export class BlockList extends Construct {
  /** ARNs of the IP sets. */
  public readonly ipSets: string[];
  public readonly function: lambda.Function;
  /** Raised when the list could not be brought up to date; what is on it stays until its end at least. */
  public readonly failureAlarm: cloudwatch.Alarm;

  public constructor(scope: Construct, id: string, props: BlockListProps) {
    super(scope, id);
    this.ipSets = ['IPV4', 'IPV6'].flatMap((version) => Array.from({ length: GENERATIONS }, (_, index) => this.ipSet(version, index + 1)));

    const log = logGroup(this, 'Log', props.logs);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        KeepBlockList: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({ actions: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], resources: this.ipSets }),
            // CloudWatch Logs decrypts by its own right, which the key's policy has.
            new iam.PolicyStatement({ actions: ['logs:FilterLogEvents'], resources: [props.firewallLog.logGroupArn] }),
          ],
        }),
        WriteLog: writeLog(log),
      },
    });
    this.function = new lambda.Function(this, 'Function', {
      description: 'Blocks clients for a while whom the firewall refused often',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new HandlerCode('block-list'),
      role,
      logGroup: log,
      // One run ends before the next begins.
      timeout: Duration.minutes(EVERY_MINUTES - 1),
      memorySize: 256,
      environment: {
        [ENV_IP_SETS]: this.ipSets.join(','),
        [ENV_LOG_GROUP]: props.firewallLog.logGroupName,
        [ENV_ADDRESS_HEADER]: props.addressHeader,
        [ENV_NEVER_BLOCK]: props.options.neverBlock?.join(',') ?? '-',
        [ENV_SETTINGS]: JSON.stringify(blockListSettings(props.options)),
        POWERTOOLS_SERVICE_NAME: 'block-list',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
    acknowledge(this.function, {
      'Serverless-LambdaDLQ': 'The next run does what this one did not, and its failure raises an alarm',
      'Serverless-LambdaTracing': 'Runs every few minutes and consists of calls to two services; nobody waits for it',
    });

    const rule = new events.Rule(this, 'Schedule', {
      description: 'Looks for clients that the firewall refused often',
      schedule: events.Schedule.rate(Duration.minutes(EVERY_MINUTES)),
      targets: [{ bind: () => ({ arn: this.function.functionArn }) }],
    });
    acknowledge(rule, { 'Serverless-EventBusDLQ': 'The next run does what this one did not' });
    new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.ruleArn,
    });
    this.failureAlarm = alarmAtOnce(this, 'FailureAlarm', failures(this.function), props.alarmActions,
      'The firewall\'s block list could not be brought up to date: nobody comes on it, or nobody leaves it. The log says why. See docs/block-list.md.');
  }

  /**
   * Empty in the template: the function writes addresses and description. CloudFormation writes it again only where one of these properties
   * changes; the list begins anew then.
   */
  private ipSet(ipAddressVersion: string, generation: number): string {
    return new wafv2.CfnIPSet(this, `${ipAddressVersion}x${generation}`, {
      scope: 'REGIONAL', ipAddressVersion, addresses: [], description: 'Kept by the block list of the firewall',
    }).attrArn;
  }
}

/** In words, for the posture report. */
export function describeBlockList(options: BlockListOptions): string {
  const { refusals, minutes, maxAddresses } = blockListSettings(options);
  const never = options.neverBlock === undefined ? '' : `, never of ${options.neverBlock.length} ranges in \`neverBlock\``;
  return `clients that the firewall refused ${refusals} times in ${LOOKED_BACK_MINUTES} minutes, for ${minutes} minutes and at most half of it more; ` +
    `at most ${maxAddresses} of each version of addresses${never}`;
}

/** With what the user left out. */
export function blockListSettings({ refusals, duration, maxAddresses }: BlockListOptions): BlockListSettings {
  return {
    refusals: refusals ?? DEFAULT_REFUSALS,
    minutes: (duration ?? DEFAULT_DURATION).toMinutes(),
    maxAddresses: maxAddresses ?? DEFAULT_MAX_ADDRESSES,
  };
}
