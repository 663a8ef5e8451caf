import { Lazy, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct, IDependable } from 'constructs';
import { VIEWER_ADDRESS_HEADER } from '../contracts/origin-secret';
import { RouteDefinition } from '../routes/private/route-definition';
import { checkScope, checkTypes, having, listOf, OBJECT, optional, Shape, TEXT } from '../shared/check-types';
import { shown } from '../shared/literals';
import { LOG_SHAPE, LogOptions } from '../shared/log-group';
import { FirewallOptions } from './firewall-options';
import { FirewallRuleDescription } from './firewall-rule-description';
import { acknowledgeOverrides } from './private/acknowledge-overrides';
import { clientAddress, VERSION_6, VIEWER_ADDRESS } from './private/address-rules';
import { BlockList, blockListSettings } from './private/block-list';
import { DEFAULT_CAPACITY_BUDGET } from './private/capacity';
import { checkFirewallOptions } from './private/check-options';
import { DATA_PROTECTION, firewallLog } from './private/firewall-log';
import { Firewall, firewall } from './private/firewall-rules';
import { ipSets } from './private/ip-sets';
import { loginRateRules } from './private/rate-rules';
import { responseBodies } from './private/responses';
import { describeRules } from './private/rule-plan';

/**
 * Where a web ACL stands and how its logs are kept.
 */
export interface WebAclProps {
  /** Stage of the REST API that the web ACL protects. */
  readonly stage: apigateway.IStage;

  /** Literal name of the stage: AWS WAF sees it as the first part of the path on the execute-api endpoint. */
  readonly stageName: string;

  /**
   * What is added to or changed in the default rules.
   *
   * @default - the default rules
   */
  readonly firewall?: FirewallOptions;

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

  /**
   * Who is told when the block list could not be brought up to date.
   *
   * @default - nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** Where CloudFront is in front. */
interface OriginRuleGroupReference {
  readonly arn: string;
  /** Full name of the label on what the group refuses. */
  readonly label: string;
}

/** What the routes of an API add to the rules; the API itself hands it over. */
interface ProtectedRoutes {
  readonly routes: () => RouteDefinition[];
  readonly cors: boolean;
  /** Under a domain name: the base path, which may be empty, in place of the stage's name. */
  readonly basePath?: string;
  /** Headers on every refusal of our own rules. */
  readonly refusalHeaders?: { readonly [name: string]: string };
  /** The rule group that demands the origin secret; absent where clients connect themselves. */
  readonly origin?: OriginRuleGroupReference;
  /** Whether addresses of version 6 are counted by their provider too: where the Edge does not say what network they belong to. */
  readonly countProviders?: boolean;
}

const SHAPE: Shape = {
  stage: having('a stage of a REST API such as api.deploymentStage', 'restApi'),
  stageName: TEXT,
  firewall: optional(OBJECT),
  alarmActions: optional(listOf(having('an action such as new SnsAction(topic)', 'bind'))),
  ...LOG_SHAPE,
};

/**
 * AWS WAF in front of a stage: what every request meets first.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export class WebAcl extends Construct {
  /** ARN of the web ACL. */
  public readonly webAclArn: string;
  /** Where blocked and counted requests are logged. */
  public readonly logGroup: logs.LogGroup;
  /** The function that keeps the block list; absent without `firewall.blockList`. */
  public readonly blockListFunction?: lambda.IFunction;
  /** Raised when the block list could not be brought up to date. */
  public readonly blockListFailureAlarm?: cloudwatch.Alarm;
  /**
   * That the web ACL stands in front of the stage: what opens a door to it waits for this, and is gone before it.
   * @internal
   */
  public readonly _inFront: IDependable;
  /** Most WCU that the rules may cost. */
  public readonly capacityBudget: number;

  private readonly options: FirewallOptions;
  /** @internal */
  public readonly _stageName: string;
  /**
   * The name by which AWS WAF's metrics know the web ACL.
   * @internal
   */
  public readonly _metricName: string;
  private readonly allowedIpSets: string[];
  private readonly blockedIpSets: string[];
  private readonly blockListIpSets?: string[];
  private version6IpSet?: string;
  private protectedRoutes: ProtectedRoutes = { routes: () => [], cors: false };
  private computed?: { readonly routes: number; readonly result: Firewall };

