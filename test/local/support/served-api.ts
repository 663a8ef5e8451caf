import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { SecureRestApi, SecureRestApiProps } from '../../../lib';
import { WafRule } from '../../../lib/firewall/private/waf-rule';
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
  /** The body as it came. */
  readonly bytes: Buffer;
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

  public constructor(public readonly api: LocalApi, ruleGroup: (arn: string) => WafRule[] = () => []) {
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
      ruleGroup,
      clock: { now: () => this.now },
      accessLog: new AccessLog((line) => this.log.push(line)),
    });
  }

  /** Makes a key of the first usage plan, or of another one. */
  public addKey(value: string, plan = this.api.usagePlans[0], enabled = true): void {
    this.keys.delete(value);
    this.keys.set(value, { id: `key${this.keys.size}`, value, enabled, planIds: new Set([plan.id]) });
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
      bytes: response.body,
      trace: trace.entries,
    };
  }
}

/** Synthesizes an API of this library and serves it. */
export function servedApi(build: (api: SecureRestApi, stack: Stack) => void, props: Partial<SecureRestApiProps> = {}): ServedApi {
  return serve((stack) => build(new SecureRestApi(stack, 'Api', { jwtIssuers: [ISSUER], ...props }), stack));
}

/** Synthesizes an API from a document, as anybody may write it, and serves it. */
export function servedDocument(
  document: JsonMap, props: Partial<apigateway.SpecRestApiProps> = {}, add: (api: apigateway.SpecRestApi) => void = () => {},
): ServedApi {
  return serve((stack) => {
    add(new apigateway.SpecRestApi(stack, 'Api', {
      apiDefinition: apigateway.ApiDefinition.fromInline(document), ...props, deployOptions: { stageName: 'stage', ...props.deployOptions },
    }));
  });
}

/** Whether a document's operations have these integrations, which a path names. */
export function documentOf(operations: { readonly [methodAndPath: string]: JsonMap }, members: JsonMap = {}): JsonMap {
  const paths: { [path: string]: JsonMap } = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method, place] = name.split(' ');
    paths[place] = { ...paths[place], [method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase()]: operation };
  }
  return { openapi: '3.0.1', info: { title: 't', version: '1' }, paths, ...members };
}

/** Address of a function as integrations and authorizers name it. */
export function invocationUri(name: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:${name}/invocations`;
}

/** An operation with a Lambda proxy integration. */
export function lambdaProxy(name: string, members: JsonMap = {}): JsonMap {
  return { 'responses': {}, 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: invocationUri(name) }, ...members };
}

/** An operation with any integration. */
export function integrated(integration: JsonMap, members: JsonMap = {}): JsonMap {
  return { 'responses': {}, 'x-amazon-apigateway-integration': integration, ...members };
}

function serve(build: (stack: Stack) => void): ServedApi {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'served-'));
  const app = new App({ outdir });
  build(new Stack(app, 'Stack'));
  app.synth();
  const { apis } = readApis(readAssembly(outdir));
  return new ServedApi(apis[0]);
}
