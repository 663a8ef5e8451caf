import { JsonMap } from '../../local/assembly';
import { LayerName } from '../../local/types';
import { AttackParameter, AttackRoute } from './routes';
import { Schemas, textSample, textViolations } from './schemas';
import { hostileTokens } from './tokens';

/** A request as it goes over the wire. */
export interface AttackRequest {
  readonly method: string;
  /** Path and query below the API's address. */
  readonly target: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body?: string;
}

/** A request, and which layers may answer it; an innocent one none may. */
export interface Attack {
  readonly name: string;
  readonly request: AttackRequest;
  readonly expected: readonly LayerName[] | 'passes';
}

/** What a well-behaved client has. */
export interface Credentials {
  readonly token?: string;
  readonly key?: string;
  /** A key that once was one of this API's. */
  readonly revokedKey?: string;
  /** A key of another API. */
  readonly foreignKey?: string;
}

const AT_THE_DOOR: readonly LayerName[] = ['edge', 'web ACL', 'route'];
const AT_THE_TOKEN: readonly LayerName[] = ['web ACL', 'authorizer'];
const AT_THE_KEY: readonly LayerName[] = ['web ACL', 'API key'];
const AT_THE_INPUT: readonly LayerName[] = ['edge', 'web ACL', 'route', 'authorizer', 'validator'];
const TEN_KILOBYTES = 10_240;
const LARGEST_BODY = 1_000_000;

/** Every attack on these routes, those on all of the API first, then route by route. */
export function attacksOn(document: JsonMap, routes: readonly AttackRoute[], credentials: Credentials, now: number): Attack[] {
  const schemas = new Schemas(document);
  const target = routes.find(({ method }) => method === 'GET') ?? routes.at(0);
  return [
    ...(target ? hostileRequests(target, innocent(target, schemas, credentials)) : []),
    ...routes.flatMap((route) => attacksOnRoute(route, schemas, credentials, now)),
  ];
}

/** An innocent request to a route, and every attack on it. */
export function attacksOnRoute(route: AttackRoute, schemas: Schemas, credentials: Credentials, now: number): Attack[] {
  const good = innocent(route, schemas, credentials);
  return [
    { name: `${nameOf(route)}: an innocent request`, request: good, expected: 'passes' },
    ...tokenAttacks(route, good, credentials, now),
    ...keyAttacks(route, good, credentials),
    ...parameterAttacks(route, schemas, credentials),
    ...bodyAttacks(route, schemas, good),
  ];
}

/** The hostile requests of the firewall's table that belong to no route of their own, on one. */
export function hostileRequests(route: AttackRoute, good: AttackRequest): Attack[] {
  const [path, query] = good.target.split('?') as [string, string | undefined];
  const at = (name: string, change: Partial<AttackRequest>, expected = AT_THE_DOOR): Attack => ({ name: `${nameOf(route)}: ${name}`, request: { ...good, ...change }, expected });
  const withHeader = (name: string, value: string): Partial<AttackRequest> => ({ headers: [...good.headers, [name, value]] });
  const withPath = (changed: string): Partial<AttackRequest> => ({ target: query === undefined ? changed : `${changed}?${query}` });
  const withQuery = (more: string): Partial<AttackRequest> => ({ target: `${path}?${query === undefined ? '' : `${query}&`}${more}` });
  return [
    ...['TRACE', 'PROPFIND', 'HEAD'].map((method) => at(`the method ${method}`, { method })),
    ...['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'].map((name) => at(`the header ${name}`, withHeader(name, 'DELETE'))),
    at('_method in the query string', withQuery('_method=DELETE')),
    at('a parameter that is not declared', withQuery('not-declared=1'), AT_THE_INPUT),
    at('a path of no route', withPath('/no-such-path-of-this-api')),
    at('the document of the API', withPath('/openapi.json')),
    at('a backup file', withPath(`${path}.bak`), AT_THE_INPUT),
    at('a parent segment', withPath(`/x/..${path}`)),
    at('an encoded parent segment', withPath(`/x/%2e%2e${path}`)),
    at('an encoded slash', withPath(`/x%2f..%2f${path.slice(1)}`)),
    at('a letter that is encoded', withPath(path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`))),
    at('a letter encoded twice', withPath(path.replace(/[a-z]/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`))),
    at('a double slash', withPath(`/${path}`)),
    at('a NUL', withPath(`${path}%00.json`)),
    at('a line break in the path', withPath(`${path}%0d%0aSet-Cookie:a`)),
    at('a matrix parameter', withPath(`${path.replace(/\/[^/]*/, (first) => `${first};v=1`)}`), AT_THE_INPUT),
    at('ten kilobytes of headers', withHeader('x-pad', 'p'.repeat(TEN_KILOBYTES - 200))),
    at('a body on GET', { method: 'GET', body: '{}', headers: [...good.headers, ['Content-Type', 'application/json']] }, AT_THE_INPUT),
    at('a compressed body', withHeader('Content-Encoding', 'gzip')),
  ];
}

