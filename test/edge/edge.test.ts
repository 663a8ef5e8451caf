import { App, Stack, Token, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import {
  EdgeOptions, EdgeWebAcl, HttpMethod, ManagedRuleGroup, OriginMutualTlsOptions, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiChecks,
  SecureRestApiProps,
} from '../../lib';
import { bodyOf, ISSUER } from '../support/sample-api';

const US_EAST = { region: 'us-east-1', account: '111122223333' };
const WEB_ACL_ARN = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/Edge/a1b2';
const scratch = new Stack(new App(), 'Scratch');
const certificate = acm.Certificate.fromCertificateArn(scratch, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc');
const NAMED: EdgeOptions = { domainNames: ['shop.example.com'], certificate };

interface Deployed {
  readonly app: App;
  readonly stack: Stack;
  readonly api: SecureRestApi;
  readonly template: Template;
}

function deployed(edge: EdgeOptions, props: Partial<SecureRestApiProps> = {}, env: { region?: string; account?: string } = US_EAST): Deployed {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], edge, ...props });
  api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.http('https://orders.example.com'), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  return { app, stack, api, template: Template.fromStack(stack) };
}

interface Rule { readonly Name: string; readonly Statement: { readonly [kind: string]: unknown } }

function webAcl(template: Template, scope: 'REGIONAL' | 'CLOUDFRONT'): { readonly Rules: Rule[]; readonly DataProtectionConfig: unknown } {
  const [found] = Object.values(template.findResources('AWS::WAFv2::WebACL', { Properties: { Scope: scope } })) as Array<{ Properties: { Rules: Rule[]; DataProtectionConfig: unknown } }>;
  return found.Properties;
}

function distribution(template: Template): { [member: string]: unknown } {
  const [found] = Object.values(template.findResources('AWS::CloudFront::Distribution')) as Array<{ Properties: { DistributionConfig: { [member: string]: unknown } } }>;
  return found.Properties.DistributionConfig;
}

describe('the distribution', () => {
  const { template, api } = deployed(NAMED);

  test('speaks TLS 1.2_2021 or newer, and HTTP/3', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['shop.example.com'],
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      },
    });
    expect(distribution(deployed({ ...NAMED, minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_3_2025 }).template)).toMatchObject({ ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.3_2025' } });
  });

  test('keeps no answer of the API, hands on all that the client sent but the host name, and redirects no one', () => {
    expect(distribution(template)).toMatchObject({
      DefaultCacheBehavior: {
        // AWS's managed policies CachingDisabled and AllViewerExceptHostHeader
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        FunctionAssociations: [{ EventType: 'viewer-request' }],
      },
      Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } }],
    });
  });

  test.each<[string, EdgeOptions]>([['the API', NAMED], ['API and website', { ...NAMED, website: {} }]])('keeps no error of %s', (_, options) => {
    const errors = distribution(deployed(options).template).CustomErrorResponses as Array<{ ErrorCode: number; ErrorCachingMinTTL: number }>;
    // All that the CloudFront API takes a time for: what is not among them is kept only where the origin says so.
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    for (const error of errors) {
      // Nothing else: a page in place of the answer would hide the API's own.
      expect(error).toEqual({ ErrorCode: error.ErrorCode, ErrorCachingMinTTL: 0 });
    }
  });

  test('adds HSTS and the other security headers to answers of the API', () => {
    template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'" },
        },
        CustomHeadersConfig: { Items: [{ Header: 'Cache-Control', Value: 'no-store', Override: false }] },
      },
    });
  });

  test('logs to a bucket that is private, encrypted, speaks TLS only and forgets after the retention', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 365 })] },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) },
    });
  });

  test('is where the API is found', () => {
    expect(api.url).toBe('https://shop.example.com');
    expect(api.edge!.apiUrl).toBe(api.url);
    expect(api.edge!.websiteBucket).toBeUndefined();
  });
});

