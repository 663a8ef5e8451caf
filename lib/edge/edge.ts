import { Annotations, Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct, IDependable } from 'constructs';
import { FirewallOptions } from '../firewall/firewall-options';
import { isForEdge } from '../firewall/private/managed-rules';
import { Cors } from '../gateway/private/cors';
import { ApiConsumer } from '../keys/api-consumer';
import { ApiKeyRotation } from '../keys/api-key-rotation';
import { PostureEdge } from '../posture/posture';
import { acknowledge } from '../shared/acknowledge';
import { LogOptions } from '../shared/log-group';
import { physicalName } from '../shared/physical-name';
import { EdgeOptions } from './edge-options';
import { EdgeWebAcl } from './edge-web-acl';
import { apiOrigin } from './private/api-origin';
import { edgeBucket, logBucket } from './private/edge-buckets';
import { OriginSecret } from './private/origin-secret';
import { apiResponseHeaders, defaultContentSecurityPolicy, websiteResponseHeaders } from './private/response-headers';
import { apiFunctionCode, websiteFunctionCode } from './private/viewer-functions';
import { describeTokens, namesEveryClient } from './private/website-tokens';
import { WebsiteTokens } from './website-tokens';

/** What an Edge is made from; the API hands it over. */
interface EdgeBinding {
  readonly options: EdgeOptions;
  /** Whose tokens come with the website's key. */
  readonly websiteTokens: WebsiteTokens[];
  readonly stage: apigateway.Stage;
  readonly rotation: ApiKeyRotation;
  readonly firewall: FirewallOptions;
  /** That the API's web ACL stands in front of the stage. */
  readonly inFront: IDependable;
  readonly cors?: Cors;
  readonly logs: LogOptions;
  readonly alarmActions: cloudwatch.IAlarmAction[];
}

/**
 * Errors that CloudFront keeps for 10 seconds by default: all that a time can be set for. `no-store` stops it for 404, 410, 414 and 501 only.
 * Attack: one `HEAD` to a path without that method (405), or one query string that is too long (414), answers everybody's request there.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
const UNKEPT_ERRORS: cloudfront.ErrorResponse[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
  .map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) }));

const DEFAULT_API_PATH = '/api';
const DEFAULT_INDEX_DOCUMENT = 'index.html';

/**
 * Amazon CloudFront in front of the API, and the website beside it: made by `SecureRestApi` with the property `edge`.
 *
 * A request to the API passes a CloudFront function that adds the origin secret, the viewer's address and, for the website's pages, the
 * website's API key. None of them is in a template, in the distribution's configuration, or in a browser.
 */
export class Edge extends Construct {
  /** @internal */
  public static _create(scope: Construct, id: string, binding: EdgeBinding): Edge {
    return new Edge(scope, id, binding);
  }

  /** The distribution: what the records of `domainNames` point at, and the escape hatch for what the Edge has no property for. */
  public readonly distribution: cloudfront.Distribution;
  /** Store from which the CloudFront function reads the origin secret and the website's key. */
  public readonly keyValueStore: cloudfront.KeyValueStore;
  /** The function that replaces the origin secret. */
  public readonly originSecretRotationFunction: lambda.IFunction;
  /** Raised when a replacement of the origin secret failed. */
  public readonly originSecretFailureAlarm: cloudwatch.Alarm;
  /** Access logs of the distribution, and of the website's bucket. */
  public readonly logBucket: s3.IBucket;
  /** The web ACL at the Edge; absent where `webAclArn` names another. */
  public readonly webAcl?: EdgeWebAcl;
  /** Bucket with the website's objects: what a `BucketDeployment` or `aws s3 sync` fills. Absent without `website`. */
  public readonly websiteBucket?: s3.IBucket;
  /** The website as a consumer of the API. Absent without `website`. */
  public readonly websiteConsumer?: ApiConsumer;
  /** Where clients find the Edge, without a slash at the end: the first of `domainNames`, or the name that CloudFront gives. */
  public readonly url: string;
  /** Where clients find the API, without a slash at the end. */
  public readonly apiUrl: string;

