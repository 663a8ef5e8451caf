import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { HttpMethod, RouteAccess, RouteTarget } from '../../../lib';
import { LocalSession } from '../../../local/session/session';
import { HttpAnswer, send } from '../support/http-client';
import { RecordingListener, synthesizeApp, temporaryFolder } from '../support/session-app';

// Processes that start on a machine that may be busy.
jest.setTimeout(120_000);

const BUNDLES = path.join(__dirname, '..', '..', '..', 'assets', 'local', 'functions');

describe('a session of an API', () => {
  let folder: string;
  let session: LocalSession;
  const listener = new RecordingListener();

  beforeAll(async () => {
    process.env.NOBODYS_BUSINESS = 'secret of the shell';
    folder = synthesizeApp();
    session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener });
  });

  afterAll(async () => {
    await (session as LocalSession | undefined)?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const token = (scopes = ['orders/read']): string => session.issuers.choose({ roles: [], scopes }).token({ subject: 'alice', roles: [], scopes });
  const good = (): { [name: string]: string } => ({ 'authorization': `Bearer ${token()}`, 'x-api-key': session.keyOf(session.consumers[0]) });
  const call = (route: string, headers = good()): Promise<HttpAnswer> => send(`${session.apis[0].url}${route}`, { headers });

  test('serves the deployed API with the deployed authorizer and a key that the deployed rotation made', async () => {
    expect(session.apis.map(({ url }) => url)).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+\/prod$/)]);
    expect(session.consumers.map(({ name }) => name)).toEqual(['Partner']);
    expect((await call('/orders')).status).toBe(200);
    expect((await call('/orders', { ...good(), authorization: `Bearer ${token(['other'])}` })).status).toBe(403);
    expect((await call('/orders', { ...good(), authorization: `${good().authorization.slice(0, -8)}AAAAAAAA` })).status).toBe(401);
    expect((await call('/orders', { authorization: good().authorization })).status).toBe(403);
  });

  test('runs a function with its own environment and nothing of ours', async () => {
    const environment = JSON.parse((await call('/environment')).text) as { [name: string]: string };
    expect(environment).toMatchObject({ GREETING: 'hello', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: session.controlPlaneUrl });
    expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['NOBODYS_BUSINESS']));
    expect(environment.HOME).toBeUndefined();
    expect(environment.PATH).toBeUndefined();
  });

  test('keeps an environment for the next event', async () => {
    const [one, other] = [JSON.parse((await call('/context')).text), JSON.parse((await call('/context')).text)] as Array<{ pid: number; calls: number; remaining: number; memoryLimitInMB: string }>;
    expect(other.pid).toBe(one.pid);
    expect(other.calls).toBe(one.calls + 1);
    expect(one).toMatchObject({ memoryLimitInMB: '128', functionVersion: '$LATEST' });
    expect(one.remaining).toBeLessThanOrEqual(28_000);
  });

  test.each([
    ['throws', '/throws', 'the database is away'],
    ['ends its process', '/exits', 'exit status 7'],
    ['runs out of time', '/slow', 'Task timed out after 2.00 seconds'],
    ['runs out of memory', '/fills', 'Runtime exited with error'],
  ])('a function that %s is a 502, and the reason stands in the terminal only', async (_what, route, reason) => {
    const { status, text } = await call(route);
    expect(status).toBe(502);
    expect(text).not.toContain(reason);
    expect(listener.failures.at(-1)).toContain(reason);
    expect((await call('/orders')).status).toBe(200);
  });

  test('says on one request which layer decided what', async () => {
    const lines = ({ rawHeaders }: HttpAnswer): string[] => rawHeaders.flatMap((name, index) => (name === 'X-Explain' ? [rawHeaders[index + 1]] : []));
    const answered = lines(await call('/orders', { ...good(), 'x-explain': '1' }));
    expect(answered.map((line) => line.split(',')[0])).toEqual(['web ACL: passed', 'route: passed', 'authorizer: passed', 'API key: passed', 'validator: passed', 'integration: answered']);
    expect(lines(await call('/orders', { ...good(), 'x-explain': '1', 'x-api-key': 'a'.repeat(40) })).at(-1)).toMatch(/^API key: refused, the key belongs to no usage plan/);
    expect(lines(await call('/orders'))).toEqual([]);
    expect(answered.join()).not.toContain(good()['x-api-key']);
  });

  test('a client that reads the secret never sees a refusal while keys rotate', async () => {
    const seen = new Set<string>();
    const statuses = new Map<number, number>();
    let rotating = true;
    const client = async (): Promise<void> => {
      // Reads its key now and then, as one who keeps a secret for a while.
      for (let key = good(), request = 0; rotating; request += 1) {
        key = request % 7 === 0 ? good() : key;
        seen.add(key['x-api-key']);
        const { status } = await call('/orders', key);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const clients = [client(), client(), client()];
    for (let rotation = 0; rotation < 3; rotation += 1) {
      await session.rotate(session.rotations[0]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    rotating = false;
    await Promise.all(clients);
    expect([...statuses.keys()]).toEqual([200]);
    expect(seen.size).toBeGreaterThanOrEqual(3);
  });

  test('a rotation whose function is killed is taken up again, and no key is refused meanwhile', async () => {
    let before = good();
    // Whatever step it is in, the processes of the rotation's function end. Where none was at work just then, or all was done, another rotation is met.
    for (let outcome = '', wait = 15; outcome !== 'killed'; wait = (wait + 5) % 60) {
      before = good();
      const rotation = session.rotate(session.rotations[0]).then(() => 'done', () => 'killed');
      await new Promise((resolve) => setTimeout(resolve, wait));
      const killed = childrenOf(process.pid).filter((pid) => commandOf(pid).includes('runtime.js'));
      killed.forEach((pid) => process.kill(pid, 'SIGKILL'));
      outcome = await rotation;
      // The authorizer's too: until the session has seen its end, it may be given a request.
      while (childrenOf(process.pid).some((pid) => killed.includes(pid))) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    expect((await call('/orders', before)).status).toBe(200);
    await session.rotate(session.rotations[0]);
    const after = good();
    expect(after['x-api-key']).not.toBe(before['x-api-key']);
    expect((await call('/orders', before)).status).toBe(200);
    expect((await call('/orders', after)).status).toBe(200);
  });

  test('takes a new synthesis: a new route is there, keys and tokens stay', async () => {
    const headers = good();
    expect((await call('/new', headers)).status).toBe(403);
    synthesizeApp((api, _stack, fn) => {
      api.addRoute({ method: HttpMethod.GET, path: '/new', target: RouteTarget.lambda(fn), access: RouteAccess.scopes('orders/read') });
      api.addConsumer('Second');
    }, folder);
    await session.reload();
    expect((await call('/new', headers)).status).toBe(200);
    expect(session.consumers.map(({ name }) => name)).toEqual(['Partner', 'Second']);
    expect((await call('/new', { ...headers, 'x-api-key': session.keyOf(session.consumers[1]) })).status).toBe(200);
  });

  test('no page in a browser reaches the control plane', async () => {
    expect((await send(`${session.controlPlaneUrl}/apikeys`)).status).toBe(200);
    expect((await send(`${session.controlPlaneUrl}/apikeys`, { headers: { origin: 'http://localhost:3000' } })).status).toBe(403);
    expect((await send(`${session.controlPlaneUrl}/session/token`, { method: 'POST' })).status).toBe(403);
  });

  test('leaves nothing behind', async () => {
    const { authorityFile } = session;
    expect(fs.existsSync(authorityFile)).toBe(true);
    await session.stop();
    expect(fs.existsSync(path.dirname(authorityFile))).toBe(false);
    expect(childrenOf(process.pid).filter((pid) => commandOf(pid).includes('runtime.js'))).toEqual([]);
    await expect(send(session.controlPlaneUrl)).rejects.toThrow('ECONNREFUSED');
  });
});

test('an assembly whose custom resource fails is not served, and nothing is left behind', async () => {
  const folder = temporaryFolder();
  synthesizeApp(undefined, folder);
  // A folder of this test's own: other tests come and go in the machine's.
  const temporary = temporaryFolder();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    const start = LocalSession.start({ directory: folder, port: 0, bundles: path.join(folder, 'nowhere'), listener: new RecordingListener() });
    await expect(start).rejects.toThrow(/^the custom resource \w+ \(Custom::\w+\) failed: /);
    expect(fs.readdirSync(temporary)).toEqual([]);
  } finally {
    if (before === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = before;
    }
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.rmSync(temporary, { recursive: true, force: true });
});

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
