import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { SecureRestApi, SecureRestApiProps } from '../../../lib';
import { AccessLog } from '../../../local/access-log';
import { LocalApi, LocalUsagePlan, readApis } from '../../../local/api';
import { Json, JsonMap, readAssembly } from '../../../local/assembly';
import { LocalGateway } from '../../../local/gateway';
import { ApiKeyRecord, KeyRegistry } from '../../../local/layers/api-key';
import { GatewayRequest, GatewayResponse, Trace, TraceEntry } from '../../../local/types';
import { ISSUER } from '../../support/sample-api';

/** A request in a test: what it does not say is that of a well-behaved client. */
export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
}

/** An answer in a test. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly trace: readonly TraceEntry[];
}

/** A served API whose functions, keys and time belong to the test. */
export class ServedApi {
  public now = Date.UTC(2026, 0, 1);
  public readonly invocations: Array<{ readonly arn: string; readonly event: JsonMap }> = [];
  public readonly log: string[] = [];
  public readonly keys = new Map<string, ApiKeyRecord>();
  public readonly used = new Map<string, number>();
  public readonly gateway: LocalGateway;
  /** What functions answer. */
  public answer: (arn: string, event: JsonMap) => Json;

  public constructor(public readonly api: LocalApi) {
    this.answer = () => ({ statusCode: 200 });
    const registry: KeyRegistry = {
      keyByValue: (value) => this.keys.get(value),
      takeQuota: (keyId: string, plan: LocalUsagePlan) => {
        const used = this.used.get(keyId) ?? 0;
        this.used.set(keyId, used + 1);
        return used < (plan.quota?.limit ?? Infinity);
      },
    };
    this.gateway = new LocalGateway(api, {
      invoke: async (arn, event) => {
        this.invocations.push({ arn, event });
        return this.answer(arn, event);
      },
      keys: registry,
      ruleGroup: () => [],
      clock: { now: () => this.now },
      accessLog: new AccessLog((line) => this.log.push(line)),
    });
  }

  /** Makes a key of the first usage plan, or of another one. */
  public addKey(value: string, plan = this.api.usagePlans[0]): void {
    this.keys.delete(value);
    this.keys.set(value, { id: `key${this.keys.size}`, value, enabled: true, planIds: new Set([plan.id]) });
  }

  public async send({ method = 'GET', path: target, headers = {}, body = '' }: TestRequest): Promise<TestAnswer> {
    const [rawPath, ...query] = target.split('?');
    const trace = new Trace();
    const request: GatewayRequest = {
      method,
      rawPath,
      rawQuery: query.length > 0 ? query.join('?') : undefined,
      headers: Object.entries({ 'Host': 'localhost', 'User-Agent': 'test', ...headers }),
      body: Buffer.from(body),
      sourceIp: '198.51.100.7',
      protocol: 'HTTP/1.1',
    };
    const response: GatewayResponse = await this.gateway.handle(request, trace);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: response.body.toString(),
      trace: trace.entries,
    };
  }
}

/** Synthesizes an API of this library and serves it. */
export function servedApi(build: (api: SecureRestApi, stack: Stack) => void, props: Partial<SecureRestApiProps> = {}): ServedApi {
  return serve((stack) => build(new SecureRestApi(stack, 'Api', { jwtIssuers: [ISSUER], ...props }), stack));
}

/** Synthesizes an API from a document, as anybody may write it, and serves it. */
export function servedDocument(document: JsonMap): ServedApi {
  return serve((stack) => {
    new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(document), deployOptions: { stageName: 'stage' } });
  });
}

function serve(build: (stack: Stack) => void): ServedApi {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'served-'));
  const app = new App({ outdir });
  build(new Stack(app, 'Stack'));
  app.synth();
  const { apis } = readApis(readAssembly(outdir));
  return new ServedApi(apis[0]);
}