  /** @internal */
  public readonly _originRuleGroup: { readonly arn: string; readonly label: string };
  /** @internal */
  public readonly _originSecretArn: string;
  private readonly options: EdgeOptions;
  private readonly websiteTokens: WebsiteTokens[];

  private constructor(scope: Construct, id: string, binding: EdgeBinding) {
    super(scope, id);
    // By a bucket policy and not by an access control list, whatever the user's app has for its own buckets.
    this.node.setContext(cxapi.S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const { options, firewall, logs } = binding;
    this.options = options;
    this.websiteTokens = binding.websiteTokens;
    // The name is one space for all regions of an account.
    this.keyValueStore = new cloudfront.KeyValueStore(this, 'Store', {
      keyValueStoreName: physicalName(this, 50),
      comment: 'Origin secret and API key of the Edge; written by the rotations',
    });
    const secret = new OriginSecret(this, 'OriginSecret', {
      storeArn: this.keyValueStore.keyValueStoreArn,
      restApiId: binding.stage.restApi.restApiId,
      scheduleExpression: binding.rotation.scheduleExpression,
      logs,
      alarmActions: binding.alarmActions,
    });
    this._originRuleGroup = secret.ruleGroup;
    this._originSecretArn = secret.secretArn;
    this.originSecretRotationFunction = secret.function;
    this.originSecretFailureAlarm = secret.failureAlarm;
    this.websiteConsumer = options.website
      && ApiConsumer._create(this, 'Website', binding.rotation, options.website.consumer, this.keyValueStore.keyValueStoreArn);
    this.webAcl = options.webAclArn === undefined ? edgeWebAcl(this, firewall, logs) : undefined;
    this.logBucket = logBucket(this, 'Logs', logs);
    this.websiteBucket = options.website && edgeBucket(this, 'WebsiteBucket', {
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      serverAccessLogsBucket: this.logBucket,
      serverAccessLogsPrefix: 'website/',
      removalPolicy: logs.removalPolicy,
    });
    this.distribution = this.distribute(binding);
    this.distribution.node.addDependency(binding.inFront);
    // Secret and key are in the store before a request asks for them, and in one that replaces it.
    for (const reader of [this.distribution, this.node.findChild('ApiFunction')]) {
      reader.node.addDependency(secret, ...(this.websiteConsumer ? [this.websiteConsumer] : []));
    }
    this.url = `https://${options.domainNames?.[0] ?? this.distribution.distributionDomainName}`;
    this.apiUrl = `${this.url}${this.apiPath}`;
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): PostureEdge {
    const { domainNames, allowCloudFrontDomain, webAclArn, originMutualTls } = this.options;
    return {
      domainNames: domainNames ?? ['the name that CloudFront gives'],
      tls: allowCloudFrontDomain === undefined ? this.minimumProtocolVersion : 'TLS 1.0 and newer',
      website: this.websiteBucket ? `beside the API, which is under ${this.apiPath}` : 'none',
      websiteTokens: this.websiteTokens.map(describeTokens),
      firewall: this.webAcl?.describeFirewall() ?? [],
      origin: originMutualTls ? `origin secret, and CloudFront's client certificate at ${originMutualTls.domainName}` : 'origin secret',
      webAcl: webAclArn === undefined ? 'its own' : 'given by `edge.webAclArn`',
      exceptions: allowCloudFrontDomain === undefined ? [] : [{ kind: 'edge.allowCloudFrontDomain', reason: allowCloudFrontDomain }],
    };
  }

  /**
   * Says so where a consumer's tokens may be those of the website's visitors: he could leave his key out.
   * @internal
   */
  public _warnOfSharedIssuer(consumer: ApiConsumer): void {
    if (this.websiteTokens.some(namesEveryClient)) {
      Annotations.of(consumer).addWarningV2('cdk-secure-rest-api:websiteTokens',
        '`edge.website.tokens` names no client ids: where this consumer has tokens of the same issuer, he may leave his API key out and use the website\'s. ' +
        'Right would be the website\'s client ids there');
    }
  }

  private get apiPath(): string {
    const { website } = this.options;
    return website ? website.apiPath ?? DEFAULT_API_PATH : '';
  }

  private get minimumProtocolVersion(): cloudfront.SecurityPolicyProtocol {
    return this.options.minimumProtocolVersion ?? cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021;
  }

  private distribute(binding: EdgeBinding): cloudfront.Distribution {
    const { options } = this;
    const api = this.apiBehavior(binding);
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `In front of ${binding.stage.restApi.node.scope?.node.path ?? 'the API'}`.slice(0, 128),
      defaultBehavior: this.websiteBucket ? this.websiteBehavior(this.websiteBucket) : api,
      ...(this.websiteBucket && { additionalBehaviors: { [`${this.apiPath}/*`]: api } }),
      errorResponses: UNKEPT_ERRORS,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      domainNames: options.domainNames,
      certificate: options.certificate,
      ...(options.certificate && { minimumProtocolVersion: this.minimumProtocolVersion }),
      webAclId: options.webAclArn ?? this.webAcl?.webAclArn,
      priceClass: options.priceClass,
      logBucket: this.logBucket,
      logFilePrefix: 'edge/',
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Countries are restricted by `firewall.allowedCountries` and `firewall.blockedCountries`, in the web ACLs, by whoever has a reason to',
      ...(options.allowCloudFrontDomain !== undefined && { 'AwsSolutions-CFR4': options.allowCloudFrontDomain }),
    });
    return distribution;
  }

  private apiBehavior({ stage, cors, options }: EdgeBinding): cloudfront.BehaviorOptions {
    return {
      origin: apiOrigin(stage, options.originMutualTls),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      // One caller's answer must never be another's.
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      // API Gateway finds the API by the host name of its own endpoint.
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiResponseHeaders(this, 'ApiHeaders', cors),
      // No redirect: a client that sent its token in clear text must notice.
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: [viewerRequest(new cloudfront.Function(this, 'ApiFunction', {
        comment: 'Adds origin secret, viewer address and the API key of the website',
        runtime: cloudfront.FunctionRuntime.JS_2_0,
        keyValueStore: this.keyValueStore,
        code: cloudfront.FunctionCode.fromInline(apiFunctionCode(this.apiPath, options.website !== undefined)),
      }))],
    };
  }

  private websiteBehavior(bucket: s3.IBucket): cloudfront.BehaviorOptions {
    const { website = {} } = this.options;
    const control = new cloudfront.S3OriginAccessControl(this, 'WebsiteAccess', {
      originAccessControlName: physicalName(this, 50),
    });
    return {
      origin: origins.S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl: control }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: websiteResponseHeaders(this, 'WebsiteHeaders', website.contentSecurityPolicy ?? defaultContentSecurityPolicy(website.connectSources ?? [])),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [viewerRequest(new cloudfront.Function(this, 'WebsiteFunction', {
        comment: 'Finds the object of a path',
        runtime: cloudfront.FunctionRuntime.JS_2_0,
        code: cloudfront.FunctionCode.fromInline(websiteFunctionCode(website.indexDocument ?? DEFAULT_INDEX_DOCUMENT, website.singlePage ?? false)),
      }))],
    };
  }
}

function viewerRequest(edgeFunction: cloudfront.Function): cloudfront.FunctionAssociation {
  return { function: edgeFunction, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST };
}

/** The part of the firewall that needs no routes. */
function edgeWebAcl(scope: Construct, firewall: FirewallOptions, logs: LogOptions): EdgeWebAcl {
  const { allowedIps, blockedIps, allowedCountries, blockedCountries } = firewall;
  return new EdgeWebAcl(scope, 'WebAcl', {
    allowedIps,
    blockedIps,
    allowedCountries,
    blockedCountries,
    managedRuleGroups: firewall.managedRuleGroups?.filter(({ _state }) => isForEdge(_state)),
    logRetention: logs.retention,
    encryptionKey: logs.encryptionKey,
    removalPolicy: logs.removalPolicy,
  });
}
