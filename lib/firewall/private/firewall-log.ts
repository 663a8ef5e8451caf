import { ArnFormat, Lazy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ORIGIN_SECRET_HEADER, UNLOGGED_LABEL } from '../../contracts/origin-secret';
import { LogOptions, logGroup } from '../../shared/log-group';
import { physicalName } from '../../shared/physical-name';

/** Whoever reads the log or a sample must not be able to call the API with what he finds there. */
const REDACTED_HEADERS = ['authorization', 'x-api-key', 'cookie', ORIGIN_SECRET_HEADER];

/**
 * The redaction of the log does not reach the samples of requests, which anyone who may see the web ACL in the console can open; this does.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_DataProtectionConfig.html
 */
export const DATA_PROTECTION: wafv2.CfnWebACL.DataProtectionConfigProperty = {
  dataProtections: [{ field: { fieldType: 'SINGLE_HEADER', fieldKeys: REDACTED_HEADERS }, action: 'SUBSTITUTION' }],
};

/** What a log leaves out. */
export interface FirewallLogSelection {
  /** Whether requests that pass are logged too. */
  readonly logAllowed?: boolean;
  /** Full name of the label on what a rule group refuses without a line; asked for when the template is written. */
  readonly unloggedElsewhere?: () => string | undefined;
}

/**
 * The log of a web ACL: of what was blocked or counted, and of the rest only for a reason, since a line costs more than the request. What is
 * refused before it is counted, or for its number, has no line either: the rules' metrics say how much it was, and a flood would write up to
 * 8 KB for each of its requests.
 */
export function firewallLog(scope: Construct, acl: wafv2.CfnWebACL, options: LogOptions, selection: FirewallLogSelection = {}): logs.LogGroup {
  // AWS WAF takes only names with this prefix. The stack's own id ends it, so that a log which outlived its stack is in nobody's way.
  const name = `aws-waf-logs-${physicalName(scope, 120)}`;
  const group = logGroup(scope, 'Log', options, name);
  new wafv2.CfnLoggingConfiguration(scope, 'Logging', {
    resourceArn: acl.attrArn,
    // Without the ":*" that the log group's own ARN ends in, which AWS WAF refuses.
    logDestinationConfigs: [Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: group.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    redactedFields: REDACTED_HEADERS.map((header) => ({ singleHeader: { Name: header } })),
    loggingFilter: Lazy.any({ produce: () => loggingFilter(acl, selection) }),
  });
  return group;
}

/**
 * First what is left out, by the label that its rule adds. A label's full name begins with the web ACL's own, or the rule group's.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_LabelNameCondition.html
 */
function loggingFilter(acl: wafv2.CfnWebACL, { logAllowed, unloggedElsewhere }: FirewallLogSelection): object {
  // The name space ends with a colon (https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html, LabelNamespace).
  const elsewhere = unloggedElsewhere?.();
  const labels = [`${acl.attrLabelNamespace}${UNLOGGED_LABEL}`, ...(elsewhere === undefined ? [] : [elsewhere])];
  return {
    DefaultBehavior: logAllowed ? 'KEEP' : 'DROP',
    Filters: [
      { Behavior: 'DROP', Requirement: 'MEETS_ANY', Conditions: labels.map((LabelName) => ({ LabelNameCondition: { LabelName } })) },
      ...(logAllowed ? [] : [{
        Behavior: 'KEEP',
        Requirement: 'MEETS_ANY',
        Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })),
      }]),
    ],
  };
}