function tokenAttacks(route: AttackRoute, good: AttackRequest, { token }: Credentials, now: number): Attack[] {
  if (!route.needsToken) {
    return [];
  }
  const without = good.headers.filter(([name]) => name !== 'Authorization');
  const at = (name: string, value?: string): Attack => ({
    name: `${nameOf(route)}: ${name}`, request: { ...good, headers: value === undefined ? without : [...without, ['Authorization', value]] }, expected: AT_THE_TOKEN,
  });
  return [
    at('no token'),
    at('Basic in place of Bearer', 'Basic YWxpY2U6c2VjcmV0'),
    ...hostileTokens(token, now).map(({ what, token: hostile }) => at(`token: ${what}`, `Bearer ${hostile}`)),
  ];
}

function keyAttacks(route: AttackRoute, good: AttackRequest, { foreignKey, revokedKey }: Credentials): Attack[] {
  if (!route.needsKey) {
    return [];
  }
  const without = good.headers.filter(([name]) => name !== 'x-api-key');
  const at = (name: string, value?: string): Attack => ({
    name: `${nameOf(route)}: ${name}`, request: { ...good, headers: value === undefined ? without : [...without, ['x-api-key', value]] }, expected: AT_THE_KEY,
  });
  return [
    at('no key'),
    at('a key that nobody has', 'n0body'.repeat(5)),
    at('a key that is too short', 'short'),
    ...(foreignKey === undefined ? [] : [at('a key of another API', foreignKey)]),
    ...(revokedKey === undefined ? [] : [at('a key that was revoked', revokedKey)]),
  ];
}

function parameterAttacks(route: AttackRoute, schemas: Schemas, credentials: Credentials): Attack[] {
  return route.parameters.flatMap((parameter) => {
    const at = (name: string, value: string | undefined): Attack => ({
      name: `${nameOf(route)}: ${parameter.place} parameter ${parameter.name}, ${name}`,
      request: innocent(route, schemas, credentials, { parameter, value }),
      expected: AT_THE_INPUT,
    });
    const broken = Array.isArray(parameter.schema.enum) ? [{ rule: 'enum', value: 'none-of-these' }] : textViolations(parameter.schema);
    return [
      ...(parameter.required && parameter.place !== 'path' ? [at('missing', undefined)] : []),
      // An empty part of a path is another path.
      ...broken.filter(({ value }) => parameter.place !== 'path' || value !== '').map(({ rule, value }) => at(rule, value)),
    ];
  });
}

function bodyAttacks(route: AttackRoute, schemas: Schemas, good: AttackRequest): Attack[] {
  const { body } = route;
  if (!body) {
    return [];
  }
  const at = (name: string, text: string | undefined, type = body.type): Attack => ({
    name: `${nameOf(route)}: body, ${name}`,
    request: { ...good, body: text, headers: [...good.headers.filter(([header]) => header !== 'Content-Type'), ['Content-Type', type]] },
    expected: AT_THE_INPUT,
  });
  const isJson = /[/+]json$/.test(body.type);
  return [
    at('another content type', good.body ?? 'x', 'text/plain'),
    at('XML', '<a/>', 'application/xml'),
    at('a megabyte', 'x'.repeat(LARGEST_BODY)),
    ...(isJson ? [at('no JSON', '{'), ...schemas.violations(body.schema).map(({ rule, value }) => at(rule, JSON.stringify(value)))] : []),
  ];
}

/** What a well-behaved client sends, with one parameter another way. */
export function innocent(
  route: AttackRoute, schemas: Schemas, { token, key }: Credentials,
  changed?: { readonly parameter: AttackParameter; readonly value: string | undefined },
): AttackRequest {
  let path = route.path;
  const query: string[] = [];
  const headers: Array<readonly [string, string]> = [];
  for (const parameter of route.parameters) {
    const isChanged = parameter === changed?.parameter;
    const value = isChanged ? changed?.value : parameter.required ? textSample(parameter.schema) : undefined;
    if (value !== undefined) {
      const encoded = encodeURIComponent(value);
      if (parameter.place === 'path') {
        path = path.replace(`{${parameter.name}}`, () => encoded).replace(`{${parameter.name}+}`, () => encoded.replace(/%2F/g, '/'));
      } else if (parameter.place === 'query') {
        query.push(`${encodeURIComponent(parameter.name)}=${encoded}`);
      } else {
        headers.push([parameter.name, value]);
      }
    }
  }
  if (route.needsToken && token !== undefined) {
    headers.push(['Authorization', `Bearer ${token}`]);
  }
  if (route.needsKey && key !== undefined) {
    headers.push(['x-api-key', key]);
  }
  const { body } = route;
  return {
    method: route.method,
    target: query.length > 0 ? `${path}?${query.join('&')}` : path,
    headers: body ? [...headers, ['Content-Type', body.type]] : headers,
    ...(body && { body: /[/+]json$/.test(body.type) ? JSON.stringify(schemas.sample(body.schema)) : 'x' }),
  };
}

function nameOf({ method, path }: AttackRoute): string {
  return `${method} ${path}`;
}
