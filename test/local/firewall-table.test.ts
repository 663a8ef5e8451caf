import { connect } from 'net';
import { FirewallEvaluator, FirewallRequest } from '../../lib/firewall/private/evaluator';
import { firewall } from '../../lib/firewall/private/firewall-rules';
import { Json } from '../../local/assembly';
import { WebAclLayer } from '../../local/layers/web-acl';
import { LoopbackServer } from '../../local/server';
import { GatewayRequest } from '../../local/types';
import { CREDENTIALS } from '../firewall/private/api';
import { BLOCKED_SET, OPTIONS, ROUTES, TABLE } from '../firewall/private/request-table';

jest.setTimeout(120_000);

const IP = '198.51.100.7';
const built = firewall({ routes: ROUTES, options: OPTIONS, cors: true, stageName: 'prod', allowedIpSets: [], blockedIpSets: [BLOCKED_SET] });
const surroundings = { bodyWindow: built.bodyWindow, ipSet: () => OPTIONS.blockedIps };
const resource = (type: string, ref: string, properties: { [name: string]: Json }) => ({ stack: 'S', logicalId: ref, type, properties, dependsOn: new Set<string>(), ref });
const blocked = resource('AWS::WAFv2::IPSet', BLOCKED_SET, { Addresses: OPTIONS.blockedIps });
const acl = resource('AWS::WAFv2::WebACL', 'acl', {
  Rules: built.rules as unknown as Json[], AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: `KB_${built.bodyWindow / 1024}` } } },
});
const stack = { name: 'S', region: 'us-east-1', account: '123456789012', resources: new Map([[BLOCKED_SET, blocked]]), outputs: {} };

// Countries are AWS's own knowledge of addresses: no server here has it.
const ROWS: Array<readonly [string, Partial<FirewallRequest>]> = Object.entries(TABLE).flatMap(([subject, rows]) => rows.map(([what, , request]) => [`${subject}: ${what}`, request] as const))
  .filter(([, { country }]) => country === undefined);
// Which Node.js reads one character a byte: 6,000 bytes, not twice as many.
const WITHIN = { headers: [...CREDENTIALS, ['X-Note', 'é'.repeat(3_000)] as const] };
const BEYOND = { headers: [...CREDENTIALS, ['X-Note', 'é'.repeat(4_200)] as const] };
ROWS.push(['text beyond ASCII in a header: within what is inspected', WITHIN], ['text beyond ASCII in a header: longer than what is inspected', BEYOND]);

describe('the firewall\'s table through a running server', () => {
  let received: GatewayRequest | undefined;
  let ip = IP;
  // A fresh one for each request, so that no rate counts from one to the next.
  const server = new LoopbackServer(async (request) => {
    received = { ...request, sourceIp: ip };
    const { refusal } = new WebAclLayer(acl, stack, () => [], { now: () => 0 }).check(received);
    return refusal ?? { status: 299, headers: [], body: Buffer.alloc(0) };
  });
  let port: number;

  beforeAll(async () => {
    port = await server.listen(0);
  });

  afterAll(async () => server.close());

  /** Status of the answer to these bytes, whatever a client's own rules say of them. */
  async function statusOf(lines: string[], body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'));
        socket.write(body);
      });
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
        if (status !== undefined) {
          socket.destroy();
          resolve(Number(status));
        }
      });
      // Cut without an answer, as CONNECT is, is refused too.
      socket.on('close', () => resolve(400));
      socket.on('error', reject);
    });
  }

  test.each(ROWS)('%s', async (_what, row) => {
    const request: FirewallRequest = { method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: IP, ...row };
    const body = Buffer.from(request.body ?? '');
    const headers = [...request.headers ?? [], ['Host', 'localhost'] as const, ...(body.length > 0 ? [['Content-Length', String(body.length)] as const] : [])];
    received = undefined;
    ip = request.ip;
    const status = await statusOf([
      `${request.method} ${request.path}${request.query === undefined ? '' : `?${request.query}`} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`),
    ], body);
    // Blanks around a value are no part of it (RFC 9112, 5.1).
    const trimmed = headers.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, '')] as const);
    const verdict = new FirewallEvaluator(built.rules, surroundings).evaluate({ ...request, headers: trimmed, time: 0 });
    if (received) {
      expect(status).toBe(verdict.action === 'allow' ? 299 : verdict.status ?? 403);
    } else {
      // No HTTP: a server refuses such bytes before anyone judges them, as API Gateway does. What is innocent always arrives.
      expect([verdict.action, status >= 400]).toEqual(['block', true]);
    }
  });
});