  /** @throws where an option of the firewall is out of range or its reason is missing */
  constructor(scope: Construct, id: string, props: WebAclProps) {
    checkScope(scope, id);
    checkTypes('props', props, SHAPE);
    const options = checkFirewallOptions(props.firewall ?? {});
    if (Token.isUnresolved(props.stageName) || !/^[\w-]{1,128}$/.test(props.stageName)) {
      throw new Error(`\`stageName\` must be the literal name of the stage, got ${shown(props.stageName)}; right would be 'prod'`);
    }
    super(scope, id);
    this.options = options;
    this._stageName = props.stageName;
    this.capacityBudget = options.capacityBudget ?? DEFAULT_CAPACITY_BUDGET;
    this.allowedIpSets = ipSets(this, 'AllowedIps', options.allowedIps, 'REGIONAL');
    this.blockedIpSets = ipSets(this, 'BlockedIps', options.blockedIps, 'REGIONAL');

    this._metricName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    const acl = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      dataProtectionConfig: DATA_PROTECTION,
      description: 'Made from the routes and the firewall options',
      visibilityConfig: { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: this._metricName },
    });
    // Routes may be added after this constructor, so all that depends on them is computed when the template is written.
    acl.addPropertyOverride('Rules', Lazy.any({ produce: () => this.computedOr(({ rules }) => rules) }));
    acl.addPropertyOverride('CustomResponseBodies', Lazy.any({ produce: () => this.computedOr(({ rules }) => responseBodies(rules)) }));
    acl.addPropertyOverride('AssociationConfig', Lazy.any({
      produce: () => this.computedOr(({ bodyWindow }) => ({
        RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: `KB_${bodyWindow / 1024}` } },
      })),
    }));
    this.node.addValidation({ validate: () => this.errors() });
    acknowledgeOverrides(acl, options.managedRuleGroups);
    this.webAclArn = acl.attrArn;
    const logOptions: LogOptions = {
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: props.encryptionKey,
    };
    const selection = { logAllowed: options.logAllowed !== undefined, unloggedElsewhere: () => this.protectedRoutes.origin?.label };
    this.logGroup = firewallLog(this, acl, logOptions, selection);
    if (options.blockList) {
      const list = new BlockList(this, 'BlockList', {
        options: options.blockList,
        firewallLog: this.logGroup,
        // What the Edge writes there, the rules on the origin secret and on this header have let through: a line in the log is past both.
        addressHeader: Lazy.string({ produce: () => this.protectedRoutes.origin ? VIEWER_ADDRESS_HEADER : '-' }),
        logs: logOptions,
        alarmActions: props.alarmActions ?? [],
      });
      this.blockListIpSets = list.ipSets;
      this.blockListFunction = list.function;
      this.blockListFailureAlarm = list.failureAlarm;
    }
    this._inFront = this.associate(acl, props.stage);
    // At an update the rules come before the routes: a new route would be served under the rules for the old ones. Those refuse a path that
    // they do not know, but not a request that an old greedy route takes as well.
    props.stage.node.addDependency(acl);
  }

  /** Web ACL capacity units that the rules cost. */
  public get capacity(): number {
    return this.compute().capacity;
  }

  /**
   * How much of a body AWS WAF looks at.
   * @internal
   */
  public get _bodyKilobytes(): number {
    return this.compute().bodyWindow / 1024;
  }

  /** The rules in the order of their evaluation, for the posture report. */
  public describeFirewall(): FirewallRuleDescription[] {
    const { rules, capacities, purposes } = this.compute();
    return describeRules(rules, capacities, purposes);
  }

  /**
   * Adds the rules that follow from an API's routes. Asked for when the template is written.
   * @internal
   */
  public _protect(protectedRoutes: ProtectedRoutes): void {
    this.protectedRoutes = protectedRoutes;
    if (protectedRoutes.countProviders) {
      this.version6IpSet ??= ipSets(this, 'Version6', VERSION_6, 'REGIONAL')[0];
    }
    this.computed = undefined;
  }

  /**
   * Whether the rules would cost too much if these routes were added: for an import, which says all of its problems at once. What can't be
   * computed yet, since another route is still to come, is left to the validation.
   * @internal
   */
  public _overBudgetWith(more: RouteDefinition[]): string[] {
    try {
      return this.overBudget(this.rulesFor([...this.protectedRoutes.routes(), ...more]));
    } catch {
      return [];
    }
  }

  /**
   * Whether a rule of the common rule set only counts on a path.
   * @internal
   */
  public _onlyCounts(rule: string, path: string): boolean {
    return (this.options.managedRuleGroups ?? []).some(({ _state: group }) => group.name === 'AWSManagedRulesCommonRuleSet' &&
      (group.countOnly !== undefined || group.overrides.some((override) => override.rule === rule && (override.paths?.includes(path) ?? true))));
  }

  /**
   * Names of the rules on guessing of credentials; none where no path is named on which credentials are tried.
   * @internal
   */
  public get _loginRules(): string[] {
    const guarded = (this.options.loginPaths ?? []).length + (this.options.signUpPaths ?? []).length > 0;
    return guarded ? loginRateRules(this.protectedRoutes.origin ? VIEWER_ADDRESS : clientAddress(this.version6IpSet)) : [];
  }

  /**
   * Most entries of each version of addresses on the block list; nothing without one.
   * @internal
   */
  public get _blockListAddresses(): number | undefined {
    return this.options.blockList && blockListSettings(this.options.blockList).maxAddresses;
  }

  /**
   * By what the query string of a route is held: `per route`, `per API` or `free`.
   * @internal
   */
  public _queryNames(route: RouteDefinition): string {
    return this.compute().queryNames.get(route) ?? 'free';
  }

  /** Routes are only ever added, so as many routes as before are the same routes. */
  private compute(): Firewall {
    const routes = this.protectedRoutes.routes();
    if (this.computed?.routes !== routes.length) {
      this.computed = { routes: routes.length, result: this.rulesFor(routes) };
    }
    return this.computed.result;
  }

  private rulesFor(routes: RouteDefinition[]): Firewall {
    return firewall({
      options: this.options,
      routes,
      cors: this.protectedRoutes.cors,
      refusalHeaders: this.protectedRoutes.refusalHeaders,
      originRuleGroup: this.protectedRoutes.origin?.arn,
      version6IpSet: this.version6IpSet,
      stageName: this._stageName,
      basePath: this.protectedRoutes.basePath,
      allowedIpSets: this.allowedIpSets,
      blockedIpSets: this.blockedIpSets,
      blockListIpSets: this.blockListIpSets,
    });
  }

  /** What can't be computed is an error of the validation, which names it; here it would be one of the token's resolution. */
  private computedOr<T>(read: (computed: Firewall) => T): T | undefined {
    return this.errors().length > 0 ? undefined : read(this.compute());
  }

  private errors(): string[] {
    try {
      return this.overBudget(this.compute());
    } catch (error) {
      return [(error as Error).message];
    }
  }

  private overBudget(computed: Firewall): string[] {
    if (computed.capacity <= this.capacityBudget) {
      return [];
    }
    const rules = computed.rules.map((rule, index) => `${rule.Name} ${computed.capacities[index]}`).join(', ');
    return [`\`firewall.capacityBudget\` must hold the rules, which cost ${computed.capacity} WCU, got ${this.capacityBudget} (${rules}); ` +
      'give parameters of one name the same limits on all routes, let lengths stand in for patterns, or raise the budget ' +
      '(over 1500 AWS charges more for each request, 5000 is the end)'];
  }

  private associate(acl: wafv2.CfnWebACL, stage: apigateway.IStage): IDependable {
    const association = new wafv2.CfnWebACLAssociation(this, 'Association', {
      webAclArn: acl.attrArn,
      resourceArn: Stack.of(this).formatArn({
        service: 'apigateway',
        account: '',
        resource: '/restapis',
        resourceName: `${stage.restApi.restApiId}/stages/${stage.stageName}`,
      }),
    });
    // Without it the association is tried before the stage exists and fails:
    // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2358
    association.node.addDependency(stage);
    return association;
  }
}
