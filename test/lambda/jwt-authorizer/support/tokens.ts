import { constants, generateKeyPairSync, KeyObject, sign } from 'node:crypto';

/** A key pair of an issuer, as a test signs with it. */
export interface SigningKey {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** Public part, as the key set holds it. */
  readonly jwk: { readonly [name: string]: unknown };
}

const CURVES: { readonly [alg: string]: string } = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export function signingKey(alg: string, kid: string, members: object = {}): SigningKey {
  const { publicKey, privateKey } = keyPair(alg);
  return { alg, kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg, ...members } };
}

function keyPair(alg: string): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (alg in CURVES) {
    return generateKeyPairSync('ec', { namedCurve: CURVES[alg] });
  }
  return alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Signature over any text, whatever the header says. */
export function signInput(input: string, { alg, privateKey }: Pick<SigningKey, 'alg' | 'privateKey'>): string {
  const hash = alg === 'EdDSA' ? null : `sha${alg.slice(2)}`;
  const padding = alg.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding }).toString('base64url');
}

/** A signed token. Header and payload may be objects, or JSON text where the spelling matters. */
export function signToken(key: SigningKey, payload: object | string, header: object | string = {}): string {
  const input = `${encode(typeof header === 'string' ? header : { alg: key.alg, kid: key.kid, typ: 'JWT', ...header })}.${encode(payload)}`;
  return `${input}.${signInput(input, key)}`;
}

/** An event as API Gateway sends it to an authorizer of type REQUEST. */
export function requestEvent(token: string | undefined, changes: { readonly [name: string]: unknown } = {}): { readonly [name: string]: unknown } {
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const { resourcePath = '/orders/{orderId}' } = (changes.requestContext ?? {}) as { readonly resourcePath?: unknown };
  const pathParameters = (changes.pathParameters ?? { orderId: '12' }) as { readonly [name: string]: unknown };
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders/12',
    resource: '/orders/{orderId}',
    path: typeof resourcePath !== 'string' ? '/' : resourcePath.replace(/\{(\w+)\+?\}/g, (_, name: string) => String(pathParameters[name])),
    httpMethod: 'GET',
    headers: { Host: 'api.example.com', ...(authorization && { Authorization: authorization }) },
    multiValueHeaders: { Host: ['api.example.com'], ...(authorization && { Authorization: [authorization] }) },
    queryStringParameters: {},
    pathParameters: { orderId: '12' },
    stageVariables: {},
    requestContext: { resourcePath: '/orders/{orderId}', httpMethod: 'GET', requestId: 'request-1', extendedRequestId: 'extended-1', apiId: 'abcdef1234', stage: 'prod' },
    ...changes,
  };
}
