import * as fs from 'fs';
import * as path from 'path';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { HttpMethod, RequestBody, RouteAccess, RouteTarget } from '../../../lib';
import { LocalSession } from '../../../local/session/session';
import { send } from '../support/http-client';
import { RecordingListener, synthesizeApp } from '../support/session-app';

// Processes that start on a machine that may be busy.
jest.setTimeout(240_000);

const BUNDLES = path.join(__dirname, '..', '..', '..', 'assets', 'local', 'functions');
const MARKER = 'marker7c1f';

interface Sent {
  readonly method: string;
  readonly route: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

/** What AWS WAF logs of a request: its headers but for the fields that the template redacts, and never a body. */
function firewallLine({ method, route, headers }: Sent, redacted: readonly string[]): string {
  return JSON.stringify({
    action: 'BLOCK',
    httpRequest: {
      uri: route.split('?')[0],
      httpMethod: method,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value: redacted.includes(name.toLowerCase()) ? 'REDACTED' : value })),
    },
  });
}

/**
 * Everything at once through the whole of the local gateway: requests that are served and refused at each layer, a rotation, a deployment. What
 * any log has of it is searched for what was secret in it. The local gateway has no firewall log, so its lines are made as the template redacts.
 */
describe('the logs of a full run', () => {
  let folder: string;
  let session: LocalSession;
  const listener = new RecordingListener();
  const secrets = new Map<string, string>();
  const firewallLines: string[] = [];
  const statuses: number[] = [];
  const operated: Array<[action: string, error: string | null, body: string]> = [];

  const secret = (name: string, value: string): string => {
    secrets.set(name, value);
    return value;
  };

  beforeAll(async () => {
    folder = synthesizeApp((api, _stack, fn) => {
      api.addRoute({
        method: HttpMethod.POST,
        path: '/orders',
        target: RouteTarget.lambda(fn),
        access: RouteAccess.scopes('orders/read'),
        body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 80 } }, required: ['sku'], additionalProperties: false }),
      });
    });
    session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener });
    const redacted = redactedHeaders(folder);
    const call = async (name: string, request: Sent): Promise<void> => {
      Object.entries(request.headers).filter(([header]) => redacted.includes(header)).forEach(([header, value]) => secret(`${name}: ${header}`, value));
      firewallLines.push(firewallLine(request, redacted));
      const { status } = await send(`${session.apis[0].url}${request.route}`, request);
      statuses.push(status);
    };
    const token = (scopes: string[]): string => session.issuers.choose({ roles: [], scopes }).token({ subject: `${MARKER}-subject`, roles: [], scopes });
    const key = (): string => session.keyOf(session.consumers[0]);
    const good = (): { [name: string]: string } => ({ 'authorization': `Bearer ${token(['orders/read'])}`, 'x-api-key': key(), 'content-type': 'application/json' });
    const body = JSON.stringify({ sku: secret('a body that is right', `${MARKER}-sku`) });
    await call('served', { method: 'POST', route: '/orders', headers: good(), body });
    await call('a body that does not fit', { method: 'POST', route: '/orders', headers: good(), body: JSON.stringify({ other: secret('a body that does not fit', `${MARKER}-other`) }) });
    await call('another scope', { method: 'POST', route: '/orders', headers: { ...good(), authorization: `Bearer ${token(['other'])}` }, body });
    await call('a forged token', { method: 'POST', route: '/orders', headers: { ...good(), authorization: `${good().authorization.slice(0, -8)}AAAAAAAA` }, body });
    await call('no token', { method: 'POST', route: '/orders', headers: { ...good(), authorization: `Basic ${MARKER}-basic` }, body });
    await call('another key', { method: 'POST', route: '/orders', headers: { ...good(), 'x-api-key': `${MARKER}-key-that-is-none` }, body });
    await call('a session', { method: 'GET', route: '/orders', headers: { ...good(), cookie: `session=${MARKER}-cookie` } });
    await call('a query that nobody declared', { method: 'GET', route: `/orders?password=${secret('a query', `${MARKER}-query`)}`, headers: good() });
    await call('a target that fails', { method: 'GET', route: '/throws', headers: good() });
    secret('a key before its rotation', key());
    for (const rotation of session.rotations) {
      await session.rotate(rotation);
    }
    secret('a key after its rotation', key());
    await call('with the new key', { method: 'GET', route: '/orders', headers: good() });
    await operate('ReportKeys', { SecretArnPrefix: session.consumers[0].secretArn.replace(/[^:]+$/, '') });
    await operate('RevokePreviousKey', { SecretId: session.consumers[0].secretArn });
    await operate('RevokeAllKeys', { SecretId: session.consumers[0].secretArn });
    secret('a key after a revocation', key());
    await operate('RevokeAllKeys', { SecretId: `${session.consumers[0].secretArn}-of-nobody` });
    await call('with the key after a revocation', { method: 'GET', route: '/orders', headers: good() });
    await session.reload();
    await listener.logged('key_promoted', '"reason":"signature_invalid"', 'access_insufficient', 'keys_reported');
    await new Promise((resolve) => setTimeout(resolve, 500));
  });

  /** As `aws lambda invoke` does with the rotation function. */
  async function operate(Action: string, more: object): Promise<void> {
    const name = session.rotations[0].functionArn.split(':').at(-1)!;
    const response = await fetch(`${session.controlPlaneUrl}/2015-03-31/functions/${name}/invocations`, { method: 'POST', body: JSON.stringify({ Action, ...more }) });
    operated.push([Action, response.headers.get('x-amz-function-error'), await response.text()]);
  }

  afterAll(async () => {
    await (session as LocalSession | undefined)?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('passed and failed at every layer', () => {
    expect(statuses).toEqual(expect.arrayContaining([200, 400, 401, 403, 502]));
    expect(listener.accessLines.length).toBeGreaterThanOrEqual(statuses.length);
    expect(listener.logs.some((line) => line.includes('key_promoted'))).toBe(true);
    expect(listener.logs.some((line) => line.includes('"reason":"signature_invalid"'))).toBe(true);
    expect(listener.logs.some((line) => line.includes('access_insufficient'))).toBe(true);
    expect(secrets.size).toBeGreaterThan(20);
  });

  test('an operator reported and revoked', async () => {
    expect(operated.slice(0, 3)).toEqual(['ReportKeys', 'RevokePreviousKey', 'RevokeAllKeys'].map((action) => [action, null, 'null']));
    expect(operated[3]).toEqual(['RevokeAllKeys', 'Unhandled', expect.stringContaining('errorMessage')]);
    expect(listener.logs.some((line) => line.includes('keys_reported'))).toBe(true);
    expect(statuses.at(-1)).toBe(200);
    expect(secrets.get('a key after a revocation')).not.toBe(secrets.get('a key after its rotation'));
    const unknown = await fetch(`${session.controlPlaneUrl}/2015-03-31/functions/Nobody/invocations`, { method: 'POST', body: '{}' });
    expect([unknown.status, unknown.headers.get('x-amzn-errortype')]).toEqual([404, 'ResourceNotFoundException']);
  });

  test('an operator starts a rotation, of a secret that has one', async () => {
    const rotate = (SecretId: string): Promise<Response> => fetch(session.controlPlaneUrl, {
      method: 'POST', headers: { 'x-amz-target': 'secretsmanager.RotateSecret' }, body: JSON.stringify({ SecretId }),
    });
    const [{ secretArn }] = session.consumers;
    const before = session.keyOf(session.consumers[0]);
    expect(await (await rotate(secretArn)).json()).toMatchObject({ ARN: secretArn });
    for (let attempt = 0; attempt < 100 && session.keyOf(session.consumers[0]) === before; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(session.keyOf(session.consumers[0])).not.toBe(before);
    expect((await rotate('nobody')).status).toBe(400);
  });

  test.each<[string, () => readonly string[]]>([
    ['access log', () => listener.accessLines],
    ['answers to the operator', () => operated.map(([, , body]) => body)],
    ['functions\' logs', () => listener.logs.filter((line) => !line.startsWith('Handler'))],
    ['failures that the terminal shows', () => listener.failures.filter((line) => !line.startsWith('Handler'))],
    ['firewall\'s log', () => firewallLines],
  ])('the %s has no token, key, cookie, query or body', (_, lines) => {
    const found = [...secrets].filter(([, value]) => lines().some((line) => partsOf(value).some((part) => line.includes(part))));
    expect(found.map(([name]) => name)).toEqual([]);
    expect(lines().filter((line) => line.includes(MARKER))).toEqual([]);
  });

  test('the search would find one', () => {
    const value = [...secrets].find(([name]) => name.startsWith('served: authorization'))![1];
    expect(partsOf(value).some((part) => JSON.stringify({ message: value }).includes(part))).toBe(true);
  });
});

/** A token's parts too: its payload alone tells who somebody is. */
function partsOf(value: string): string[] {
  return [value, ...value.replace(/^Bearer /, '').split('.').filter((part) => part.length > 20)];
}

function redactedHeaders(folder: string): string[] {
  const [template] = fs.readdirSync(folder).filter((name) => name.endsWith('.template.json'))
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as { readonly Resources: { readonly [id: string]: { readonly Type: string; readonly Properties: object } } });
  const logging = Object.values(template.Resources).find(({ Type }) => Type === wafv2.CfnLoggingConfiguration.CFN_RESOURCE_TYPE_NAME)!;
  const { RedactedFields } = logging.Properties as { readonly RedactedFields: { readonly SingleHeader: { readonly Name: string } }[] };
  return RedactedFields.map(({ SingleHeader }) => SingleHeader.Name);
}
