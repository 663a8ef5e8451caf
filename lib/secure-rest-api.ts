import * as fs from 'fs';
import * as path from 'path';
import { Annotations, attachCustomSynthesis, CfnOutput, Duration, Lazy, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { issuerConfigs, JwtAuthorizer } from './authorizer/jwt-authorizer';
import { authorizerRules } from './authorizer/private/authorizer-rules';
import { placeIssuers } from './authorizer/private/issuer-placement';
import { billSource } from './bill-source';
import { checkProps } from './check-props';
import { apiTagValue, TAG_API } from './contracts/inventory';
import { ORIGIN_SECRET_HEADER } from './contracts/origin-secret';
import { PROBE_STATUS } from './contracts/rotation';
import { Edge } from './edge/edge';
import { originDomain } from './edge/private/api-origin';
import { checkEdge } from './edge/private/check-edge';
import { websiteTokens } from './edge/private/website-tokens';
import { WebAcl } from './firewall/web-acl';
import { accessLogFormat } from './gateway/private/access-log-format';
import { AccountLogging } from './gateway/private/account-logging';
import { acknowledgeExceptions } from './gateway/private/acknowledge-exceptions';
import { LazyApiDefinition } from './gateway/private/api-definition';
import { apiDocument, ApiDocumentSource } from './gateway/private/api-document';
import { checkDoors } from './gateway/private/check-doors';
import { clientDocument } from './gateway/private/client-document';
import { checkCors, refusalHeaders } from './gateway/private/cors';
import { customDomain } from './gateway/private/custom-domain';
import { leastTemplateProblem } from './gateway/private/least-template';
import { methodSettings } from './gateway/private/method-settings';
import { resourcePolicy } from './gateway/private/resource-policy';
import { checkTemplateSize } from './gateway/private/template-size';
import { apiTlsPolicy } from './gateway/private/tls';
import { ApiConsumer, ApiConsumerOptions } from './keys/api-consumer';
import { ApiKeyRotation } from './keys/api-key-rotation';
import { checkKeyProof, PROBE_REASON, settleTime } from './keys/private/key-proof';
import { RotationScheduleParameter } from './keys/private/rotation-schedule-parameter';
import { CostBudget } from './monitoring/cost-budget';
import { Monitoring } from './monitoring/monitoring';
import { OpenApiDocument } from './open-api/open-api-document';
import { OpenApiImportOptions } from './open-api/open-api-import-options';
import { importOpenApi } from './open-api/private/open-api-import';
import { PostureIssuer, unboundAccess } from './posture/issuers';
import { describeThrottle, Posture, POSTURE_VERSION, PostureException, postureRoute } from './posture/posture';
import { costProblem, WorstBill, worstBill } from './posture/worst-bill';
import { HttpMethod } from './routes/http-method';
import { countPathParts } from './routes/private/paths';
import { RouteDefinition } from './routes/private/route-definition';
import { routeOf } from './routes/private/route-options';
import { RouteTable } from './routes/private/route-table';
import { RouteOptions } from './routes/route';
import { RouteAccess } from './routes/route-access';
import { RouteTarget } from './routes/route-target';
import { SecureRestApiProps } from './secure-rest-api-props';
import { acknowledge } from './shared/acknowledge';
import { checkScope } from './shared/check-types';
import { LogOptions, logGroup } from './shared/log-group';

const DEFAULT_AUTHORIZER_CACHE_TTL = Duration.minutes(5);
/** Names of files end at 255 bytes. */
const LONGEST_FILE_NAME = 200;

/** Resources of one API, which are the parts of its paths. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const DEFAULT_RESOURCE_QUOTA = 300;
const DEFAULT_THROTTLE: apigateway.ThrottleSettings = { rateLimit: 500, burstLimit: 1_000 };

/**
 * An API Gateway REST API that is secure by default: a web ACL in front, an API key and a signed token on every route,
 * validated input, one role a target, and logs of it all.
 *
 * Reads in the order of a request's way: web ACL, stage, authorizer, API key, validation, target.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
 */
export class SecureRestApi extends Construct {
  /** The REST API itself: the escape hatch for what this construct has no property for. */
  public readonly restApi: apigateway.SpecRestApi;
  /** The one stage of the API. */
  public readonly stage: apigateway.Stage;
  /** The web ACL in front of the stage. */
  public readonly webAcl: WebAcl;
  /** The Lambda authorizer, which verifies tokens and decides who may call which route. */
  public readonly authorizerFunction: lambda.IFunction;
  /** The function that makes, replaces and removes the consumers' API keys. */
  public readonly rotationFunction: lambda.IFunction;
  /** Log group with a JSON line for every request that reached the stage. */
  public readonly accessLogGroup: logs.ILogGroup;
  /** The domain name of `domain`, or of `edge.originMutualTls`, for the record in the DNS that points at it. */
  public readonly customDomain?: apigateway.IDomainName;
  /** Amazon CloudFront in front of the API; absent without the property `edge`. */
  public readonly edge?: Edge;

  /** Alarms, dashboard and saved queries. */
  public readonly monitoring: Monitoring;

  private readonly issuers: PostureIssuer[];
  private readonly throttle: apigateway.ThrottleSettings;
  private readonly routes: RouteTable;
  private readonly rotation: ApiKeyRotation;
  private readonly consumers: ApiConsumer[] = [];
  private synthesized = false;
  private readonly documentSource: () => ApiDocumentSource;
  private readonly address: string;
  private readonly exceptions: PostureException[];
  private readonly bill: () => WorstBill;
  private readonly maxMonthlyCost?: number;

  /**
   * @throws where a property contradicts another or could not be deployed; the message names the property, what was given and what is right
   */
  public constructor(scope: Construct, id: string, props: SecureRestApiProps) {
    checkScope(scope, id);
    checkProps(props);
    checkDoors(props);
    checkKeyProof(props);
    if (props.edge) {
      checkEdge(scope, props.edge, props.firewall, props.stageName);
    }
    const tokens = props.edge?.website && websiteTokens(props.edge.website, props.jwtIssuers);
    const issuers = placeIssuers(issuerConfigs(props.jwtIssuers, tokens), props.contextClaims ?? []);
    const cors = props.cors ? checkCors(props.cors) : undefined;
    const stageName = props.stageName ?? 'prod';
    const domain = props.domain ?? (props.edge && originDomain(props.edge, stageName));
    super(scope, id);
    try {
      RotationScheduleParameter.of(this, props.apiKeyRotationSchedule);
    } catch (error) {
      // The last check that can fail, and it needs the tree: nothing half-built stays there.
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const logOptions: LogOptions = {
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: props.encryptionKey,
    };
    const vpcEndpointIds = props.privateEndpoints?.vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId);
    // The key tells the gateway who the consumer is, the origin secret that the request came through the Edge.
    this.routes = new RouteTable(new Construct(this, 'Targets'), ['x-api-key', ...(props.edge ? [ORIGIN_SECRET_HEADER] : [])]);

    this.throttle = props.throttle ?? DEFAULT_THROTTLE;
    this.issuers = props.jwtIssuers.map((issuer) => issuer._describe());
    const authorizer = new JwtAuthorizer(this, 'JwtAuthorizer', {
      issuers,
      contextClaims: props.contextClaims ?? [],
      rules: () => authorizerRules(this.routes.all, tokens !== undefined),
      logs: logOptions,
    });
    this.authorizerFunction = authorizer.function;

    this.documentSource = () => ({
      title: props.restApiName ?? id,
      description: props.description,
      routes: this.routes.all,
      cors,
      behindEdge: props.edge !== undefined,
      authorizer: {
        uri: authorizer.uri,
        credentials: authorizer.invocationRole.roleArn,
        cacheTtlSeconds: (props.authorizerCacheTtl ?? DEFAULT_AUTHORIZER_CACHE_TTL).toSeconds(),
        websiteKey: tokens !== undefined,
      },
      resourcePolicy: resourcePolicy(stageName, vpcEndpointIds),
      stack: Stack.of(this),
    });

    this.accessLogGroup = logGroup(this, 'AccessLog', logOptions);
    this.restApi = new apigateway.SpecRestApi(this, 'RestApi', {
      restApiName: props.restApiName ?? id,
      description: props.description,
      apiDefinition: new LazyApiDefinition(() => apiDocument(this.documentSource())),
      // A document of which API Gateway would ignore a part is refused at the deployment.
      failOnWarnings: true,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // AWS::ApiGateway::Account is one for the whole region; AccountLogging sets it only where nobody did.
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLogGroup),
        accessLogFormat: accessLogFormat(),
        tracingEnabled: true,
      },
    });
    const cfnRestApi = this.restApi.node.defaultChild as apigateway.CfnRestApi;
    // Strict refuses requests that reach the endpoint under another host's name (domain fronting).
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
    cfnRestApi.securityPolicy = apiTlsPolicy(domain);
    cfnRestApi.endpointAccessMode = 'STRICT';
    if (vpcEndpointIds) {
      // "You can't set the IP address type for private APIs to only allow IPv4": dual-stack is the only one.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
      cfnRestApi.endpointConfiguration = { types: ['PRIVATE'], vpcEndpointIds, ipAddressType: 'dualstack' };
    }
    if (domain) {
      // Without this the execute-api endpoint would be a second door, with no client certificate asked for.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
      cfnRestApi.disableExecuteApiEndpoint = true;
      // It takes effect with a deployment (same page). The property alone makes none, and the extension that would change the document belongs
      // under `servers` in OpenAPI 3, into an entry without the URL that the import's parser asks for.
      this.restApi.latestDeployment?.addToLogicalId({ disableExecuteApiEndpoint: true });
    }
    acknowledge(this.restApi, {
      'AwsSolutions-APIG2': 'Every operation of the OpenAPI body has a validator of parameters and body; the rule does not look inside bodies (cdk-nag#1075)',
    });
    this.stage = this.restApi.deploymentStage;
    const cfnStage = this.stage.node.defaultChild as apigateway.CfnStage;
    // Whoever looks for all APIs of this library in an account finds them by the tag's key.
    [cfnRestApi, cfnStage].forEach((resource) => resource.tags.setTag(TAG_API, apiTagValue(this.node.path)));
    cfnStage.methodSettings = Lazy.any({
      produce: () => methodSettings(this.throttle, this.routes.all),
    });
    // Access and execution logs need the account's role before the stage exists. The group of the execution log is one that API Gateway
    // makes by itself where it is not there: without an end to what it keeps, a key or a removal policy.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    const executionLog = logGroup(this, 'ExecutionLog', logOptions, `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${stageName}`);
    this.stage.node.addDependency(AccountLogging.of(this), executionLog);

    this.webAcl = new WebAcl(this, 'WebAcl', {
      stage: this.stage,
      stageName,
      firewall: props.firewall,
      logRetention: logOptions.retention,
      encryptionKey: logOptions.encryptionKey,
      removalPolicy: logOptions.removalPolicy,
      alarmActions: props.alarmActions,
    });
    if (domain) {
      this.customDomain = customDomain(this, 'Domain', this.stage, this.webAcl._inFront, domain);
    }
    this.rotation = new ApiKeyRotation(this, 'ApiKeyRotation', {
      restApi: this.restApi,
      stage: this.stage,
      schedule: props.apiKeyRotationSchedule,
      settleTime: settleTime(props),
      encryptionKey: props.encryptionKey,
      logs: logOptions,
      alarmActions: props.alarmActions ?? [],
      firewall: this.webAcl._inFront,
    });
    this.rotationFunction = this.rotation.function;

    if (props.edge) {
      this.edge = Edge._create(this, 'Edge', {
        options: props.edge,
        websiteTokens: tokens ?? [],
        stage: this.stage,
        rotation: this.rotation,
        firewall: props.firewall ?? {},
        inFront: this.webAcl._inFront,
        cors,
        logs: logOptions,
        alarmActions: props.alarmActions ?? [],
      });
      if (this.edge.websiteConsumer) {
        this.consumers.push(this.edge.websiteConsumer);
      }
    }
    this.address = this.edge?.apiUrl ?? address(props, this.stage);
    this.webAcl._protect({
      routes: () => this.routes.all,
      cors: cors !== undefined,
      basePath: props.domain && (props.domain.basePath ?? ''),
      // The Edge adds them for every origin of the list.
      refusalHeaders: cors && !this.edge ? refusalHeaders(cors) : undefined,
      origin: this.edge?._originRuleGroup,
      countProviders: this.edge === undefined,
    });

    this.monitoring = Monitoring._create(this, 'Monitoring', {
      title: props.restApiName ?? id,
      url: this.address,
      options: props.monitoring ?? {},
      stage: this.stage,
      accessLog: this.accessLogGroup,
      webAclMetricName: this.webAcl._metricName,
      loginRules: this.webAcl._loginRules,
      authorizer: authorizer.function,
      rotation: this.rotation.function,
      originSecret: this.edge && { arn: this.edge._originSecretArn, rotation: this.edge.originSecretRotationFunction },
      quotaGain: this.rotation.metricQuotaGain().with({ label: 'Quota gained' }),
      otherAlarms: [
        ...(this.webAcl.blockListFailureAlarm ? [this.webAcl.blockListFailureAlarm] : []),
        this.rotation.failureAlarm, this.rotation.quotaGainAlarm, ...(this.edge ? [this.edge.originSecretFailureAlarm] : []),
      ],
      alarmActions: props.alarmActions ?? [],
    });

    if (props.apiKeyProbePath !== undefined) {
      this.rotation.probeAt(`${this.address}${props.apiKeyProbePath}`);
      this.addRoute({
        method: HttpMethod.GET,
        path: props.apiKeyProbePath,
        target: RouteTarget.mock({ statusCode: PROBE_STATUS }),
        access: RouteAccess.anyone(PROBE_REASON),
      });
    }

    if (props.budget) {
      new CostBudget(this, 'Budget', props.budget, props.budget.monthlyLimit ?? props.maxMonthlyCost!);
    }
    this.bill = () => worstBill(billSource({
      scope: this,
      props,
      throttle: this.throttle,
      routes: this.routes.all,
      consumers: this.consumers,
      webAcl: this.webAcl,
      edge: this.edge,
      websiteKey: tokens !== undefined,
      rotationSchedule: this.rotation.defaultSchedule,
      authorizerMemoryMegabytes: authorizer.memoryMegabytes,
    }));
    this.maxMonthlyCost = props.maxMonthlyCost;
    new CfnOutput(this, 'WorstMonthlyBill', {
      description: 'USD a month with all limits met all the time; what it is made of is in the posture',
      value: Lazy.string({ produce: () => this.billOrNothing()?.total.toFixed(2) ?? 'unknown' }),
    });

    this.exceptions = exceptions(props);
    this.node.addValidation({ validate: () => this.validate() });
    attachCustomSynthesis(this, {
      onSynthesize: (session) => {
        this.synthesized = true;
        fs.writeFileSync(path.join(session.assembly.outdir, `${Names.uniqueResourceName(this, { maxLength: LONGEST_FILE_NAME })}.posture.json`), JSON.stringify(this.posture(), undefined, 2));
      },
    });
  }

  /** Where clients find the API, without a trailing slash: at the Edge, under `domain`, or at the execute-api endpoint. */
  public get url(): string {
    return this.address;
  }

  /** The API's OpenAPI document for clients: every route with its parameters, body and security, without what is behind. */
  public get openApiDocument(): { [key: string]: unknown } {
    return Stack.of(this).resolve(clientDocument(this.documentSource())) as { [key: string]: unknown };
  }

  /**
   * Adds a route.
   *
   * @throws where the route is there already, contradicts another one, or says something that API Gateway would refuse or ignore;
   * nothing is added then
   */
  public addRoute(options: RouteOptions): void {
    this.checkNotSynthesized('addRoute');
    this.add([routeOf(options)]);
  }

  /**
   * Adds every operation of an OpenAPI document (3.0 or 3.1) as a route.
   *
   * @throws one error with all that API Gateway would not enforce, that has no target or no access, each with its JSON pointer;
   * nothing is added then
   */
  public addRoutesFromOpenApi(document: OpenApiDocument, options: OpenApiImportOptions = {}): void {
    this.checkNotSynthesized('addRoutesFromOpenApi');
    this.add(importOpenApi(document, options, {
      warn: (message) => Annotations.of(this).addWarningV2('cdk-secure-rest-api:importOpenApi', message),
      problemsWith: (routes) => [...this.webAcl._overBudgetWith(routes), ...leastTemplateProblem(Stack.of(this), [...this.routes.all, ...routes])],
      onlyCounts: (rule, routePath) => this.webAcl._onlyCounts(rule, routePath),
    }));
  }

  /**
   * Adds a consumer: who holds an API key. Its key is made before the deployment ends, lives in a secret of AWS Secrets Manager,
   * and is replaced on the schedule.
   *
   * @param id who the consumer is; a change of the id makes another consumer with another key
   */
  public addConsumer(id: string, options: ApiConsumerOptions = {}): ApiConsumer {
    this.checkNotSynthesized('addConsumer');
    const consumer = ApiConsumer._create(this, id, this.rotation, options);
    this.consumers.push(consumer);
    this.edge?._warnOfSharedIssuer(consumer);
    return consumer;
  }

  /** What comes later is in no template, and the authorizer's rules are written already. */
  private checkNotSynthesized(method: string): void {
    if (this.synthesized) {
      throw new Error(`\`${method}\` must be called before the app is synthesized, got a call after it on ${this.node.path}: the template is written, and would lack it`);
    }
  }

  private add(routes: RouteDefinition[]): void {
    for (const route of this.routes.add(routes)) {
      acknowledgeExceptions(this.restApi, route);
    }
  }

  private posture(): Posture {
    const stack = Stack.of(this);
    return {
      version: POSTURE_VERSION,
      api: this.node.path,
      template: stack.templateFile,
      restApi: stack.getLogicalId(this.restApi.node.defaultChild as apigateway.CfnRestApi),
      stage: this.webAcl._stageName,
      throttle: describeThrottle(this.throttle) ?? '-',
      rotationSchedule: this.rotation.defaultSchedule,
      issuers: this.issuers,
      authorizerCache: `${this.documentSource().authorizer.cacheTtlSeconds} seconds`,
      exceptions: this.exceptions,
      routes: this.routes.all.map((route) => postureRoute(route, this.routes.all, this.webAcl._queryNames(route))),
      findings: this.routes.all.flatMap(({ method, path: routePath, access }) =>
        unboundAccess(access._alternatives ?? [], this.issuers).map((finding) => ({ route: `${method} ${routePath}`, finding }))),
      firewall: { rules: this.webAcl.describeFirewall(), wcu: this.webAcl.capacity, budget: this.webAcl.capacityBudget },
      consumers: this.consumers.map((consumer) => consumer._describe()),
      edge: this.edge?._describe(),
      worstBill: this.bill(),
    };
  }

  private validate(): string[] {
    if (this.routes.all.length === 0) {
      return ['`addRoute` must be called at least once: API Gateway deploys no API without a route'];
    }
    const keyed = this.routes.all.find((route) => route.access._apiKeyRequired);
    if (keyed && this.consumers.length === 0) {
      return [`\`addConsumer\` must be called at least once, got no consumer: ${keyed.method} ${keyed.path} needs an API key and nobody would hold one; ` +
        'right would be addConsumer(\'Partner\'), or `access.withoutApiKey(reason)` on every route'];
    }
    this.warnOfManyParts();
    return [...this.checkStackSize(), ...this.checkCost()];
  }

  /** A quota that AWS raises on request, so no error. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  private warnOfManyParts(): void {
    const parts = countPathParts(this.routes.all.map((route) => route.path));
    if (parts > DEFAULT_RESOURCE_QUOTA) {
      Annotations.of(this).addWarningV2('cdk-secure-rest-api:pathParts', `the routes have ${parts} path parts, and API Gateway has ${DEFAULT_RESOURCE_QUOTA} resources an API ` +
        'unless AWS raises the quota "Resources per API"; right would be a raised quota, or two APIs split by path');
    }
  }

  private checkCost(): string[] {
    const bill = this.maxMonthlyCost === undefined ? undefined : this.billOrNothing();
    const problem = bill && costProblem(bill, this.maxMonthlyCost!);
    return problem === undefined ? [] : [problem];
  }

  /** Rules of the web ACL that can't be computed are an error of its own validation, which names it. */
  private billOrNothing(): WorstBill | undefined {
    try {
      return this.bill();
    } catch {
      return undefined;
    }
  }

  /** All APIs of a stack share its template, so the first one measures it for all. */
  private checkStackSize(): string[] {
    const stack = Stack.of(this);
    const apis = stack.node.findAll().filter((node): node is SecureRestApi => node instanceof SecureRestApi && Stack.of(node) === stack);
    if (apis[0] !== this) {
      return [];
    }
    const documents = apis.map((api) => clientDocument(withoutResponses(api.documentSource())));
    return checkTemplateSize(stack, documents.reduce((total, document) => total + JSON.stringify(document).length, 0));
  }
}

