import { Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { FirewallRuleDescription } from '../firewall/firewall-rule-description';
import { ManagedRuleGroup } from '../firewall/managed-rule-group';
import { acknowledgeOverrides } from '../firewall/private/acknowledge-overrides';
import { checkFirewallOptions } from '../firewall/private/check-options';
import { edgeFirewall, EdgeFirewall } from '../firewall/private/edge-firewall';
import { DATA_PROTECTION, firewallLog } from '../firewall/private/firewall-log';
import { ipSets } from '../firewall/private/ip-sets';
import { responseBodies } from '../firewall/private/responses';
import { describeRules } from '../firewall/private/rule-plan';
import { checkScope, checkTypes } from '../shared/check-types';
import { shown } from '../shared/literals';
import { LOG_SHAPE } from '../shared/log-group';
import { CLOUDFRONT_REGION } from './private/check-edge';

/**
 * What the web ACL at the Edge adds to or changes in its defaults. It judges by the client's own address, which the API's web ACL behind
 * CloudFront knows from the Edge only.
 */
export interface EdgeWebAclProps {
  /**
   * Requests to API and website that one client address may send in five minutes before it is answered with 429. At least 10. The API's web
   * ACL counts those to the API a second time, by `firewall.rateLimit`. Here each IPv6 address counts alone, since this web ACL sees a request
   * before the Edge's function; there they count by their first 64 bits.
   *
   * @default 10000
   */
  readonly rateLimit?: number;

  /**
   * The only addresses (CIDR, IPv4 or IPv6) that may come in; all others are answered with 403.
   *
   * @default - any address
   */
  readonly allowedIps?: string[];

  /**
   * Addresses (CIDR, IPv4 or IPv6) that are answered with 403.
   *
   * @default - none
   */
  readonly blockedIps?: string[];

  /**
   * The only countries (ISO 3166-1 alpha-2) that may come in; all others are answered with 403.
   *
   * @default - any country
   */
  readonly allowedCountries?: string[];

  /**
   * Countries (ISO 3166-1 alpha-2) that are answered with 403.
   *
   * @default - none
   */
  readonly blockedCountries?: string[];

  /**
   * AWS managed rule groups beyond the default ones, or the default ones with rules that only count: `ipReputation`, `anonymousIp`,
   * `knownBadInputs` and `antiDdos`. The others need the routes and stand in the API's web ACL.
   *
   * @default - IP reputation, anonymous IP list and known bad inputs
   */
  readonly managedRuleGroups?: ManagedRuleGroup[];

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key that encrypts the log.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the log when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * AWS WAF at the Edge: floods, addresses and countries, before a request reaches the API or the website.
 *
 * A `SecureRestApi` with `edge` in us-east-1 has one of its own. In any other region make one in a stack of us-east-1, with
 * `crossRegionReferences` on both stacks, and give its `webAclArn` to `edge`.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
 */
export class EdgeWebAcl extends Construct {
  /** ARN of the web ACL, for `edge.webAclArn`. */
  public readonly webAclArn: string;
  /** Where blocked and counted requests are logged. */
  public readonly logGroup: logs.LogGroup;

  private readonly firewall: EdgeFirewall;

  /** @throws where the stack is not in us-east-1, or an option is out of range */
  public constructor(scope: Construct, id: string, props: EdgeWebAclProps = {}) {
    checkScope(scope, id);
    checkTypes('props', props, LOG_SHAPE);
    checkFirewallOptions(props, '');
    const { region } = Stack.of(scope);
    if (region !== CLOUDFRONT_REGION) {
      throw new Error(`an EdgeWebAcl must stand in a stack of ${CLOUDFRONT_REGION}, the only region of CloudFront's web ACLs, got ${shown(region)}; ` +
        `right would be new Stack(app, 'Edge', { env: { region: '${CLOUDFRONT_REGION}' }, crossRegionReferences: true })`);
    }
    super(scope, id);
    this.firewall = edgeFirewall(props, {
      allowedIpSets: ipSets(this, 'AllowedIps', props.allowedIps, 'CLOUDFRONT'),
      blockedIpSets: ipSets(this, 'BlockedIps', props.blockedIps, 'CLOUDFRONT'),
    });
    const acl = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      dataProtectionConfig: DATA_PROTECTION,
      description: 'In front of the API and its website',
      visibilityConfig: { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }) },
    });
    acl.addPropertyOverride('Rules', this.firewall.rules);
    acl.addPropertyOverride('CustomResponseBodies', responseBodies(this.firewall.rules));
    acknowledgeOverrides(acl, props.managedRuleGroups);
    this.webAclArn = acl.attrArn;
    this.logGroup = firewallLog(this, acl, {
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: props.encryptionKey,
    });
  }

  /** Web ACL capacity units that the rules cost. */
  public get capacity(): number {
    return this.firewall.capacities.reduce((total, capacity) => total + capacity, 0);
  }

  /** The rules in the order of their evaluation, for the posture report. */
  public describeFirewall(): FirewallRuleDescription[] {
    const { rules, capacities, purposes } = this.firewall;
    return describeRules(rules, capacities, purposes);
  }
}
