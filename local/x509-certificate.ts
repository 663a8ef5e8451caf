import { createHash, KeyObject, randomBytes, sign } from 'crypto';
import {
  AsnType, BitString, Boolean as Asn1Boolean, Constructed, fromBER, Integer, ObjectIdentifier, OctetString, Primitive, Sequence, Set as Asn1Set,
  UTCTime, Utf8String,
} from 'asn1js';

/** Of a certificate what differs between ours. */
export interface CertificateContent {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly issuer: DistinguishedName;
  readonly issuerKeys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

export interface DistinguishedName {
  readonly commonName: string;
  readonly organization?: string;
}

/** RFC 5280, 4.2. */
export interface Extension {
  readonly id: string;
  readonly critical?: boolean;
  readonly value: AsnType;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** RFC 5280, A.1. */
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const CONTEXT_SPECIFIC = 3;

/** An X.509 certificate of an elliptic curve's key (RFC 5280, 4.1; RFC 5758, 3.2), as PEM. */
export function x509Certificate({ subject, publicKey, issuer, issuerKeys, notBefore, notAfter, extensions }: CertificateContent): string {
  const algorithm = sequence(new ObjectIdentifier({ value: ECDSA_WITH_SHA256 }));
  const content = sequence(
    explicit(0, new Integer({ value: 2 })), // version 3
    serialNumber(),
    algorithm,
    name(issuer),
    sequence(new UTCTime({ valueDate: notBefore }), new UTCTime({ valueDate: notAfter })),
    name(subject),
    fromBER(spki(publicKey)).result,
    explicit(3, sequence(...extensions.map((extension) => sequence(
      new ObjectIdentifier({ value: extension.id }),
      ...(extension.critical ? [new Asn1Boolean({ value: true })] : []),
      new OctetString({ valueHex: extension.value.toBER() }),
    )))),
  );
  const signature = sign('sha256', new Uint8Array(content.toBER()), issuerKeys.privateKey);
  const certificate = sequence(content, algorithm, new BitString({ valueHex: signature }));
  return pem('CERTIFICATE', Buffer.from(certificate.toBER()));
}

/** RFC 7468. */
export function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

/** CA or not (RFC 5280, 4.2.1.9). An authority of ours stands right above whom it vouches for. */
export function basicConstraints(isAuthority: boolean): Extension {
  return { id: '2.5.29.19', critical: true, value: isAuthority ? sequence(new Asn1Boolean({ value: true }), new Integer({ value: 0 })) : sequence() };
}

/** RFC 5280, 4.2.1.3: the bits from the first on, and how many of the byte are unused. */
export function keyUsage(bits: number, unusedBits: number): Extension {
  return { id: '2.5.29.15', critical: true, value: new BitString({ valueHex: Buffer.from([bits]), unusedBits }) };
}

/** RFC 5280, 4.2.1.12. */
export function extendedKeyUsage(purpose: string): Extension {
  return { id: '2.5.29.37', value: sequence(new ObjectIdentifier({ value: purpose })) };
}

/** RFC 5280, 4.2.1.2. */
export function subjectKeyIdentifier(key: KeyObject): Extension {
  return { id: '2.5.29.14', value: new OctetString({ valueHex: keyIdentifier(key) }) };
}

/** RFC 5280, 4.2.1.1. */
export function authorityKeyIdentifier(key: KeyObject): Extension {
  return { id: '2.5.29.35', value: sequence(implicit(0, keyIdentifier(key))) };
}

/** RFC 5280, 4.2.1.6: host names as they are, addresses as their bytes. */
export function subjectAlternativeName(hosts: readonly string[], addresses: readonly Buffer[]): Extension {
  return { id: '2.5.29.17', value: sequence(...hosts.map((host) => implicit(2, Buffer.from(host))), ...addresses.map((bytes) => implicit(7, bytes))) };
}

/** The first method of RFC 5280, 4.2.1.2: SHA-1 of the key's bits, an identifier and no protection. */
function keyIdentifier(key: KeyObject): Buffer {
  const { valueBlock } = fromBER(spki(key)).result as Sequence;
  const [, bits] = valueBlock.value;
  return createHash('sha1').update(new Uint8Array((bits as BitString).valueBlock.valueHexView)).digest();
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** RFC 5280, 4.1.2.2: a positive number of at most 20 bytes, which nobody can tell beforehand. */
function serialNumber(): Integer {
  return Integer.fromBigInt(`0x01${randomBytes(18).toString('hex')}`);
}

function name({ commonName, organization }: DistinguishedName): Sequence {
  return sequence(attribute(COMMON_NAME, commonName), ...(organization === undefined ? [] : [attribute(ORGANIZATION, organization)]));
}

function attribute(id: string, value: string): Asn1Set {
  return new Asn1Set({ value: [sequence(new ObjectIdentifier({ value: id }), new Utf8String({ value }))] });
}

function sequence(...value: AsnType[]): Sequence {
  return new Sequence({ value });
}

function explicit(tagNumber: number, value: AsnType): Constructed {
  return new Constructed({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber }, value: [value] });
}

function implicit(tagNumber: number, valueHex: Buffer): Primitive {
  return new Primitive({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber }, valueHex });
}
