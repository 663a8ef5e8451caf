import { createHash } from 'crypto';

/** What a made-up name is made from. */
export interface ResourceDescription {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  /** A property of the resource, resolved. */
  readonly property: (name: string) => string | undefined;
}

/** What `Ref` returns for a resource: the name that the template states, else one that is the same at each start. */
export function physicalRef(resource: ResourceDescription): string {
  const { type, property } = resource;
  switch (type) {
    case 'AWS::ApiGateway::RestApi': return idOf(resource, 10);
    case 'AWS::ApiGateway::Deployment':
    case 'AWS::ApiGateway::UsagePlan': return idOf(resource, 6);
    case 'AWS::ApiGateway::Stage': return property('StageName') ?? 'prod';
    case 'AWS::SecretsManager::Secret':
      return `arn:aws:secretsmanager:${resource.region}:${resource.account}:secret:${property('Name') ?? nameOf(resource)}-${idOf(resource, 6)}`;
    case 'AWS::CloudFront::Distribution': return `E${idOf(resource, 12).toUpperCase()}`;
    case 'AWS::CloudFront::KeyValueStore': return property('Name') ?? nameOf(resource);
    case 'AWS::Cognito::UserPool': return `${resource.region}_${idOf(resource, 9)}`;
    case 'AWS::Cognito::UserPoolClient': return idOf(resource, 26);
    case 'AWS::Cognito::UserPoolDomain': return property('Domain') ?? idOf(resource, 12);
    case 'AWS::WAFv2::WebACL':
    case 'AWS::WAFv2::IPSet':
    case 'AWS::WAFv2::RuleGroup': return `${property('Name') ?? nameOf(resource)}|${idOf(resource, 12)}|${property('Scope') ?? 'REGIONAL'}`;
    case 'AWS::CertificateManager::Certificate': return `arn:aws:acm:${resource.region}:${resource.account}:certificate/${idOf(resource, 36)}`;
    case 'AWS::SNS::Topic': return `arn:aws:sns:${resource.region}:${resource.account}:${property('TopicName') ?? nameOf(resource)}`;
    default:
      return ['FunctionName', 'RoleName', 'LogGroupName', 'BucketName', 'TableName', 'Name'].map(property).find((name) => name !== undefined) ?? nameOf(resource);
  }
}

/** What `Fn::GetAtt` returns for a resource. */
export function physicalAttribute(resource: ResourceDescription, attribute: string): string {
  const { type, region, account, property } = resource;
  const ref = physicalRef(resource);
  switch (`${type}.${attribute}`) {
    case 'AWS::Lambda::Function.Arn': return `arn:aws:lambda:${region}:${account}:function:${ref}`;
    case 'AWS::IAM::Role.Arn': return roleArn(account, property('Path'), ref);
    case 'AWS::Logs::LogGroup.Arn': return `arn:aws:logs:${region}:${account}:log-group:${ref}:*`;
    case 'AWS::ApiGateway::RestApi.RootResourceId': return idOf(resource, 10);
    case 'AWS::ApiGateway::UsagePlan.Id': return ref;
    case 'AWS::CloudFront::KeyValueStore.Arn': return `arn:aws:cloudfront::${account}:key-value-store/${idOf(resource, 36)}`;
    case 'AWS::CloudFront::Distribution.DomainName': return `d${idOf(resource, 13)}.cloudfront.net`;
    case 'AWS::CloudFront::Function.FunctionARN': return `arn:aws:cloudfront::${account}:function/${ref}`;
    case 'AWS::Cognito::UserPool.ProviderName': return `cognito-idp.${region}.amazonaws.com/${ref}`;
    case 'AWS::Cognito::UserPool.ProviderURL': return `https://cognito-idp.${region}.amazonaws.com/${ref}`;
    case 'AWS::Cognito::UserPool.Arn': return `arn:aws:cognito-idp:${region}:${account}:userpool/${ref}`;
    case 'AWS::DynamoDB::GlobalTable.Arn':
    case 'AWS::DynamoDB::Table.Arn': return `arn:aws:dynamodb:${region}:${account}:table/${ref}`;
    case 'AWS::KMS::Key.Arn': return `arn:aws:kms:${region}:${account}:key/${ref}`;
    case 'AWS::S3::Bucket.Arn': return `arn:aws:s3:::${ref}`;
    case 'AWS::S3::Bucket.RegionalDomainName': return `${ref}.s3.${region}.amazonaws.com`;
    case 'AWS::SQS::Queue.Arn': return `arn:aws:sqs:${region}:${account}:${ref}`;
    case 'AWS::WAFv2::WebACL.Arn':
    case 'AWS::WAFv2::IPSet.Arn':
    case 'AWS::WAFv2::RuleGroup.Arn': {
      const [name, id] = ref.split('|');
      const scope = property('Scope') === 'CLOUDFRONT' ? 'global' : 'regional';
      return `arn:aws:wafv2:${region}:${account}:${scope}/${type.slice('AWS::WAFv2::'.length).toLowerCase()}/${name}/${id}`;
    }
    default:
      return attribute === 'Arn' ? `arn:aws:local:${region}:${account}:${ref}` : `${ref}.${attribute}`;
  }
}

/** CloudFormation's own form of a name: stack, logical id, and something unique. */
function nameOf(resource: ResourceDescription): string {
  return `${resource.stackName}-${resource.logicalId}-${idOf(resource, 12).toUpperCase()}`.slice(-64).replace(/^-+/, '');
}

function idOf({ stackName, logicalId, type }: ResourceDescription, length: number): string {
  const digest = createHash('sha256').update(`${stackName} ${type} ${logicalId}`).digest();
  const letters = [...digest, ...digest].map((byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('');
  return letters.slice(0, length);
}

/** ARN of a role; its path is a part of it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function roleArn(account: string, path: string | undefined, name: string): string {
  return `arn:aws:iam::${account}:role${path ?? '/'}${name}`;
}
