import * as fs from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { exampleApp } from '../../bin/app';
import { JwtIssuer, RouteTarget, HttpMethod, RouteAccess, SecureRestApi } from '../../lib';
import { sampleApi } from '../support/sample-api';

const DOCUMENT = path.join(__dirname, '..', '..', 'docs', 'compliance.md');

function rulesLeft(pack: NagPack, app: App): string[] {
  app.synth();
  return [...new Set(pack.validateScope(app).violations.map(({ ruleName }) => ruleName))].sort();
}

/** Rules in the first column of the document's table, which begin with the pack's name. */
function rulesInDocument(prefix: string): string[] {
  return [...fs.readFileSync(DOCUMENT, 'utf8').matchAll(/^\| `([^`]+)`/gm)].map(([, rule]) => rule).filter((rule) => rule.startsWith(prefix)).sort();
}

test.each<[string, NagPack]>([
  ['NIST.800.53.R5', new NIST80053R5Checks()],
  ['PCI.DSS.321', new PCIDSS321Checks()],
  ['HIPAA.Security', new HIPAASecurityChecks()],
])('what %s still finds on the example app is what docs/compliance.md explains', (prefix, pack) => {
  expect(rulesLeft(pack, exampleApp())).toEqual(rulesInDocument(prefix));
});

test('a key of one\'s own satisfies the encryption rules for everything that the construct makes', () => {
  const { app, stack } = sampleApi();
  const api = new SecureRestApi(stack, 'Encrypted', {
    jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] })],
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
  });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  app.synth();
  const found = new NIST80053R5Checks().validateScope(api).violations.map(({ ruleName }) => ruleName);
  expect(found).not.toContain('NIST.800.53.R5-CloudWatchLogGroupEncrypted');
  expect(found).not.toContain('NIST.800.53.R5-SecretsManagerUsingKMSKey');
});
