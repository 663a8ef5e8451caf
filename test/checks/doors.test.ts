import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { apiOf, found, resource, TestDocument } from './found';

const HEADER_RULE = {
  Name: 'Origin',
  Priority: 0,
  Action: { Block: {} },
  Statement: { NotStatement: { Statement: { ByteMatchStatement: { FieldToMatch: { SingleHeader: { Name: 'x-origin' } }, SearchString: 's', PositionalConstraint: 'EXACTLY' } } } },
};
const MANAGED_RULE = {
  Name: 'Common', Priority: 1, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
};

function api(stack: Stack, properties: object = {}): void {
  resource(stack, 'Api', 'AWS::ApiGateway::RestApi', properties);
  resource(stack, 'Stage', 'AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' }, StageName: 'prod' });
}

function domain(stack: Stack, properties: object = {}): void {
  resource(stack, 'Domain', 'AWS::ApiGateway::DomainName', { DomainName: 'api.example.com', ...properties });
  resource(stack, 'Mapping', 'AWS::ApiGateway::BasePathMapping', { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'Api' } });
}

function distribution(stack: Stack, DomainName: unknown, config: object = {}): void {
  resource(stack, 'Distribution', 'AWS::CloudFront::Distribution', { DistributionConfig: { Origins: [{ Id: 'api', DomainName }], ...config } });
}

function stageWebAcl(stack: Stack, ...Rules: object[]): void {
  resource(stack, 'WebAcl', 'AWS::WAFv2::WebACL', { Rules });
  resource(stack, 'Association', 'AWS::WAFv2::WebACLAssociation', {
    ResourceArn: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod' }, WebACLArn: { 'Fn::GetAtt': ['WebAcl', 'Arn'] },
  });
}

const ENDPOINT = { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' };
const EDGE_ACL = { WebACLId: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/1' };

describe('SRA18: no door beside the guarded one', () => {
  test('finds the endpoint open behind a domain', () => {
    const withDomain = (properties: object) => found('SRA18', (stack) => {
      api(stack, properties);
      domain(stack);
    });
    expect(withDomain({})).toEqual(['execute-api']);
    expect(withDomain({ DisableExecuteApiEndpoint: { 'Fn::If': ['Production', true, false] } })).toEqual(['execute-api']);
    expect(withDomain({ DisableExecuteApiEndpoint: true })).toEqual([]);
    expect(withDomain({ DisableExecuteApiEndpoint: 'true' })).toEqual([]);
    expect(found('SRA18', (stack) => api(stack))).toEqual([]);
  });

  test('reads the document, and the domain of another API leaves this one alone', () => {
    const configuration = { 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } };
    const withDocument = (document: TestDocument) => found('SRA18', (stack) => {
      apiOf(stack, document);
      domain(stack);
    });
    expect(withDocument({ servers: [{ url: '/', ...configuration }] })).toEqual([]);
    expect(withDocument(configuration)).toEqual([]);
    expect(withDocument({})).toEqual(['execute-api']);
    expect(found('SRA18', (stack) => {
      api(stack);
      resource(stack, 'Mapping', 'AWS::ApiGateway::BasePathMapping', { DomainName: 'other.example.com', RestApiId: 'abcdef1234' });
    })).toEqual([]);
  });

  test('finds an HTTP API and its mapping', () => {
    const http = (properties: object) => found('SRA18', (stack) => {
      resource(stack, 'Api', 'AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP', ...properties });
      resource(stack, 'Mapping', 'AWS::ApiGatewayV2::ApiMapping', { DomainName: 'api.example.com', ApiId: { Ref: 'Api' }, Stage: '$default' });
    });
    expect(http({})).toEqual(['execute-api']);
    expect(http({ DisableExecuteApiEndpoint: true })).toEqual([]);
  });

  test('finds an API that answers beside its distribution', () => {
    const behind = (config: object, guard: (stack: Stack) => void = () => undefined, properties: object = {}) => found('SRA18', (stack) => {
      api(stack, properties);
      distribution(stack, ENDPOINT, config);
      guard(stack);
    });
    expect(behind(EDGE_ACL)).toEqual(['distribution']);
    expect(behind({})).toEqual(['distribution']);
    // Its own web ACL does not ask where the request comes from: the Edge's is gone around.
    expect(behind(EDGE_ACL, (stack) => stageWebAcl(stack, MANAGED_RULE))).toEqual(['distribution']);
    expect(behind({}, (stack) => stageWebAcl(stack, MANAGED_RULE))).toEqual([]);
    expect(behind(EDGE_ACL, (stack) => stageWebAcl(stack, MANAGED_RULE, HEADER_RULE))).toEqual([]);
    expect(behind(EDGE_ACL, (stack) => resource(stack, 'Association', 'AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod' }, WebACLArn: { 'Fn::ImportValue': 'WebAcl' },
    }))).toEqual([]);
    expect(behind(EDGE_ACL, undefined, { Policy: { Statement: { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' } } })).toEqual(['distribution']);
    expect(behind(EDGE_ACL, undefined, {
      Policy: { Statement: { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: { StringEquals: { 'aws:Referer': 'x' } } } },
    })).toEqual([]);
  });

  test('finds the distribution of the CDK, and one that asks a domain without mutual TLS', () => {
    expect(found('SRA18', (stack) => {
      const restApi = new apigateway.RestApi(stack, 'Rest', { cloudWatchRole: false });
      restApi.root.addMethod('GET');
      new cloudfront.Distribution(stack, 'Edge', { defaultBehavior: { origin: new origins.RestApiOrigin(restApi) } });
    })).toEqual(['distribution']);
    const byDomain = (properties: object) => found('SRA18', (stack) => {
      api(stack, { DisableExecuteApiEndpoint: true });
      domain(stack, properties);
      distribution(stack, 'API.example.com', EDGE_ACL);
    });
    expect(byDomain({})).toEqual(['distribution']);
    expect(byDomain({ MutualTlsAuthentication: { TruststoreUri: 's3://a/b' } })).toEqual([]);
  });

  test('finds a private API that every VPC may enter', () => {
    const allow = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
    const policy = (Policy: unknown) => found('SRA18', (stack) => api(stack, { EndpointConfiguration: { Types: ['PRIVATE'] }, Policy }));
    const statements = (...Statement: object[]) => policy({ Version: '2012-10-17', Statement });
    expect(policy(undefined)).toEqual(['policy']);
    expect(statements(allow)).toEqual(['policy']);
    expect(statements({ ...allow, Principal: { AWS: '*' } })).toEqual(['policy']);
    expect(statements({ ...allow, Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.0/8' } } })).toEqual(['policy']);
    expect(statements(allow, { ...allow, Effect: 'Deny', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } })).toEqual(['policy']);
    expect(statements({ ...allow, Condition: { StringLike: { 'aws:SourceVpce': '*' } } })).toEqual(['policy']);
    expect(policy(JSON.stringify({ Statement: allow }))).toEqual(['policy']);
    expect(statements(allow, { ...allow, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1'] } } })).toEqual([]);
    expect(statements({ ...allow, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })).toEqual([]);
    expect(statements({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:role/caller' } })).toEqual([]);
    expect(found('SRA18', (stack) => apiOf(stack, {
      'x-amazon-apigateway-policy': { Statement: [{ ...allow, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }] },
    }, { EndpointConfiguration: { Types: ['PRIVATE'] } }))).toEqual([]);
  });
});