describe('the origin secret', () => {
  const { template } = deployed(NAMED);

  test('is demanded by the first rule of the API\'s web ACL', () => {
    const [first] = webAcl(template, 'REGIONAL').Rules;
    expect(first).toMatchObject({ Name: 'OriginSecret', Priority: 0, OverrideAction: { None: {} } });
    expect(JSON.stringify(first.Statement)).toMatch(/RuleGroupReferenceStatement.*OriginSecretPlaces.*RuleGroupArn/);
  });

  test('is in no template: made by Secrets Manager, read at run time', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true } });
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('resolve:secretsmanager');
    expect(JSON.stringify(distribution(template))).not.toContain('OriginCustomHeaders');
  });

  test('is in the store before the function that reads it, and the distribution', () => {
    const [places] = Object.keys(template.findResources('Custom::OriginSecret'));
    for (const type of ['AWS::CloudFront::Function', 'AWS::CloudFront::Distribution']) {
      for (const resource of Object.values(template.findResources(type))) {
        expect(resource.DependsOn).toContain(places);
      }
    }
  });

  test('is replaced on the schedule of the API keys', () => {
    const schedules = Object.values(template.findResources('AWS::SecretsManager::RotationSchedule')) as Array<{ Properties: { RotationRules: unknown } }>;
    expect(schedules).toHaveLength(2);
    for (const { Properties } of schedules) {
      expect(Properties.RotationRules).toEqual({ ScheduleExpression: { Ref: 'ApiKeyRotationSchedule' } });
    }
  });

  test('the function that replaces it may touch this secret, this rule group and this store only', () => {
    const policies = JSON.stringify(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.arrayWith([Match.objectLike({ PolicyName: 'ReplaceOriginSecret' })]) } }));
    expect(policies).toContain('cloudfront-keyvaluestore:PutKey');
    expect(policies).not.toContain('cloudfront-keyvaluestore:*');
    expect(policies.match(/"Resource":"\*"/g)).toHaveLength(1); // wafv2:ListRuleGroups
    expect(policies).toMatch(/regional\/rulegroup\//);
  });

  test('reaches no backend behind an HTTP integration', () => {
    const operation = bodyOf(deployed(NAMED).stack).paths['/orders'].get;
    expect(operation['x-amazon-apigateway-integration'].requestParameters).toMatchObject({ 'integration.request.header.x-origin-verify': "''", 'integration.request.header.x-api-key': "''" });
  });

  test('is hidden in logs and samples, at both web ACLs', () => {
    for (const scope of ['REGIONAL', 'CLOUDFRONT'] as const) {
      expect(webAcl(template, scope).DataProtectionConfig).toEqual({
        DataProtections: [{ Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'x-api-key', 'cookie', 'x-origin-verify'] } }],
      });
    }
    const logs = template.findResources('AWS::WAFv2::LoggingConfiguration');
    expect(Object.keys(logs)).toHaveLength(2);
    expect(JSON.stringify(logs).match(/x-origin-verify/g)).toHaveLength(2);
  });

  test('what lacks it is not logged line by line: the log leaves out the rule group\'s label', () => {
    const filters = Object.values(template.findResources('AWS::WAFv2::LoggingConfiguration')).map(({ Properties }) => JSON.stringify(Properties.LoggingFilter));
    const regional = filters.filter((filter) => filter.includes(':rulegroup:'));
    expect(regional).toHaveLength(1);
    const [first] = (JSON.parse(regional[0]) as { Filters: Array<{ Behavior: string; Conditions: unknown[] }> }).Filters;
    expect(first.Behavior).toBe('DROP');
    const environment = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Environment: { Variables: { RULE_GROUP_NAME: Match.anyValue() } } } }))[0] as {
      Properties: { Environment: { Variables: { RULE_GROUP_NAME: { 'Fn::Join': [string, unknown[]] } } } };
    };
    const name = environment.Properties.Environment.Variables.RULE_GROUP_NAME['Fn::Join'][1];
    expect(JSON.stringify(first.Conditions[1])).toContain(JSON.stringify(name[name.length - 1]));
    expect(JSON.stringify(first.Conditions[1])).toMatch(/awswaf:111122223333:rulegroup:.*:unlogged/);
  });

  test('a failed replacement raises an alarm', () => {
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmDescription: Match.stringLikeRegexp('origin secret') }, 1);
  });
});

