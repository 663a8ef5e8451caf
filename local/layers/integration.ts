import * as http from 'http';
import * as https from 'https';
import { LocalApi, functionArnOf } from '../api';
import { headerValue } from '../headers';
import { mapOf } from '../template-values';
import { GatewayResponse } from '../types';
import { Invoke } from './authorizer';
import { GatewayError } from './gateway-response';
import { IntegrationRequest, proxyAnswer, proxyEvent } from './lambda-proxy';

/** What a target answered, or why API Gateway answers in its place. */
export type IntegrationResult =
  | { readonly kind: 'answered'; readonly response: GatewayResponse; readonly by: string }
  | { readonly kind: 'failed'; readonly error: GatewayError; readonly status?: number; readonly reason: string };

/** Headers of a connection, which no proxy hands on. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'expect', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host']);
const DEFAULT_TIMEOUT_MILLIS = 29_000;

/** Hands a request to its target. */
export class IntegrationLayer {
  public constructor(private readonly api: LocalApi, private readonly invoke: Invoke) {
  }

  public async call(target: IntegrationRequest): Promise<IntegrationResult> {
    const { type } = target.operation.integration;
    switch (String(type).toLowerCase()) {
      case 'aws_proxy': return this.lambda(target);
      case 'http_proxy': return this.http(target);
      case 'mock': return mock(target);
      default: return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `an integration of the type ${String(type)} can't be served here` };
    }
  }

  private async lambda(target: IntegrationRequest): Promise<IntegrationResult> {
    const { integration } = target.operation;
    if (integration.httpMethod !== 'POST') {
      // Recorded: lambda-proxy-wrong-integration-method.
      return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `Lambda is invoked by POST, the integration says ${String(integration.httpMethod)}` };
    }
    const arn = functionArnOf(String(integration.uri));
    let answer;
    try {
      answer = await this.invoke(arn, proxyEvent(this.api, target));
    } catch (error) {
      return { kind: 'failed', error: 'INTEGRATION_FAILURE', status: 502, reason: `the function failed: ${(error as Error).message}` };
    }
    const response = proxyAnswer(this.api, headerValue(target.request.headers, 'accept'), answer);
    return response
      ? { kind: 'answered', response, by: arn }
      : { kind: 'failed', error: 'INTEGRATION_FAILURE', status: 502, reason: 'the function\'s answer is malformed' };
  }

  private async http({ operation: { integration }, request, pathParameters }: IntegrationRequest): Promise<IntegrationResult> {
    const address = new URL(String(integration.uri).replace(/\{([^}]+)\}/g, (_match, name: string) => pathParameters[name] ?? ''));
    const mapped = Object.entries(mapOf(integration.requestParameters)).flatMap(([destination, source]): Array<readonly [string, string]> => {
      const name = /^integration\.request\.header\.(.+)$/.exec(destination)?.[1];
      const constant = /^'(.*)'$/.exec(String(source))?.[1];
      return name !== undefined && constant !== undefined ? [[name, constant]] : [];
    });
    const replaced = new Set(mapped.map(([name]) => name.toLowerCase()));
    const headers: { [name: string]: string | string[] } = {};
    const handedOn = request.headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !replaced.has(name.toLowerCase()));
    for (const [name, value] of [...handedOn, ...mapped]) {
      headers[name] = headers[name] === undefined ? value : [headers[name], value].flat();
    }
    const query = request.rawQuery === undefined ? '' : `?${request.rawQuery}`;
    return new Promise((resolve) => {
      const call = (address.protocol === 'http:' ? http : https).request(`${address.origin}${address.pathname}${query}`, {
        method: String(integration.httpMethod),
        headers: { ...headers, ...(request.body.length > 0 && { 'content-length': String(request.body.length) }) },
        timeout: Number(integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS),
      }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({
          kind: 'answered',
          by: address.host,
          response: {
            status: answer.statusCode ?? 502,
            headers: pairsOf(answer.rawHeaders).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase())),
            body: Buffer.concat(chunks),
          },
        }));
      });
      call.on('timeout', () => {
        call.destroy();
        resolve({ kind: 'failed', error: 'INTEGRATION_TIMEOUT', reason: `${address.host} did not answer in time` });
      });
      call.on('error', () => resolve({ kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `${address.host} can't be reached` }));
      call.end(request.body);
    });
  }
}

/**
 * The constant answer of a mock integration: the status from its request template, the body from its response template. Templates with
 * directives are those that the library itself writes (`#set` of a sign, then its name).
 */
function mock({ operation: { integration }, request }: IntegrationRequest): IntegrationResult {
  const type = (headerValue(request.headers, 'content-type') ?? 'application/json').split(';')[0].trim();
  const templates = mapOf(integration.requestTemplates);
  if (templates[type] === undefined && String(integration.passthroughBehavior).toLowerCase() === 'never') {
    // Recorded: passthrough-never.
    return { kind: 'failed', error: 'UNSUPPORTED_MEDIA_TYPE', reason: `the mock has no template for ${type}` };
  }
  const responses = mapOf(integration.responses);
  // A mock's template need not be strict JSON (recorded: mock-lenient-json).
  const asked = /"?statusCode"?\s*:\s*(\d{3})/.exec(String(templates[type] ?? ''))?.[1];
  const response = mapOf(Object.values(responses).map(mapOf).find(({ statusCode }) => String(statusCode) === asked) ?? responses.default);
  const template = mapOf(response.responseTemplates)['application/json'];
  return {
    kind: 'answered',
    by: 'mock',
    response: {
      status: Number(response.statusCode ?? asked ?? 200),
      headers: [
        ['Content-Type', 'application/json'],
        ...Object.entries(mapOf(response.responseParameters)).flatMap(([name, value]): Array<readonly [string, string]> => {
          const header = /^method\.response\.header\.(.+)$/.exec(name)?.[1];
          const constant = /^'(.*)'$/.exec(String(value))?.[1];
          return header !== undefined && constant !== undefined ? [[header, constant]] : [];
        }),
      ],
      body: Buffer.from(typeof template === 'string' ? constants(template) : ''),
    },
  };
}

function constants(template: string): string {
  const names = new Map([...template.matchAll(/#set\(\$(\w+)\s*=\s*'([^']*)'\)/g)].map(([, name, value]) => [name, value]));
  return template.replace(/#set\([^)]*\)/g, '').replace(/\$\{(\w+)\}/g, (reference, name: string) => names.get(name) ?? reference);
}

function pairsOf(raw: string[]): Array<readonly [string, string]> {
  return raw.flatMap((value, index) => (index % 2 === 0 ? [[value, raw[index + 1]] as const] : []));
}
