import { webcrypto } from 'crypto';
import { isIP } from 'net';
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension,
  KeyUsageFlags, KeyUsagesExtension, SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension, X509CertificateGenerator,
} from '@peculiar/x509';
import { Tls } from './server';

/** Certificates of one start: nobody's store of trusted ones is touched, and the key of the authority is thrown away at once. */
export interface DevelopmentCertificates {
  /** The authority's certificate, for whoever wants to trust what is served: PEM. */
  readonly authority: string;
  readonly tls: Tls;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MILLIS = 86_400_000;
/** A session's length, with room for one that stays open over a weekend. */
const LIFETIME_DAYS = 7;

/** Makes an authority and one certificate for all names, of a server or of a client. */
export async function developmentCertificates(
  names: readonly string[], now: number, holder: 'server' | 'client' = 'server',
): Promise<DevelopmentCertificates> {
  const [authorityKeys, keys] = await Promise.all([0, 1].map(() => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])));
  const common = { notBefore: new Date(now - DAY_MILLIS), notAfter: new Date(now + LIFETIME_DAYS * DAY_MILLIS), signingAlgorithm: ALGORITHM };
  const issuer = 'CN=secure-rest-api development, O=Only for this session';
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...common,
    name: issuer,
    keys: authorityKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true), // eslint-disable-line no-bitwise
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey, false, webcrypto),
    ],
  }, webcrypto);
  const certificate = await X509CertificateGenerator.create({
    ...common,
    issuer,
    subject: `CN=${names[0]}`,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false),
      // Checkers that are strict about RFC 5280 ask for both, Python's among them.
      await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey, false, webcrypto),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([holder === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(names.map((name) => ({ type: isIP(name) ? 'ip' as const : 'dns' as const, value: name }))),
    ],
  }, webcrypto);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    authority: authority.toString('pem'),
    tls: { cert: `${certificate.toString('pem')}\n`, key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n` },
  };
}