const MUTUAL: OriginMutualTlsOptions = {
  domainName: 'origin.shop.example.com',
  certificate: acm.Certificate.fromCertificateArn(scratch, 'OfTheOrigin', 'arn:aws:acm:us-east-1:111122223333:certificate/origin'),
  clientCertificate: acm.Certificate.fromCertificateArn(scratch, 'OfCloudFront', 'arn:aws:acm:us-east-1:111122223333:certificate/client'),
  trustStore: { bucket: s3.Bucket.fromBucketName(scratch, 'TrustStore', 'trust'), key: 'edge.pem', version: 'v7' },
};

describe.each<[string, EdgeOptions, number]>([
  ['the API alone', NAMED, 0], ['a website beside it', { ...NAMED, website: {} }, 1],
])('mutual TLS with the origin, %s', (_, options, index) => {
  const { template, api, stack } = deployed({ ...options, originMutualTls: MUTUAL });

  test('CloudFront shows its client certificate to the API, and to nothing else', () => {
    const found = distribution(template).Origins as object[];
    expect(found[index]).toMatchObject({
      DomainName: 'origin.shop.example.com',
      OriginPath: { 'Fn::Join': ['', ['/', { Ref: expect.stringMatching(/^OrdersRestApiDeploymentStage/) }]] },
      CustomOriginConfig: {
        OriginProtocolPolicy: 'https-only',
        OriginSSLProtocols: ['TLSv1.2'],
        OriginReadTimeout: 30,
        OriginMtlsConfig: { ClientCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/client' },
      },
    });
    expect(JSON.stringify(found).match(/OriginMtlsConfig/g)).toHaveLength(1);
  });

  test('the API takes no other door: a domain that asks for a certificate of this authority, and no execute-api endpoint', () => {
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'origin.shop.example.com',
      SecurityPolicy: 'TLS_1_2',
      RegionalCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/origin',
      MutualTlsAuthentication: { TruststoreUri: 's3://trust/edge.pem', TruststoreVersion: 'v7' },
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    expect(stack.resolve(api.customDomain!.domainNameAliasDomainName)).toMatchObject({ 'Fn::GetAtt': [expect.stringContaining('Domain'), 'RegionalDomainName'] });
  });

  test('the firewall sees the same paths as at the execute-api endpoint, and demands the secret too', () => {
    template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'prod' });
    const rules = webAcl(template, 'REGIONAL').Rules;
    expect(rules).toEqual(webAcl(deployed(options).template, 'REGIONAL').Rules);
    expect(rules[0].Name).toBe('OriginSecret');
    expect(api.url).toMatch(/^https:\/\/shop\.example\.com/);
  });
});

test('without mutual TLS the origin is the execute-api endpoint, with no certificate', () => {
  const { template, api } = deployed(NAMED);
  expect(JSON.stringify(distribution(template))).not.toContain('OriginMtlsConfig');
  template.resourceCountIs('AWS::ApiGateway::DomainName', 0);
  expect(api.customDomain).toBeUndefined();
});

