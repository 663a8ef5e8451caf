import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, RouteAccess, RouteTarget } from '../../../lib';
import { LocalSession } from '../../../local/session/session';
import { HttpAnswer, send } from '../support/http-client';
import { RecordingListener, synthesizeApp } from '../support/session-app';

// Processes that start on a machine that may be busy.
jest.setTimeout(120_000);

const BUNDLES = path.join(__dirname, '..', '..', '..', 'assets', 'local', 'functions');
const FUNCTION = 'Python';

describe('a function that is not Node.js', () => {
  let folder: string;
  let logicalId: string;
  let answer: (event: { readonly path: string }) => string;
  const stub = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(answer(JSON.parse(Buffer.concat(chunks).toString()) as { path: string })));
  });

  beforeAll(async () => {
    folder = synthesizeApp((api, stack) => {
      const python = new lambda.Function(stack, FUNCTION, {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline('def handler(event, context): pass'),
      });
      logicalId = stack.getLogicalId(python.node.defaultChild as lambda.CfnFunction);
      api.addRoute({ method: HttpMethod.GET, path: '/python', target: RouteTarget.lambdaFunction(python), access: RouteAccess.scopes('orders/read') });
    });
    await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    stub.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function ask(
    stubs: { readonly [logicalId: string]: string },
  ): Promise<{ readonly listener: RecordingListener; readonly answered: HttpAnswer }> {
    const listener = new RecordingListener();
    const session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener, stubs });
    try {
      const token = session.issuers.choose({ roles: [], scopes: ['orders/read'] }).token({ subject: 'alice', roles: [], scopes: ['orders/read'] });
      const headers = { 'authorization': `Bearer ${token}`, 'x-api-key': session.keyOf(session.consumers[0]) };
      return { listener, answered: await send(`${session.apis[0].url}/python`, { headers }) };
    } finally {
      await session.stop();
    }
  }

  const address = (): string => `http://127.0.0.1:${(stub.address() as AddressInfo).port}/2015-03-31/functions/function/invocations`;

  test('is answered by the address that the user names', async () => {
    answer = (event) => JSON.stringify({ statusCode: 201, body: `python at ${event.path}` });
    const { answered } = await ask({ [logicalId]: address() });
    expect([answered.status, answered.text]).toEqual([201, 'python at /python']);
  });

  test.each([
    ['an error, as the runtime interface emulator tells it', () => JSON.stringify({ errorMessage: 'no such table', errorType: 'KeyError' }), /no such table/],
    ['no JSON', () => '<html>', /must answer JSON/],
  ])('that answers %s is a 502, and the reason stands in the terminal only', async (_what, given, reason) => {
    answer = given;
    const { listener, answered } = await ask({ [logicalId]: address() });
    expect(answered.status).toBe(502);
    expect(answered.text).not.toMatch(reason);
    expect(listener.failures.join('\n')).toMatch(reason);
  });

  test('without an address is named with what to say, and its route does not pass as another', async () => {
    const { listener, answered } = await ask({});
    expect(listener.notices.join('\n')).toContain(`not served: ${logicalId} runs on python3.13; name an address that takes its events: --function ${logicalId}=http://…`);
    expect(answered.status).toBeGreaterThanOrEqual(500);
  });

  test('whose address nobody listens on is a 502', async () => {
    const { answered } = await ask({ [logicalId]: 'http://127.0.0.1:1/' });
    expect(answered.status).toBe(502);
  });
});
