import { generateKeyPair, KeyObject } from 'crypto';
import { isIP } from 'net';
import { promisify } from 'util';
import { addressBytes } from '../lib/firewall/private/address';
import { Tls } from './server';
import {
  authorityKeyIdentifier, basicConstraints, extendedKeyUsage, keyUsage, pem, subjectAlternativeName, subjectKeyIdentifier, x509Certificate,
} from './x509-certificate';

/** Certificates of one start: nobody's store of trusted ones is touched, and the key of the authority is thrown away at once. */
export interface DevelopmentCertificates {
  /** The authority's certificate, for whoever wants to trust what is served: PEM. */
  readonly authority: string;
  readonly tls: Tls;
}

const DAY_MILLIS = 86_400_000;
/** A session's length, with room for one that stays open over a weekend. */
const LIFETIME_DAYS = 7;
const ISSUER = { commonName: 'secure-rest-api development', organization: 'Only for this session' };
/** RFC 5280, 4.2.1.12. */
const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };

/** Makes an authority and one certificate for all names, of a server or of a client. */
export async function developmentCertificates(
  names: readonly string[], now: number, holder: 'server' | 'client' = 'server',
): Promise<DevelopmentCertificates> {
  const [issuerKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const common = { issuer: ISSUER, issuerKeys, notBefore: new Date(now - DAY_MILLIS), notAfter: new Date(now + LIFETIME_DAYS * DAY_MILLIS) };
  const authority = x509Certificate({
    ...common,
    subject: ISSUER,
    publicKey: issuerKeys.publicKey,
    extensions: [basicConstraints(true), keyUsage(0b0000_0110, 1), subjectKeyIdentifier(issuerKeys.publicKey)], // keyCertSign and cRLSign
  });
  const cert = x509Certificate({
    ...common,
    subject: { commonName: names[0] },
    publicKey: keys.publicKey,
    extensions: [
      basicConstraints(false),
      keyUsage(0b1000_0000, 7), // digitalSignature
      extendedKeyUsage(PURPOSES[holder]),
      subjectAlternativeName(names.filter((name) => !isIP(name)), names.filter((name) => isIP(name)).map(addressBytes)),
      // Checkers that are strict about RFC 5280 ask for both, Python's among them.
      subjectKeyIdentifier(keys.publicKey),
      authorityKeyIdentifier(issuerKeys.publicKey),
    ],
  });
  return { authority, tls: { cert, key: pem('PRIVATE KEY', keys.privateKey.export({ type: 'pkcs8', format: 'der' })) } };
}

function newKeys(): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  return promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
}