describe('the web ACL at the Edge', () => {
  test('is its own in us-east-1, with the lists of the firewall', () => {
    const { template } = deployed(NAMED, { firewall: { blockedIps: ['192.0.2.0/24'], blockedCountries: ['KP'], managedRuleGroups: [ManagedRuleGroup.botControl(), ManagedRuleGroup.antiDdos()] } });
    expect(webAcl(template, 'CLOUDFRONT').Rules.map(({ Name }) => Name)).toEqual([
      'BlockedAddresses', 'BlockedCountries', 'RatePerAddress', 'AwsAmazonIpReputationList', 'AwsAnonymousIpList', 'AwsKnownBadInputsRuleSet',
      'AwsAntiDDoSRuleSet',
    ]);
    const regional = webAcl(template, 'REGIONAL').Rules;
    expect(regional.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['OriginSecret', 'BlockedAddresses', 'BlockedCountries', 'AwsBotControlRuleSet']));
    expect(regional.map(({ Name }) => Name)).not.toEqual(expect.arrayContaining(['AwsAntiDDoSRuleSet']));
    template.resourcePropertiesCountIs('AWS::WAFv2::IPSet', { Scope: 'CLOUDFRONT' }, 1);
    template.resourcePropertiesCountIs('AWS::WAFv2::IPSet', { Scope: 'REGIONAL' }, 1);
  });

  test('is the one given in another region', () => {
    const { template } = deployed({ ...NAMED, webAclArn: WEB_ACL_ARN }, {}, { region: 'eu-central-1', account: '111122223333' });
    template.resourcePropertiesCountIs('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' }, 0);
    expect(distribution(template)).toMatchObject({ WebACLId: WEB_ACL_ARN });
  });

  test('behind it the API counts by the network that the Edge writes, and by the connection', () => {
    const rules = webAcl(deployed(NAMED).template, 'REGIONAL').Rules;
    expect(rules.find(({ Name }) => Name === 'RatePerAddress')!.Statement).toMatchObject({
      RateBasedStatement: { Limit: 2_000, AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: { HeaderName: 'x-viewer-network', FallbackBehavior: 'MATCH' } },
    });
    expect(rules.find(({ Name }) => Name === 'RatePerConnection')!.Statement).toMatchObject({ RateBasedStatement: { Limit: 40_000, AggregateKeyType: 'IP' } });
    expect(rules.slice(0, 2).map(({ Name }) => Name)).toEqual(['OriginSecret', 'ViewerAddress']);
  });

  test('may come from a stack of us-east-1', () => {
    const app = new App();
    const edge = new Stack(app, 'Edge', { env: US_EAST, crossRegionReferences: true });
    const acl = new EdgeWebAcl(edge, 'WebAcl', { rateLimit: 5_000, managedRuleGroups: [ManagedRuleGroup.anonymousIp({ overrides: [{ rule: 'HostingProviderIPList', reason: 'Partners call from their clouds' }] })] });
    const stack = new Stack(app, 'Api', { env: { region: 'eu-central-1', account: '111122223333' }, crossRegionReferences: true });
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], edge: { ...NAMED, webAclArn: acl.webAclArn } });
    api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
    api.addConsumer('Partner');
    expect(JSON.stringify(distribution(Template.fromStack(stack)).WebACLId)).toContain('ExportsReader');
    expect(webAcl(Template.fromStack(edge), 'CLOUDFRONT').Rules.find(({ Name }) => Name === 'RatePerAddress')).toMatchObject({ Statement: { RateBasedStatement: { Limit: 5_000, AggregateKeyType: 'IP' } } });
    expect(acl.capacity).toBe(277);
    expect(acl.describeFirewall().map(({ name }) => name)).toEqual(['RatePerAddress', 'AwsAmazonIpReputationList', 'AwsAnonymousIpList', 'AwsKnownBadInputsRuleSet']);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['outside of us-east-1', () => new EdgeWebAcl(new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } }), 'Acl'), /must stand in a stack of us-east-1.*got "eu-west-1"/],
    ['with a group that looks at requests', () => new EdgeWebAcl(new Stack(new App(), 'Stack', { env: US_EAST }), 'Acl', { managedRuleGroups: [ManagedRuleGroup.botControl()] }), /must hold `ipReputation`.*AWSManagedRulesBotControlRuleSet/],
    ['with a rate that AWS refuses', () => new EdgeWebAcl(new Stack(new App(), 'Stack', { env: US_EAST }), 'Acl', { rateLimit: 5 }), /^`rateLimit` must be a whole number from 10/],
  ])('is refused %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('a website', () => {
  const { template, api } = deployed({ ...NAMED, website: { connectSources: ['https://shop.auth.eu-west-1.amazoncognito.com'], consumer: { throttle: { rateLimit: 10, burstLimit: 20 } } } });

  test('is on the API\'s own origin, so that no CORS is needed', () => {
    expect(api.url).toBe('https://shop.example.com/api');
    expect(api.edge!.url).toBe('https://shop.example.com');
    expect(distribution(template)).toMatchObject({
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https', AllowedMethods: ['GET', 'HEAD'], CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
      CacheBehaviors: [{ PathPattern: '/api/*', CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }],
    });
  });

  test('is in a private bucket that only this distribution may read', () => {
    template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', { OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4', OriginAccessControlOriginType: 's3' } });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 's3:GetObject', Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' }, Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
        })]),
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' }, LoggingConfiguration: Match.anyValue() });
    expect(JSON.stringify(template.findResources('AWS::S3::Bucket'))).not.toContain('AccessControl"');
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 's3:PutObject', Principal: { Service: 'logging.s3.amazonaws.com' } })]) },
    });
  });

  test('has a strict content security policy with the origins it may connect to', () => {
    template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: Match.stringLikeRegexp("^default-src 'none'; script-src 'self'; .*connect-src 'self' https://shop\\.auth\\.eu-west-1\\.amazoncognito\\.com; "),
            Override: true,
          },
        },
      },
    });
  });

  test('is a consumer whose key only the Edge knows', () => {
    expect(api.edge!.websiteConsumer).toBeDefined();
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { Throttle: { RateLimit: 10, BurstLimit: 20 } });
    const [functionCode] = Object.values(template.findResources('AWS::CloudFront::Function', { Properties: { FunctionConfig: { KeyValueStoreAssociations: Match.anyValue() } } })) as Array<{ Properties: { FunctionCode: string } }>;
    expect(functionCode.Properties.FunctionCode).toContain("request.headers['x-api-key'] = { value: await store.get(\"api-key\") }");
    template.hasResourceProperties('AWS::SecretsManager::Secret', { Tags: Match.arrayWith([Match.objectLike({ Key: 'secure-rest-api:edge-store-arn' })]) });
  });

  test('needs no other consumer', () => {
    const stack = new Stack(new App(), 'Stack', { env: US_EAST });
    const alone = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], edge: { ...NAMED, website: {} } });
    alone.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

