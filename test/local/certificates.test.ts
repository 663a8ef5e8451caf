import { X509Certificate, createPrivateKey } from 'node:crypto';
import 'reflect-metadata';
import {
  BasicConstraintsExtension, ExtendedKeyUsageExtension, KeyUsagesExtension, X509Certificate as ReadCertificate, X509ChainBuilder,
} from '@peculiar/x509';
import { DevelopmentCertificates, developmentCertificates } from '../../local/certificates';

const NOW = Date.UTC(2026, 0, 31, 12);
const NAMES = ['localhost', '127.0.0.1', '::1', 'api.example.com', '2001:db8::ff00:42:8329'];

describe.each([['server', '1.3.6.1.5.5.7.3.1'], ['client', '1.3.6.1.5.5.7.3.2']] as const)('certificates of a %s', (holder, purpose) => {
  let made: DevelopmentCertificates;
  let authority: X509Certificate;
  let certificate: X509Certificate;

  beforeAll(async () => {
    made = await developmentCertificates(NAMES, NOW, holder);
    authority = new X509Certificate(made.authority);
    certificate = new X509Certificate(made.tls.cert as string);
  });

  test('OpenSSL reads them: who vouches for whom, with which key', () => {
    expect([authority.ca, certificate.ca]).toEqual([true, false]);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(authority.checkIssued(authority)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(false);
    expect(certificate.checkPrivateKey(createPrivateKey(made.tls.key as string))).toBe(true);
    expect(authority.subject).toBe('CN=secure-rest-api development\nO=Only for this session');
    expect(certificate.subject).toBe('CN=localhost');
  });

  test('each name and address is in it, and no other', () => {
    expect(NAMES.map((name) => certificate.checkHost(name) ?? certificate.checkIP(name))).toEqual(NAMES);
    expect(['example.com', 'other.example.com'].map((name) => certificate.checkHost(name))).toEqual([undefined, undefined]);
    expect(['127.0.0.2', '::2', '0.0.0.1'].map((address) => certificate.checkIP(address))).toEqual([undefined, undefined, undefined]);
  });

  test('they are in force from a day before to a week after', () => {
    for (const one of [authority, certificate]) {
      expect([Date.parse(one.validFrom), Date.parse(one.validTo)]).toEqual([Date.UTC(2026, 0, 30, 12), Date.UTC(2026, 1, 7, 12)]);
    }
  });

  test('a library that we did not make them with finds the same extensions, and the chain', async () => {
    const [root, leaf] = [made.authority, made.tls.cert as string].map((text) => new ReadCertificate(text));
    expect(root.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: true, pathLength: 0, critical: true });
    expect(leaf.getExtension(BasicConstraintsExtension)).toMatchObject({ ca: false, critical: true });
    expect(root.getExtension(KeyUsagesExtension)).toMatchObject({ usages: 96, critical: true }); // keyCertSign 32, cRLSign 64
    expect(leaf.getExtension(KeyUsagesExtension)).toMatchObject({ usages: 1, critical: true }); // digitalSignature
    expect(leaf.getExtension(ExtendedKeyUsageExtension)?.usages).toEqual([purpose]);
    expect((await new X509ChainBuilder({ certificates: [root] }).build(leaf)).map(({ subject }) => subject)).toEqual([leaf.subject, root.subject]);
    expect(leaf.serialNumber).not.toBe(root.serialNumber);
    expect(leaf.serialNumber).toMatch(/^01[0-9a-f]{36}$/);
  });
});
