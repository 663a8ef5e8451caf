import * as path from 'path';
import { Fn, RemovalPolicy, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { Edge } from '../lib';
import { FoundationStack } from './foundation-stack';
import { API_PATH, WEBSITE_BUCKET_EXPORT } from './shop';

/** The pages, and what they have to know of this deployment. */
export class SiteStack extends Stack {
  public constructor(scope: Construct, id: string, props: StackProps & { readonly foundation: FoundationStack; readonly edge: Edge }) {
    super(scope, id, props);
    const { foundation, edge } = props;
    new s3deploy.BucketDeployment(this, 'Pages', {
      sources: [
        s3deploy.Source.asset(path.join(__dirname, 'site')),
        s3deploy.Source.jsonData('config.json', {
          authority: foundation.loginOrigin,
          clientId: foundation.webClient.userPoolClientId,
          scopes: foundation.scopes,
          apiPath: API_PATH,
        }),
      ],
      destinationBucket: s3.Bucket.fromBucketArn(this, 'Website', Fn.importValue(WEBSITE_BUCKET_EXPORT)),
      cacheControl: [s3deploy.CacheControl.noCache()],
      distribution: edge.distribution,
      logGroup: new logs.LogGroup(this, 'PagesLog', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
    });
    this.acknowledgeCopier();
  }

  /** CDK's own function that copies the pages: its runtime, its settings and its permissions are CDK's. */
  private acknowledgeCopier(): void {
    const copier = this.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))!;
    const reason = 'CDK\'s own function, which runs at deployments only and which CloudFormation waits for';
    Validations.of(copier).acknowledge(
      ...['AwsSolutions-L1', 'Serverless-LambdaLatestVersion', 'Serverless-LambdaDLQ', 'Serverless-LambdaTracing'].map((id) => ({ id, reason })),
    );
    const permissions = 'CDK grants it the assets\' bucket, the website\'s bucket, invalidations of the distribution and its own log, and nothing else';
    const wildcards = [
      'Action::s3:GetObject*', 'Action::s3:GetBucket*', 'Action::s3:List*', 'Action::s3:DeleteObject*', 'Action::s3:Abort*',
      `Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${this.region}/*`, `Resource::${WEBSITE_BUCKET_EXPORT}/*`, 'Resource::*',
    ];
    Validations.of(copier).acknowledge(
      ...wildcards.map((wildcard) => ({ id: `AwsSolutions-IAM5[${wildcard}]`, reason: permissions })),
      { id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]', reason: permissions },
    );
  }
}