test('with CORS the Edge adds the headers to refusals for every origin of the list, and the gateway for none', () => {
  const { template, stack } = deployed(NAMED, { cors: { allowOrigins: ['https://a.example.com', 'https://b.example.com'] } });
  template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: { CorsConfig: { AccessControlAllowOrigins: { Items: ['https://a.example.com', 'https://b.example.com'] }, OriginOverride: false, AccessControlAllowCredentials: false } },
  });
  expect(JSON.stringify(bodyOf(stack)['x-amazon-apigateway-gateway-responses'])).not.toContain('Access-Control');
  expect(bodyOf(stack).paths['/orders'].options).toBeDefined();
});

test('its own name is for a reason, which the posture and the finding of cdk-nag show', () => {
  const reason = 'Only our own test tools call this stage';
  const { template, stack, api } = deployed({ allowCloudFrontDomain: reason });
  expect(distribution(template).Aliases).toBeUndefined();
  expect(stack.resolve(api.url)).toMatchObject({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [expect.stringContaining('EdgeDistribution'), 'DomainName'] }]] });
  expect(JSON.stringify(api.edge!.distribution.node.findAll().flatMap(({ node }) => node.metadata))).toContain(reason);
});

test('two Edges of one stack do not share a name', () => {
  const stack = new Stack(new App(), 'Stack', { env: US_EAST });
  for (const id of ['Orders', 'Stock']) {
    const api = new SecureRestApi(stack, id, { jwtIssuers: [ISSUER], edge: { ...NAMED, domainNames: [`${id.toLowerCase()}.example.com`], website: {} } });
    api.addRoute({ method: HttpMethod.GET, path: '/things', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  }
  const template = Template.fromStack(stack);
  const names = ['AWS::CloudFront::KeyValueStore', 'AWS::CloudFront::Function'].flatMap((type) =>
    Object.values(template.findResources(type)).map(({ Properties }) => JSON.stringify((Properties as { Name: unknown }).Name)));
  expect(new Set(names).size).toBe(names.length);
});

test.each<[string, EdgeOptions]>([
  ['the secret alone', NAMED], ['mutual TLS', { ...NAMED, originMutualTls: MUTUAL }],
])('no rule of AwsSolutions, Serverless and our own pack finds anything, with %s', (_, options) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: US_EAST });
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], edge: { ...options, website: {} } });
  api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  const packs = [new AwsSolutionsChecks(), new ServerlessChecks(), new SecureRestApiChecks()];
  Validations.of(app).addPlugins(...packs);
  expect(() => app.synth()).not.toThrow();
  expect(packs.map((pack) => pack.validateScope(app).violations.map(({ ruleName }) => ruleName))).toEqual([[], [], []]);
});

