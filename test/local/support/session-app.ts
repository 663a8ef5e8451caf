import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiProps } from '../../../lib';
import { SessionListener } from '../../../local/session/options';
import { ISSUER } from '../../support/sample-api';

/** What the functions of the app do, by the path that is called. */
const CODE = `
let calls = 0;
exports.handler = async (event, context) => {
  calls += 1;
  // What a proxy integration answers has its CORS header from the function: README.md.
  const origin = Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'origin');
  const headers = origin ? { 'Access-Control-Allow-Origin': origin[1] } : {};
  const answer = (value) => ({ statusCode: 200, headers, body: JSON.stringify(value) });
  switch (event.path) {
    case '/environment': return answer(process.env);
    case '/context': return answer({ ...context, remaining: context.getRemainingTimeInMillis(), calls, pid: process.pid });
    case '/slow': await new Promise((resolve) => setTimeout(resolve, 60000)); return answer({});
    case '/request': return answer(event);
    case '/throws': throw new Error('the database is away');
    case '/exits': process.exit(7);
    case '/fills': { const all = []; for (;;) { all.push(new Array(1e5).fill(Math.random())); } }
    default: return answer({ calls });
  }
};
`;

export const PATHS = ['/environment', '/context', '/request', '/slow', '/throws', '/exits', '/fills', '/orders'];

/** Synthesizes an app with one API, into a folder of its own or the given one. */
export function synthesizeApp(
  change: (api: SecureRestApi, stack: Stack, fn: lambda.Function) => void = () => {}, outdir = temporaryFolder(),
  props: (stack: Stack) => Partial<SecureRestApiProps> = () => ({}),
): string {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop');
  const common = {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(CODE), memorySize: 128, environment: { GREETING: 'hello' },
  };
  // Long enough for whatever must come to its end on a busy machine; what never does has a short limit.
  const fn = new lambda.Function(stack, 'Handler', { ...common, timeout: Duration.seconds(28) });
  const hanging = new lambda.Function(stack, 'Hanging', { ...common, timeout: Duration.seconds(2) });
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], throttle: { rateLimit: 5_000, burstLimit: 5_000 }, ...props(stack) });
  for (const target of PATHS) {
    api.addRoute({ method: HttpMethod.GET, path: target, target: RouteTarget.lambdaFunction(target === '/slow' ? hanging : fn), access: RouteAccess.scopes('orders/read') });
  }
  api.addConsumer('Partner', { throttle: { rateLimit: 5_000, burstLimit: 5_000 } });
  change(api, stack, fn);
  app.synth();
  return outdir;
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'session-app-'));
}

/** Keeps what a session tells. */
export class RecordingListener implements SessionListener {
  public readonly notices: string[] = [];
  public readonly accessLines: string[] = [];
  public readonly logs: string[] = [];
  public readonly failures: string[] = [];

  public notice(text: string): void {
    this.notices.push(text);
  }

  public accessLog(line: string): void {
    this.accessLines.push(line);
  }

  public functionLog(functionName: string, line: string): void {
    this.logs.push(`${functionName}: ${line}`);
  }

  /** A function's process writes its lines beside its answer: on a busy machine they come later. Without an end the test's own limit says so. */
  public async logged(...words: string[]): Promise<void> {
    while (!words.every((word) => this.logs.some((line) => line.includes(word)))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  public functionFailed(functionName: string, message: string): void {
    this.failures.push(`${functionName}: ${message}`);
  }

  public answered(): void {
    // Nothing to keep: the answers are the clients'.
  }
}
