import { Aspects, AspectPriority, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { AuthorizerRules, ENV_CONTEXT_CLAIMS, ENV_ISSUERS, IssuerConfig } from '../contracts/authorizer';
import { acknowledge, acknowledgeWildcards } from '../shared/acknowledge';
import { invocationUri } from '../shared/invocation-uri';
import { LogOptions, logGroup } from '../shared/log-group';
import { JwtIssuer } from './jwt-issuer';
import { AuthorizerCode } from './private/authorizer-code';
import { PlacedIssuers } from './private/issuer-placement';

/** An issuer whose tokens come with the key that the Edge adds. */
export interface WebsiteIssuer {
  readonly issuer: JwtIssuer;
  /** Client ids; absent where all of the issuer's clients are the website's. */
  readonly clientIds?: string[];
}

/** What a `JwtAuthorizer` is made from. */
export interface JwtAuthorizerProps {
  /** Issuers whose tokens are trusted, and where the function finds them. */
  readonly issuers: PlacedIssuers;
  /** Claims that the backend receives beside principal, issuer, client, scopes and roles. */
  readonly contextClaims: string[];
  /** The rules of all routes, asked for once, at synthesis. */
  readonly rules: () => AuthorizerRules;
  readonly logs: LogOptions;
}

const MEMORY_MEGABYTES = 512;

/**
 * The Lambda authorizer: verifies tokens and holds each request to its route's rule.
 */
export class JwtAuthorizer extends Construct {
  public readonly function: lambda.Function;
  /** Role with which API Gateway invokes the function, and nothing else. */
  public readonly invocationRole: iam.Role;
  public readonly uri: string;
  /** What each invocation is charged for, in MB. */
  public readonly memoryMegabytes = MEMORY_MEGABYTES;

  public constructor(scope: Construct, id: string, props: JwtAuthorizerProps) {
    super(scope, id);
    const { issuers } = props;
    const log = logGroup(this, 'Log', props.logs);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    acknowledgeWildcards(role, ['*'], 'AWS X-Ray has no resources to name: xray:PutTraceSegments and xray:PutTelemetryRecords, which tracing adds, take no others');

    const code = new AuthorizerCode();
    this.function = new lambda.Function(this, 'Function', {
      description: 'Verifies tokens and decides who may call which route',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code,
      role,
      logGroup: log,
      // A first request may wait for the issuer's key set; verifying itself takes well under a millisecond.
      timeout: Duration.seconds(10),
      memorySize: MEMORY_MEGABYTES,
      tracing: lambda.Tracing.ACTIVE,
      environment: {
        [ENV_ISSUERS]: Stack.of(this).toJsonString(issuers.environment),
        [ENV_CONTEXT_CLAIMS]: JSON.stringify(props.contextClaims),
        POWERTOOLS_SERVICE_NAME: 'jwt-authorizer',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });

    acknowledge(this.function, {
      'Serverless-LambdaDLQ': 'API Gateway invokes it synchronously and waits for the answer: there is no event that could be lost',
    });

    this.invocationRole = new iam.Role(this, 'InvocationRole', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: {
        InvokeAuthorizer: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] })],
        }),
      },
    });
    this.uri = invocationUri(this, this.function.functionArn);

    // Just in time, on this construct only: the routes are complete when synthesis begins.
    Aspects.of(this).add({
      visit: (node: IConstruct) => {
        if (node === this) {
          code.build(this, { ...props.rules(), ...(issuers.file && { issuers: issuers.file }) });
        }
      },
    }, { priority: AspectPriority.MUTATING });
  }
}

/** The issuers, each with what of its tokens is the website's. */
export function issuerConfigs(issuers: JwtIssuer[], websiteTokens: WebsiteIssuer[] = []): IssuerConfig[] {
  return issuers.map((issuer) => {
    const tokens = websiteTokens.find((entry) => entry.issuer === issuer);
    return tokens ? { ...issuer._config, website: tokens.clientIds ? { clients: tokens.clientIds } : {} } : issuer._config;
  });
}
