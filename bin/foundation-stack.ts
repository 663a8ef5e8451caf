import { Aws, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DOMAIN_NAME } from './shop';

/** What outlives a deployment of the API: who the customers are, and what they ordered. */
export class FoundationStack extends Stack {
  public readonly userPool: cognito.UserPool;
  public readonly webClient: cognito.UserPoolClient;
  /** Where customers log in, an https origin. */
  public readonly loginOrigin: string;
  public readonly scopes: string[];
  public readonly certificate: acm.Certificate;
  public readonly orders: dynamodb.TableV2;
  public readonly alarms: sns.Topic;

  public constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.userPool = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: cognito.FeaturePlan.PLUS,
      standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
    });
    const read = new cognito.ResourceServerScope({ scopeName: 'read', scopeDescription: 'See orders' });
    const write = new cognito.ResourceServerScope({ scopeName: 'write', scopeDescription: 'Place and change orders' });
    const server = this.userPool.addResourceServer('OrderScopes', { identifier: 'orders', scopes: [read, write] });
    this.scopes = ['openid', 'email', 'orders/read', 'orders/write'];
    // A browser keeps no secret: the code is bound to the page by PKCE, and the tokens live for minutes.
    this.webClient = this.userPool.addClient('Web', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(8),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [
          cognito.OAuthScope.OPENID,
          cognito.OAuthScope.EMAIL,
          cognito.OAuthScope.resourceServer(server, read),
          cognito.OAuthScope.resourceServer(server, write),
        ],
        callbackUrls: [`https://${DOMAIN_NAME}/`],
        logoutUrls: [`https://${DOMAIN_NAME}/`],
      },
    });
    const domain = this.userPool.addDomain('Login', {
      cognitoDomain: { domainPrefix: `shop-example-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.loginOrigin = domain.baseUrl();
    new cognito.CfnManagedLoginBranding(this, 'LoginPages', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.webClient.userPoolClientId,
      useCognitoProvidedValues: true,
    });

    this.certificate = new acm.Certificate(this, 'Certificate', { domainName: DOMAIN_NAME, validation: acm.CertificateValidation.fromDns() });
    this.orders = new dynamodb.TableV2(this, 'Orders', {
      partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      globalSecondaryIndexes: [{
        indexName: 'byOwner',
        partitionKey: { name: 'owner', type: dynamodb.AttributeType.STRING },
        sortKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      }],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.alarms = new sns.Topic(this, 'Alarms', { enforceSSL: true });
  }
}
