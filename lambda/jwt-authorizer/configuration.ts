import { httpsUrl } from './https-json';
import { CompiledPathParameter, compilePathParameter } from './path-parameters';
import { isJsonObject, Json } from './strict-json';
import { isSupportedAlgorithm } from './verification-key';
import type { AccessAlternative, IssuerConfig, PathParameterRule, RouteRule } from '../../lib/contracts/authorizer';
import { ConfigurationError } from '../shared/errors';

/** A route, ready for requests. */
export interface Route {
  /** `<METHOD> <resourcePath>`, as the rules file spells it. */
  readonly name: string;
  /** Absent: public. */
  readonly access?: readonly AccessAlternative[];
  readonly pathParameters: readonly CompiledPathParameter[];
}

/** Names that the function itself writes into the context; a claim must not take their place. */
const RESERVED_CONTEXT = ['principalId', 'issuer', 'clientId', 'scopes', 'roles'];

type Check = (value: Json | undefined) => boolean;
/** A check for every member that there may be; a name that ends with `?` may be missing. */
type Shape = { readonly [name: string]: Check };

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isLength: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isUrl: Check = (value) => httpsUrl(value) !== undefined;
const isScalar: Check = (value) => ['string', 'number', 'boolean'].includes(typeof value);
const oneOf = (...values: string[]): Check => (value) => values.includes(value as string);
const listOf = (check: Check, least = 0): Check => (value) => Array.isArray(value) && value.length >= least && value.every(check);
const mapOf = (check: Check): Check => (value) => isJsonObject(value) && Object.values(value).every(check);
/** What is not understood is refused: a kind of condition that this version does not know would be one that always holds. */
const shaped = (shape: Shape): Check => (value) => isJsonObject(value)
  && Object.keys(value).every((name) => Object.hasOwn(shape, name) || Object.hasOwn(shape, `${name}?`))
  && Object.entries(shape).every(([name, check]) => {
    const given = value[name.replace('?', '')];
    return given === undefined ? name.endsWith('?') : check(given);
  });

const ISSUER = shaped({
  'kind': oneOf('oidc', 'cognito'),
  'issuer': isUrl,
  'audience': listOf(isText, 1),
  'jwksUri?': isUrl,
  'tokenUse?': oneOf('access', 'id'),
  'rolesClaim': isText,
  'scopesClaim': isText,
  'tokenType?': isText,
  'maxTokenLifetimeSeconds': isLength,
  'algorithms': listOf((value) => isSupportedAlgorithm(value as string), 1),
});
const ROUTE = shaped({
  'access?': listOf(shaped({ 'rolesAnyOf?': listOf(listOf(isText)), 'scopesAllOf?': listOf(isText), 'claims?': mapOf(isScalar) }), 1),
  'pathParameters?': mapOf(shaped({ 'pattern?': isText, 'minLength?': isLength, 'maxLength?': isLength, 'allowedValues?': listOf((value) => typeof value === 'string') })),
});

/**
 * The issuers from the environment. Everything is checked again here, since the function fails closed on what it does not understand:
 * the construct checks literals only, and an environment can be edited by hand.
 */
export function parseIssuers(json: string): IssuerConfig[] {
  const issuers = parse<IssuerConfig[]>('issuers', json, listOf(ISSUER, 1));
  ensure('issuers', new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length);
  return issuers;
}

/** Names of the claims that the backend receives. */
export function parseContextClaims(json: string): string[] {
  return parse<string[]>('context claims', json, listOf((value) => isText(value) && !RESERVED_CONTEXT.includes(value as string)));
}

/** The routes by name: one look-up in a map, however many there are. */
export function parseRules(json: string): ReadonlyMap<string, Route> {
  const { routes } = parse<{ readonly routes: { readonly [name: string]: RouteRule } }>('rules', json, shaped({ version: (value) => value === 1, routes: isJsonObject }));
  return new Map(Object.entries(routes).map(([name, rule]) => {
    ensure(name, ROUTE(rule as Json));
    return [name, { name, access: rule.access, pathParameters: Object.entries(rule.pathParameters ?? {}).map(compile) }];
  }));
}

function compile([name, rule]: [string, PathParameterRule]): CompiledPathParameter {
  try {
    return compilePathParameter(name, rule);
  } catch {
    throw new ConfigurationError(`${name}: pattern not understood`);
  }
}

/** Claims that the routes' rules ask for. */
export function ruleClaims(routes: ReadonlyMap<string, Route>): string[] {
  return [...routes.values()].flatMap(({ access = [] }) => access.flatMap(({ claims = {} }) => Object.keys(claims)));
}

function parse<T>(what: string, json: string, check: Check): T {
  let value: Json | undefined;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    // reported below, without the text
  }
  ensure(what, check(value));
  return value as unknown as T;
}

function ensure(what: string, holds: boolean): void {
  if (!holds) {
    throw new ConfigurationError(`${what}: not understood`);
  }
}