/** What clients are told of answers is in no template. */
function withoutResponses(source: ApiDocumentSource): ApiDocumentSource {
  return { ...source, routes: source.routes.map((route) => ({ ...route, responses: undefined })) };
}

/** What is loosened for all routes, each with the user's reason. */
function exceptions({ cors, domain, firewall, monitoring }: SecureRestApiProps): PostureException[] {
  return [
    ...(cors?.allowAnyOrigin !== undefined ? [{ kind: 'cors.allowAnyOrigin', reason: cors.allowAnyOrigin }] : []),
    ...(domain?.allowTls12 !== undefined ? [{ kind: 'domain.allowTls12', reason: domain.allowTls12 }] : []),
    ...(firewall?.logAllowed !== undefined ? [{ kind: 'firewall.logAllowed', reason: firewall.logAllowed }] : []),
    ...(monitoring?.withoutAlarms ?? []).map(({ alarm, reason }) => ({ kind: `monitoring.withoutAlarms ${alarm}`, reason })),
    ...(firewall?.acceptHeaders ?? []).map(({ name, reason }) => ({ kind: `firewall.acceptHeaders ${name}`, reason })),
  ];
}

function address({ domain }: SecureRestApiProps, stage: apigateway.Stage): string {
  return domain
    ? `https://${domain.domainName}${domain.basePath === undefined ? '' : `/${domain.basePath}`}`
    : stage.urlForPath('/').replace(/\/$/, '');
}
