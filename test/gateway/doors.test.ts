import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DomainOptions, HttpMethod, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiProps } from '../../lib';
import { FirewallEvaluator } from '../../lib/firewall/private/evaluator';
import { WafRule } from '../../lib/firewall/private/waf-rule';
import { CREDENTIALS } from '../firewall/private/api';
import { bodyOf, ISSUER } from '../support/sample-api';

const scratch = new Stack(new App(), 'Scratch');
const certificate = acm.Certificate.fromCertificateArn(scratch, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/abc');
const bucket = s3.Bucket.fromBucketName(scratch, 'Trust', 'trust');
const vpcEndpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scratch, 'Endpoint', { vpcEndpointId: 'vpce-0a1b', port: 443 });
const domain: DomainOptions = { domainName: 'api.example.com', certificate };

function deployed(props: Partial<SecureRestApiProps>): { readonly stack: Stack; readonly template: Template; readonly api: SecureRestApi } {
  const stack = new Stack(new App(), 'Stack');
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], ...props });
  api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  return { stack, template: Template.fromStack(stack), api };
}

/** Whether the deployed web ACL lets an innocent request to the path through. */
function passes(template: Template, path: string): boolean {
  const [acl] = Object.values(template.findResources('AWS::WAFv2::WebACL')) as Array<{ Properties: { Rules: WafRule[] } }>;
  const { action } = new FirewallEvaluator(acl.Properties.Rules, { bodyWindow: 16_384 }).evaluate({ method: 'GET', path, headers: CREDENTIALS, ip: '198.51.100.7' });
  return action === 'allow';
}

test('the firewall knows with what a path begins at each door', () => {
  const { template: atDomain } = deployed({ domain, stageName: 'live' });
  expect(['/orders', '/live/orders', '/prod/orders'].map((path) => passes(atDomain, path))).toEqual([true, false, false]);
  for (const props of [{}, { privateEndpoints: { vpcEndpoints: [vpcEndpoint] } }]) {
    const { template } = deployed({ ...props, stageName: 'live' });
    expect(['/orders', '/live/orders', '/prod/orders'].map((path) => passes(template, path))).toEqual([false, true, false]);
  }
});

test('a domain without a base path serves routes that begin with a parameter', () => {
  const stack = new Stack(new App(), 'Stack');
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], domain });
  api.addRoute({ method: HttpMethod.GET, path: '/{tenant}/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  const template = Template.fromStack(stack);
  expect(['/acme/orders', '/prod/orders', '/prod/acme/orders'].map((path) => passes(template, path))).toEqual([true, true, false]);
});

describe('a domain', () => {
  test('speaks TLS 1.3 only and is the only way in', () => {
    const { stack, template, api } = deployed({ domain });
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'api.example.com',
      SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
      EndpointAccessMode: 'STRICT',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      DisableExecuteApiEndpoint: true,
      SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09',
    });
    expect(JSON.stringify(bodyOf(stack))).not.toContain('endpoint-configuration');
    expect(api.url).toBe('https://api.example.com');
    expect(api.customDomain).toBeDefined();
  });

  test('makes a deployment of its own, without which the other door stays open', () => {
    const deployments = [{ domain }, {}].map((props) => Object.keys(deployed(props).template.findResources('AWS::ApiGateway::Deployment')));
    expect(deployments[0]).toHaveLength(1);
    expect(deployments[0]).not.toEqual(deployments[1]);
  });

  test('maps to the stage, after it, and the firewall knows its base path', () => {
    const { template, api } = deployed({ domain: { ...domain, basePath: 'shop' } });
    template.hasResource('AWS::ApiGateway::BasePathMapping', {
      Properties: { BasePath: 'shop', Stage: Match.anyValue() },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('Stageprod')]),
    });
    expect(api.url).toBe('https://api.example.com/shop');
    expect(passes(template, '/shop/orders')).toBe(true);
    expect(passes(template, '/orders')).toBe(false);
    expect(passes(template, '/prod/orders')).toBe(false);
  });

  test('accepts TLS 1.2 for a reason', () => {
    deployed({ domain: { ...domain, allowTls12: 'The oldest partner has nothing newer' } }).template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06', EndpointAccessMode: 'STRICT',
    });
  });

  test('with mutual TLS trusts one version of its store, under the one policy that API Gateway takes there', () => {
    const { template } = deployed({ domain: { ...domain, mutualTls: { bucket, key: 'authorities.pem', version: 'v7' } } });
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      MutualTlsAuthentication: { TruststoreUri: 's3://trust/authorities.pem', TruststoreVersion: 'v7' },
      SecurityPolicy: 'TLS_1_2',
      EndpointAccessMode: Match.absent(),
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
  });
});

describe('private endpoints', () => {
  const { stack, template } = deployed({ privateEndpoints: { vpcEndpoints: [vpcEndpoint] } });

  test('make the API private', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-0a1b'], IpAddressType: 'dualstack' },
    });
  });

  test('are the only ones that its policy admits', () => {
    expect(bodyOf(stack)['x-amazon-apigateway-policy']).toMatchObject({
      Statement: expect.arrayContaining([expect.objectContaining({
        Effect: 'Deny', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0a1b'] } },
      })]) as unknown,
    });
  });
});

test('a public API has no condition on endpoints', () => {
  expect(JSON.stringify(bodyOf(deployed({}).stack)['x-amazon-apigateway-policy'])).not.toContain('SourceVpce');
});

test.each<[string, Partial<SecureRestApiProps>, RegExp]>([
  ['two doors', { domain, privateEndpoints: { vpcEndpoints: [vpcEndpoint] } }, /`domain` and `privateEndpoints` must not come together/],
  ['no endpoint', { privateEndpoints: { vpcEndpoints: [] } }, /`privateEndpoints\.vpcEndpoints` must hold at least one endpoint, got none/],
  ['countries inside of a VPC', { privateEndpoints: { vpcEndpoints: [vpcEndpoint] }, firewall: { allowedCountries: ['DE'] } }, /`privateEndpoints` and `firewall\.allowedCountries`/],
  ['a name with capitals', { domain: { ...domain, domainName: 'API.example.com' } }, /`domain\.domainName` must be a host name in lower case, got "API\.example\.com"/],
  ['a base path with slashes', { domain: { ...domain, basePath: '/shop' } }, /`domain\.basePath` must be one part of a path.*got "\/shop"/],
  ['TLS 1.2 for no reason', { domain: { ...domain, allowTls12: '' } }, /`domain\.allowTls12` must be a sentence/],
  ['a trust store without version', { domain: { ...domain, mutualTls: { bucket, key: 'a.pem', version: '' } } }, /`domain\.mutualTls\.version` must name the trust store's version/],
])('%s is refused, and nothing half-built stays', (_name, props, message) => {
  const stack = new Stack(new App(), 'Stack');
  expect(() => new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], ...props })).toThrow(message);
  expect(stack.node.tryFindChild('Orders')).toBeUndefined();
});
