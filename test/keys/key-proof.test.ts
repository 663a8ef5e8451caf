import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RouteAccess, SecureRestApiProps } from '../../lib';
import { build, route } from '../firewall/private/api';
import { bodyOf, sampleApi } from '../support/sample-api';

const scratch = new Stack();
const certificate = acm.Certificate.fromCertificateArn(scratch, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc');
const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/a1b2';
const vpcEndpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scratch, 'Endpoint', { vpcEndpointId: 'vpce-0a1b', port: 443 });
const mutualTls = { bucket: s3.Bucket.fromBucketName(scratch, 'Trust', 'trust'), key: 'authorities.pem', version: 'v7' };

/** Environment of the rotation's function. */
function environment(props: Partial<SecureRestApiProps>): { [name: string]: unknown } {
  const template = Template.fromStack(sampleApi(props).stack);
  const [rotation] = Object.values(template.findResources('AWS::Lambda::Function', {
    Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'api-key-rotation' } } },
  })) as Array<{ Properties: { Environment: { Variables: { [name: string]: unknown } } } }>;
  return rotation.Properties.Environment.Variables;
}

test.each<[string, Partial<SecureRestApiProps>, string]>([
  ['five minutes', {}, '300'],
  ['a minute where it is tried afterwards', { apiKeyProbePath: '/key-check' }, '60'],
  ['what is said', { apiKeySettleTime: Duration.minutes(30) }, '1800'],
  ['what is said, where it is tried afterwards too', { apiKeySettleTime: Duration.seconds(0), apiKeyProbePath: '/key-check' }, '0'],
])('a new key is left alone for %s', (_, props, seconds) => {
  expect(environment(props).KEY_SETTLE_SECONDS).toBe(seconds);
});

test('is tried nowhere unless there is a path for that', () => {
  expect(environment({})).not.toHaveProperty('KEY_PROBE_URL');
});

test('is tried on a route that needs a key and no token, and has no target', () => {
  const { stack } = sampleApi({ apiKeyProbePath: '/key-check' });
  const { get } = bodyOf(stack).paths['/key-check'];
  expect(get['x-amazon-apigateway-integration']).toMatchObject({ type: 'mock' });
  expect(Object.keys(get.responses)).toEqual(['204']);
  expect(get.security).toEqual([{ ApiKey: [] }]);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { KEY_PROBE_URL: { 'Fn::Join': ['', Match.arrayWith(['.execute-api.', Match.stringLikeRegexp('/key-check$')])] } } },
  });
});

test('is let through by the firewall as the rotation sends it', () => {
  const { send } = build([route({ path: '/key-check', access: RouteAccess.public('Tries a new API key of a consumer') })]);
  const sent: Array<[string, string]> = [['host', 'api.example.com'], ['x-api-key', 'K'.repeat(40)], ['user-agent', 'api-key-rotation'], ['accept', 'application/json']];
  expect(send({ path: '/prod/key-check', headers: sent })).toMatchObject({ action: 'allow' });
});

test.each<[string, Partial<SecureRestApiProps>, string]>([
  ['a domain', { domain: { domainName: 'api.example.com', certificate, basePath: 'shop' } }, 'https://api.example.com/shop/key-check'],
  ['the Edge', { edge: { domainNames: ['api.example.com'], certificate, webAclArn } }, 'https://api.example.com/key-check'],
  ['the Edge with a website', { edge: { domainNames: ['www.example.com'], certificate, webAclArn, website: {} } }, 'https://www.example.com/api/key-check'],
])('is tried where clients come in: at %s', (_, props, url) => {
  expect(environment({ ...props, apiKeyProbePath: '/key-check' }).KEY_PROBE_URL).toBe(url);
});

test.each<[Partial<SecureRestApiProps>, RegExp]>([
  [{ privateEndpoints: { vpcEndpoints: [vpcEndpoint] } }, /`apiKeyProbePath` and `privateEndpoints` must not come together: .* in no VPC/],
  [{ domain: { domainName: 'api.example.com', certificate, mutualTls } }, /`apiKeyProbePath` and `domain.mutualTls` must not come together/],
  [{ firewall: { allowedIps: ['192.0.2.0/24'] } }, /`apiKeyProbePath` and `firewall.allowedIps` must not come together/],
  [{ edge: { allowCloudFrontDomain: 'An example without a domain', webAclArn } }, /`apiKeyProbePath` and `edge` without a name in `edge.domainNames`/],
  [{ edge: { domainNames: ['*.example.com'], certificate, webAclArn } }, /`apiKeyProbePath` and `edge` without a name in `edge.domainNames`/],
  [{ apiKeyProbePath: '/keys/{id}' }, /`apiKeyProbePath` must be a path without parameters, got "\/keys\/\{id\}"/],
  [{ apiKeyProbePath: 'key-check' }, /`path` must .*"key-check"/],
  [{ apiKeyProbePath: '' }, /`apiKeyProbePath` must be a non-empty string/],
  [{ apiKeyProbePath: Lazy.string({ produce: () => '/key-check' }) }, /`apiKeyProbePath` must be known at synth time, got a token/],
  [{ apiKeySettleTime: Duration.seconds(1_801) }, /`apiKeySettleTime` must be whole seconds, at most 30 minutes, got .*1 second/],
  [{ apiKeySettleTime: Duration.millis(1_500) }, /`apiKeySettleTime` must be whole seconds/],
  [{ apiKeySettleTime: Duration.seconds(Lazy.number({ produce: () => 60 })) }, /`apiKeySettleTime` must be whole seconds, .* got a token/],
])('%# is refused where the rotation could not do it', (props, error) => {
  expect(() => sampleApi({ apiKeyProbePath: '/key-check', ...props })).toThrow(error);
});
