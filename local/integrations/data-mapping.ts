import { Json, JsonMap } from '../assembly';
import { variableText } from '../context-variables';
import { headerValue, headerValues, queryParameters } from '../headers';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';
import { HeaderLine } from './header-rules';
import { jsonPath } from './mapping-template';

/** What a mapping may read. */
export interface MappingSources {
  readonly request: GatewayRequest;
  readonly pathParameters: { readonly [name: string]: string };
  readonly context: JsonMap;
  readonly stageVariables: { readonly [name: string]: string };
  /** The target's answer, for mappings of a response. */
  readonly answer?: { readonly headers: readonly HeaderLine[]; readonly body: Buffer };
}

/** Destinations and their values: what is absent is not among them. */
export interface MappedRequest {
  readonly header: { readonly [name: string]: string };
  readonly querystring: { readonly [name: string]: string[] };
  readonly path: { readonly [name: string]: string };
}

/**
 * The value that a mapping's source has, or nothing: a mapping from what is absent sends nothing (recorded: http-proxy-mapping-overrides-header).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
 */
export function sourceValues(source: string, sources: MappingSources): string[] {
  const constant = /^'([^]*)'$/.exec(source)?.[1];
  if (constant !== undefined) {
    return [constant];
  }
  const { request, pathParameters, context, stageVariables, answer } = sources;
  const [, place, name] = /^(method\.request\.(?:path|querystring|multivaluequerystring|header|multivalueheader|body)|integration\.response\.(?:header|multivalueheader|body)|context|stageVariables)(?:\.(.+))?$/.exec(source) ?? [];
  switch (place) {
    case 'method.request.path': return present(Object.hasOwn(pathParameters, name) ? pathParameters[name] : undefined);
    case 'method.request.querystring': return present(queryValues(request, name).pop());
    case 'method.request.multivaluequerystring': return queryValues(request, name);
    case 'method.request.header': return present(headerValue(request.headers, name));
    case 'method.request.multivalueheader': return joined(headerValues(request.headers, name));
    case 'method.request.body': return present(fromBody(request.body, name));
    case 'integration.response.header': return present(answer && headerValue(answer.headers, name));
    case 'integration.response.multivalueheader': return joined(answer ? headerValues(answer.headers, name) : []);
    case 'integration.response.body': return present(answer && fromBody(answer.body, name));
    case 'context': return present(variableText(context, name));
    case 'stageVariables': return present(Object.hasOwn(stageVariables, name) ? stageVariables[name] : undefined);
    default: return [];
  }
}

/** What an integration's `requestParameters` make of a request. */
export function mapRequest(parameters: Json | undefined, sources: MappingSources): MappedRequest {
  const mapped: { header: { [name: string]: string }; querystring: { [name: string]: string[] }; path: { [name: string]: string } } = {
    header: {}, querystring: {}, path: {},
  };
  for (const [destination, source] of Object.entries(mapOf(parameters))) {
    const [, place, name] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(destination) ?? [];
    const values = typeof source === 'string' ? sourceValues(source, sources) : [];
    if (values.length > 0) {
      if (place === 'querystring') {
        mapped.querystring[name] = values;
      } else if (place === 'header' || place === 'path') {
        mapped[place][name] = values.join(',');
      }
    }
  }
  return mapped;
}

/** Header lines that `<prefix><name>` destinations of a response's parameters give. */
export function mapHeaders(prefix: string, parameters: Json | undefined, sources: MappingSources): HeaderLine[] {
  return Object.entries(mapOf(parameters)).flatMap(([destination, source]) => {
    if (!destination.startsWith(prefix) || typeof source !== 'string') {
      return [];
    }
    return sourceValues(source, sources).map((value): HeaderLine => [destination.slice(prefix.length), value]);
  });
}

function queryValues(request: GatewayRequest, name: string): string[] {
  return queryParameters(request.rawQuery).filter(([key]) => key === name).map(([, value]) => value);
}

function fromBody(body: Buffer, path: string | undefined): string | undefined {
  if (path === undefined) {
    return body.toString('utf8');
  }
  let parsed: Json;
  try {
    parsed = JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
  const value = jsonPath(parsed, `$.${path}`);
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

function joined(values: string[]): string[] {
  return values.length > 0 ? [values.join(',')] : [];
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