describe('what leaves a second door open or could not be deployed is refused', () => {
  const vpcEndpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scratch, 'Endpoint', { vpcEndpointId: 'vpce-0a1b', port: 443 });
  const elsewhere = acm.Certificate.fromCertificateArn(scratch, 'Elsewhere', 'arn:aws:acm:eu-west-1:111122223333:certificate/abc');
  const EU = { region: 'eu-central-1', account: '111122223333' };

  test.each<[string, EdgeOptions, Partial<SecureRestApiProps>, { region?: string }, RegExp]>([
    ['with a domain on the API', NAMED, { domain: { domainName: 'api.example.com', certificate } }, US_EAST, /`edge` and `domain` must not come together.*second door/],
    ['with a private API', NAMED, { privateEndpoints: { vpcEndpoints: [vpcEndpoint] } }, US_EAST, /`edge` and `privateEndpoints` must not come together/],
    ['without a name', {}, {}, US_EAST, /`edge.domainNames` and `edge.certificate` must both be given, got no name/],
    ['without a certificate', { domainNames: ['shop.example.com'] }, {}, US_EAST, /got no certificate.*allowCloudFrontDomain/],
    ['with a certificate of another region', { ...NAMED, certificate: elsewhere }, {}, US_EAST, /`edge.certificate` must be of us-east-1.*"eu-west-1"/],
    ['with a name that is none', { ...NAMED, domainNames: ['Shop.example.com'] }, {}, US_EAST, /`edge.domainNames` must be a host name in lower case/],
    ['with a reason that says nothing', { allowCloudFrontDomain: 'test' }, {}, US_EAST, /`edge.allowCloudFrontDomain` must be a sentence/],
    ['with a reason and a name', { ...NAMED, allowCloudFrontDomain: 'Only our own test tools call it' }, {}, US_EAST, /must not come together/],
    ['with old TLS', { ...NAMED, minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2019 }, {}, US_EAST, /TLS_V1_2_2021 or newer, got "TLSv1.2_2019"/],
    ['in another region without a web ACL', NAMED, {}, EU, /`edge.webAclArn` must be given.*"eu-central-1".*EdgeWebAcl/],
    ['in no region without a web ACL', NAMED, {}, {}, /`edge.webAclArn` must be given.*no region of its own/],
    ['with a regional web ACL', { ...NAMED, webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/Edge/a1b2' }, {}, EU, /must be the ARN of a web ACL for CloudFront/],
    ['with a group that belongs to the given web ACL', { ...NAMED, webAclArn: WEB_ACL_ARN }, { firewall: { managedRuleGroups: [ManagedRuleGroup.anonymousIp()] } }, EU, /must not hold "AWSManagedRulesAnonymousIpList"/],
    ['with a path of the API that is no path', { ...NAMED, website: { apiPath: 'api/' } }, {}, US_EAST, /`edge.website.apiPath` must begin with a slash/],
    ['with a path of the API that a token stands for', { ...NAMED, website: { apiPath: Token.asString({ Ref: 'Path' }) } }, {}, US_EAST, /must be known at synth time/],
    ['with dots in the path of the API', { ...NAMED, website: { apiPath: '/a/../b' } }, {}, US_EAST, /`edge.website.apiPath`/],
    ['with an index that is a path', { ...NAMED, website: { indexDocument: 'a/b.html' } }, {}, US_EAST, /`edge.website.indexDocument` must be the name of an object/],
    ['with a source in clear text', { ...NAMED, website: { connectSources: ['http://id.example.com'] } }, {}, US_EAST, /must hold https origins, got "http:/],
    ['with a source that would add to the policy', { ...NAMED, website: { connectSources: ['https://id.example.com; script-src *'] } }, {}, US_EAST, /must hold https origins/],
    ['with an origin that clients use', { ...NAMED, originMutualTls: { ...MUTUAL, domainName: 'shop.example.com' } }, {}, US_EAST, /`edge.originMutualTls.domainName` must be a name that CloudFront alone uses.*"shop.example.com"/],
    ['with an origin of many names', { ...NAMED, originMutualTls: { ...MUTUAL, domainName: '*.example.com' } }, {}, US_EAST, /no wildcard, got "\*.example.com"/],
    ['with an origin that is no host', { ...NAMED, originMutualTls: { ...MUTUAL, domainName: 'https://origin' } }, {}, US_EAST, /`edge.originMutualTls.domainName` must be a host name/],
    ['with a client certificate of another region', { ...NAMED, originMutualTls: { ...MUTUAL, clientCertificate: elsewhere } }, {}, US_EAST, /`edge.originMutualTls.clientCertificate` must be of us-east-1.*"eu-west-1"/],
    ['with the origin\'s certificate in another region', { ...NAMED, originMutualTls: { ...MUTUAL, certificate: elsewhere } }, {}, US_EAST, /`edge.originMutualTls.certificate` must be of us-east-1, where the API is/],
    ['with a trust store that may change', { ...NAMED, originMutualTls: { ...MUTUAL, trustStore: { ...MUTUAL.trustStore, version: ' ' } } }, {}, US_EAST, /`edge.originMutualTls.trustStore.version` must name the trust store's version/],
    ['with an origin without a client certificate', { ...NAMED, originMutualTls: { ...MUTUAL, clientCertificate: undefined } as unknown as OriginMutualTlsOptions }, {}, US_EAST, /`edge.originMutualTls.clientCertificate` must be given/],
    ['with an origin without a trust store', { ...NAMED, originMutualTls: { ...MUTUAL, trustStore: undefined } as unknown as OriginMutualTlsOptions }, {}, US_EAST, /`edge.originMutualTls.trustStore` must be given/],
    ['with a stage whose name is no base path', { ...NAMED, originMutualTls: MUTUAL }, { stageName: 's'.repeat(61) }, US_EAST, /`stageName` must have at most 60 characters beside `edge.originMutualTls`/],
    ['with two policies', { ...NAMED, website: { connectSources: ['https://id.example.com'], contentSecurityPolicy: "default-src 'self'" } }, {}, US_EAST, /must not come together/],
    ['with no policy', { ...NAMED, website: { contentSecurityPolicy: ' ' } }, {}, US_EAST, /`edge.website.contentSecurityPolicy` must be a policy/],
  ])('%s', (_, edge, props, env, message) => {
    const stack = new Stack(new App(), 'Stack', { env });
    expect(() => new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], edge, ...props })).toThrow(message);
    expect(stack.node.children).toHaveLength(0);
  });
});
