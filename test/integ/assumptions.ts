import * as path from 'path';
import { ExpectedResult, IApiCall, IntegTest, LambdaInvokeFunction, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { JwtIssuer } from '../../lib';

/** A request that the probe sends, and what must become of it. */
export interface ProbeRequest {
  readonly name: string;
  readonly url: string;
  readonly method?: string;
  /** Names and values in turn, as they are sent: a name may stand there twice. */
  readonly headers?: string[];
  readonly body?: string;
  /** Without one, no key is sent. */
  readonly keySecret?: string;
  /** Sends no token where it is absent. */
  readonly token?: ProbeToken;
  readonly certificateSecret?: string;
  /** Instead of all that: the first line of a request, byte by byte. */
  readonly rawLine?: string;
  /** 0 stands for a connection that is not answered. */
  readonly expect: { readonly statuses: number[]; readonly body?: object };
}

/** A line that a log must have, or must not. */
export interface ProbeLog {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  readonly present: boolean;
}

export interface ProbeToken {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint: string;
}

/** Logs come late. */
const LOGS_ARRIVE = { totalTimeout: Duration.minutes(20), interval: Duration.seconds(60) };

/** One deployment with its assertions, each under the id that docs/aws-assumptions.md names. */
export class Assumptions {
  /** Ids of what is asserted. */
  public readonly asserted: string[] = [];
  /** Whose tokens the API trusts: a user pool of the test's own. */
  public readonly issuer: JwtIssuer;
  /** With it a request gets a token. */
  public readonly token: ProbeToken;
  private readonly probe: lambda.Function;
  private integ?: IntegTest;
  private last?: IApiCall;

  public constructor(private readonly app: App, private readonly stack: Stack) {
    const pool = new cognito.UserPool(stack, 'Users', { selfSignUpEnabled: false, removalPolicy: RemovalPolicy.DESTROY });
    const read = new cognito.ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read' });
    const server = pool.addResourceServer('Scopes', { identifier: 'integ', scopes: [read] });
    const client = pool.addClient('Machine', {
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes: [cognito.OAuthScope.resourceServer(server, read)] },
    });
    const domain = pool.addDomain('Login', { cognitoDomain: { domainPrefix: `sra-${stack.stackName.toLowerCase()}-${Aws.ACCOUNT_ID}` } });
    this.issuer = JwtIssuer.cognito(pool, { clients: [client] });
    this.token = { userPoolId: pool.userPoolId, clientId: client.userPoolClientId, endpoint: `${domain.baseUrl()}/oauth2/token` };
    this.probe = new lambda.Function(stack, 'Probe', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'probe')),
      timeout: Duration.seconds(110),
      memorySize: 512,
      logGroup: new logs.LogGroup(stack, 'ProbeLog', { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
    });
    this.probe.addToRolePolicy(new iam.PolicyStatement({ actions: ['cognito-idp:DescribeUserPoolClient'], resources: [pool.userPoolArn] }));
  }

  /** Lets the probe use what a request names. */
  public mayRead(secret: secretsmanager.ISecret): void {
    secret.grantRead(this.probe);
  }

  /** Lets the probe look into a log. */
  public mayFilter(group: logs.ILogGroup): void {
    group.grant(this.probe, 'logs:FilterLogEvents');
  }

  /** The assertion that requests are answered as expected. */
  public requests(id: string, requests: ProbeRequest[]): void {
    this.then(id, this.invoke({ requests }));
  }

  /** The assertion about lines of logs, which may still be on their way. */
  public logged(id: string, lines: ProbeLog[]): void {
    this.eventually(id, { logs: lines });
  }

  /** The assertion that the secret's rotation comes to its end; it is begun here. */
  public rotates(id: string, secret: secretsmanager.ISecret): void {
    this.inOrder(this.test.assertions.awsApiCall('SecretsManager', 'rotateSecret', { SecretId: secret.secretArn }));
    this.eventually(id, { rotated: [{ name: id, secret: secret.secretArn }] });
  }

  /** What a service of AWS says, at some time within a few minutes. */
  public says(id: string, service: string, api: string, parameters: object, expected: { [key: string]: Match }): void {
    const call = this.test.assertions.awsApiCall(service, api, parameters);
    this.then(id, call.expect(ExpectedResult.objectLike(expected)));
    call.waitForAssertions(LOGS_ARRIVE);
  }

  private get test(): IntegTest {
    return this.integ ??= new IntegTest(this.app, 'Integ', {
      testCases: [this.stack],
      // In the same region, or it could name nothing of the stack.
      assertionStack: new Stack(this.app, `${this.stack.stackName}Assertions`, { env: { region: this.stack.region } }),
      regions: [this.stack.region],
      stackUpdateWorkflow: false,
    });
  }

  private invoke(event: object): IApiCall {
    return this.test.assertions.invokeFunction({ functionName: this.probe.functionName, payload: this.stack.toJsonString(event) })
      .expect(ExpectedResult.objectLike({ Payload: '200' }));
  }

  private eventually(id: string, event: object): void {
    const call = this.invoke(event);
    this.then(id, call);
    call.waitForAssertions(LOGS_ARRIVE);
    (call as LambdaInvokeFunction).waiterProvider!.addToRolePolicy({ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [this.probe.functionArn] });
  }

  private then(id: string, call: IApiCall): void {
    if (this.asserted.includes(id)) {
      throw new Error(`the id of an assertion must be unique, got ${id} twice`);
    }
    this.asserted.push(id);
    this.inOrder(call);
  }

  /** One after the other: some look at what those before have done. */
  private inOrder(call: IApiCall): void {
    this.last?.next(call);
    this.last = call;
  }
}
