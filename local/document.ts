import { Json, JsonMap } from './assembly';
import { mapOf } from './template-values';

/**
 * The document of an API in one shape: an OpenAPI 2 document as OpenAPI 3 would say it, and paths where the import's `basepath` puts them
 * (recorded: import-base-path-url; left out, the base path is ignored: cfn-name-over-title).
 *
 * @param basePath `ignore`, `prepend` or `split`
 */
export function documentOf(body: JsonMap, basePath = 'ignore'): JsonMap {
  const document = body.swagger === undefined ? body : fromVersion2(body);
  const prefix = prefixOf(body, basePath);
  return prefix === '' ? document : {
    ...document,
    paths: Object.fromEntries(Object.entries(mapOf(document.paths)).map(([path, item]) => [`${prefix}${path}`, item])),
  };
}

/** "prepend" puts the whole base path before each path, "split" all but its first part: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html */
function prefixOf(body: JsonMap, handling: string): string {
  const server = mapOf((Array.isArray(body.servers) ? body.servers : [])[0]);
  const named = mapOf(mapOf(server.variables).basePath).default;
  const base = typeof body.basePath === 'string' ? body.basePath : typeof named === 'string' ? named : pathOfUrl(server.url);
  const parts = base.split('/').filter((part) => part !== '');
  const kept = handling === 'prepend' ? parts : handling === 'split' ? parts.slice(1) : [];
  return kept.map((part) => `/${part}`).join('');
}

function pathOfUrl(url: Json | undefined): string {
  return typeof url === 'string' ? url.replace(/^https?:\/\/[^/]*/, '') : '';
}

function fromVersion2({ definitions, securityDefinitions, parameters, paths, ...rest }: JsonMap): JsonMap {
  const shared = mapOf(parameters);
  const { 'x-amazon-apigateway-endpoint-configuration': endpoint, consumes } = rest;
  const items = Object.entries(mapOf(paths)).map(([path, item]): [string, Json] => {
    const members = Object.entries(mapOf(item)).map(([name, value]): [string, Json] => [
      name, name === 'parameters' || name === '$ref' ? value : operation(mapOf(value), mapOf(item).parameters, shared, consumes),
    ]);
    return [path, Object.fromEntries(members)];
  });
  return pointed({
    ...rest,
    openapi: '3.0.1',
    paths: Object.fromEntries(items),
    components: { schemas: definitions ?? {}, securitySchemes: securityDefinitions ?? {} },
    // At the root in version 2 only (recorded: import-disable-endpoint-swagger).
    ...(endpoint !== undefined && { servers: [{ 'url': '/', 'x-amazon-apigateway-endpoint-configuration': endpoint }] }),
  }) as JsonMap;
}

function operation({ parameters, consumes, ...rest }: JsonMap, ofItem: Json | undefined, shared: JsonMap, ofDocument: Json | undefined): JsonMap {
  const all = [...list(ofItem), ...list(parameters)].map(mapOf).map(({ $ref, ...own }) => ($ref === undefined ? own : mapOf(shared[String($ref).split('/').pop()!])));
  const body = all.find((parameter) => parameter.in === 'body');
  const types = list(consumes ?? ofDocument).map(String);
  return {
    ...rest,
    parameters: all.filter((parameter) => parameter.in !== 'body'),
    ...(body && { requestBody: { content: Object.fromEntries((types.length > 0 ? types : ['application/json']).map((type) => [type, { schema: body.schema }])) } }),
  };
}

function pointed(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(pointed);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [
    name, name === '$ref' && typeof item === 'string' ? item.replace(/^#\/definitions\//, '#/components/schemas/') : pointed(item),
  ]));
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
