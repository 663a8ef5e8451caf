import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SecureRestApiProps } from '../../../lib';
import { DevelopmentCertificates, developmentCertificates } from '../../../local/certificates';
import { LocalSession } from '../../../local/session/session';
import { send } from '../support/http-client';
import { RecordingListener, synthesizeApp } from '../support/session-app';

// Processes that start on a machine that may be busy.
jest.setTimeout(120_000);

const BUNDLES = path.join(__dirname, '..', '..', '..', 'assets', 'local', 'functions');
const NAME = 'api.example.com';

function withDomain(stack: Stack): Partial<SecureRestApiProps> {
  return {
    domain: {
      domainName: NAME,
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'),
      mutualTls: { bucket: s3.Bucket.fromBucketName(stack, 'Truststore', 'truststore'), key: 'truststore.pem', version: '1' },
    },
  };
}

describe('a domain with mutual TLS', () => {
  let folder: string;
  let session: LocalSession;
  /** Whom the API trusts, and somebody else. */
  let [ours, others]: DevelopmentCertificates[] = [];
  const listener = new RecordingListener();

  beforeAll(async () => {
    [ours, others] = await Promise.all([developmentCertificates(['partner.example.com'], Date.now(), 'client'), developmentCertificates(['partner.example.com'], Date.now(), 'client')]);
    folder = synthesizeApp(undefined, undefined, withDomain);
    session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener, clientAuthorities: ours.authority });
  });

  afterAll(async () => {
    await (session as LocalSession | undefined)?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const call = (certificate?: { readonly key: string; readonly cert: string }) => send(`${session.apis[0].url}/request`, {
    ca: fs.readFileSync(session.authorityFile, 'utf8'),
    certificate,
    headers: {
      'host': NAME,
      'authorization': `Bearer ${session.issuers.choose({ roles: [], scopes: ['orders/read'] }).token({ subject: 'alice', roles: [], scopes: ['orders/read'] })}`,
      'x-api-key': session.keyOf(session.consumers[0]),
    },
  });

  test('serves whoever shows a certificate of an authority that it trusts, and tells the target whose it is', async () => {
    const { status, text } = await call(ours.tls);
    expect(status).toBe(200);
    const { requestContext } = JSON.parse(text) as { requestContext: { identity: { clientCert: object } } };
    expect(requestContext.identity.clientCert).toEqual({
      clientCertPem: expect.stringContaining('BEGIN CERTIFICATE') as string,
      subjectDN: 'CN=partner.example.com',
      issuerDN: 'O=Only for this session,CN=secure-rest-api development',
      serialNumber: expect.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/) as string,
      validity: { notBefore: expect.stringMatching(/GMT$/) as string, notAfter: expect.stringMatching(/GMT$/) as string },
    });
  });

  test.each([
    ['without a certificate', () => undefined],
    ['with one of another authority', () => others.tls],
  ])('ends the connection %s', async (_what, certificate) => {
    await expect(call(certificate())).rejects.toThrow(/ECONNRESET|alert|socket hang up|EPIPE|certificate required/i);
  });
});

test('without authorities it says that no certificate is asked for', async () => {
  const listener = new RecordingListener();
  const folder = synthesizeApp(undefined, undefined, withDomain);
  const session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener });
  expect(listener.notices.join('\n')).toMatch(/mutual TLS is not asked for: name the authorities of the clients' certificates with --client-authorities FILE/);
  await session.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});
