import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { HttpMethod, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks } from '../lib';
import { Assumptions } from './integ/assumptions';
import { echo } from './integ/echo';
import { DomainSettings, domainSettings } from './integ/settings';

/** A domain name with a base path, for clients with a certificate. */
export function domain(settings: DomainSettings): { readonly app: App; readonly assumptions: Assumptions } {
  const app = new App();
  const stack = new Stack(app, 'IntegDomain', { env: { region: 'us-east-1' } });
  const assumptions = new Assumptions(app, stack);
  const certificate = secretsmanager.Secret.fromSecretCompleteArn(stack, 'ClientCertificate', settings.clientCertificateSecretArn);
  const api = new SecureRestApi(stack, 'Api', {
    jwtIssuers: [assumptions.issuer],
    domain: {
      domainName: settings.domainName,
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', settings.certificateArn),
      basePath: 'base',
      mutualTls: {
        bucket: s3.Bucket.fromBucketName(stack, 'TrustStore', settings.trustStoreBucket),
        key: settings.trustStoreKey,
        version: settings.trustStoreVersion,
      },
    },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: settings.hostedZoneId, zoneName: settings.zoneName });
  new route53.ARecord(stack, 'Record', {
    zone, recordName: `${settings.domainName}.`, target: route53.RecordTarget.fromAlias(new targets.ApiGatewayDomain(api.customDomain!)),
  });
  api.addRoute({
    method: HttpMethod.GET,
    path: '/values/{value}',
    target: RouteTarget.lambdaFunction(echo(stack, 'Echo')),
    access: RouteAccess.scopes('integ/read'),
    parameters: [RouteParameter.path('value', { pattern: '[a-z ,]+', maxLength: 20 })],
  });
  const consumer = api.addConsumer('Consumer');
  assumptions.mayRead(consumer.secret);
  assumptions.mayRead(certificate);
  assumptions.mayFilter(api.webAcl.logGroup);

  const known = { keySecret: consumer.secret.secretArn, token: assumptions.token, certificateSecret: settings.clientCertificateSecretArn };
  assumptions.requests('doors', [
    { name: 'with a certificate', ...known, url: `${api.url}/values/a`, expect: { statuses: [200] } },
    { name: 'without a certificate', ...known, certificateSecret: undefined, url: `${api.url}/values/a`, expect: { statuses: [0, 403] } },
    { name: 'at the execute-api endpoint', ...known, url: api.stage.urlForPath('/values/a'), expect: { statuses: [403] } },
  ]);
  assumptions.requests('event-path', [
    { name: 'the authorizer reads the value', ...known, url: `${api.url}/values/a%20b%2Cc`, expect: { statuses: [200] } },
    { name: 'and denies another', ...known, url: `${api.url}/values/a%20B`, expect: { statuses: [403] } },
  ]);
  assumptions.requests('refused', [{ name: 'an undeclared name', ...known, url: `${api.url}/values/a?undeclared=1`, expect: { statuses: [400] } }]);
  assumptions.logged('waf-path-with-base-path', [{
    name: 'the base path, and no stage', group: api.webAcl.logGroup.logGroupName, pattern: '{ $.httpRequest.uri = "/base/values/a" }', present: true,
  }]);

  Validations.of(app).addPlugins(new SecureRestApiChecks());
  return { app, assumptions };
}

if (require.main === module) {
  domain(domainSettings(process.env)).app.synth();
}
