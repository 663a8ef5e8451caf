import {
  AccessAlternative, AuthorizerRules, IssuerConfig, MAX_CLOCK_TOLERANCE_SECONDS, RESERVED_CONTEXT, RouteRule,
} from '../../lib/contracts/authorizer';
import { ConfigurationError } from '../shared/errors';
import { Automaton } from './automaton';
import { httpsUrl } from './https-json';
import { CompiledPathParameter, compilePathParameter } from './path-parameters';
import { isJsonObject, Json, JsonObject, parseStrictJson } from './strict-json';
import { isSupportedAlgorithm } from './verification-key';

/** A route, ready for requests. */
export interface Route {
  /** `<METHOD> <resourcePath>`, as the rules file spells it. */
  readonly name: string;
  /** The path of it. */
  readonly resourcePath: string;
  /** Absent: public. */
  readonly access?: readonly AccessAlternative[];
  /** Whether its key may be one that the Edge added. */
  readonly websiteKey: boolean;
  readonly pathParameters: readonly CompiledPathParameter[];
}

type Check = (value: Json | undefined) => boolean;
/** A check for every member that there may be; a name that ends with `?` may be missing. */
type Shape = { readonly [name: string]: Check };

const isText: Check = (value) => typeof value === 'string' && value !== '';
/** A part of a principal's name, which another part follows: see `principalOf` in identity.ts. */
const isBefore = (separator: string): Check => (value) => isText(value) && !(value as string).includes(separator);
const isLength: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isUrl: Check = (value) => httpsUrl(value) !== undefined;
const isScalar: Check = (value) => ['string', 'number', 'boolean'].includes(typeof value);
const oneOf = (...values: string[]): Check => (value) => values.includes(value as string);
const listOf = (check: Check, least = 0): Check => (value) => Array.isArray(value) && value.length >= least && value.every(check);
const mapOf = (check: Check): Check => (value) => isJsonObject(value) && Object.values(value).every(check);
/** What is not understood is refused: a kind of condition that this version does not know would be one that always holds. */
const shaped = (shape: Shape): Check => (value) => isJsonObject(value)
  && Object.keys(value).every((name) => Object.keys(shape).some((known) => known.replace('?', '') === name))
  && Object.entries(shape).every(([name, check]) => {
    const given = value[name.replace('?', '')];
    return given === undefined ? name.endsWith('?') : check(given);
  });

const ISSUER = shaped({
  'kind': oneOf('oidc', 'cognito'),
  'issuer': isBefore('#'),
  'audience': listOf(isText, 1),
  'jwksUri?': isUrl,
  'jku?': oneOf('same', 'ignored'),
  'audienceClaim?': isText,
  'principalClaims?': listOf(isBefore('='), 1),
  'tokenUse?': oneOf('access', 'id'),
  'rolesClaim': isText,
  'rolesFormat?': oneOf('names', 'commas', 'spaces'),
  'scopesClaim': isText,
  'tokenType?': isText,
  'maxTokenLifetimeSeconds': isLength,
  'clockToleranceSeconds?': (value) => isLength(value) && (value as number) <= MAX_CLOCK_TOLERANCE_SECONDS,
  'algorithms': listOf((value) => isSupportedAlgorithm(value as string), 1),
  'website?': shaped({ 'clients?': listOf(isText, 1) }),
  'grants?': shaped({ roles: listOf(isText), scopes: listOf(isText) }),
});
/** Without an address of its own, the key set is where the issuer's name says: that must be https, and a `jku` has nothing to be compared with. */
const isTrusted: Check = (value) => ISSUER(value) && isJsonObject(value)
  && (value.jwksUri !== undefined || (isUrl(value.issuer) && value.jku === undefined));
const isPlace: Check = (value) => isJsonObject(value) && Object.keys(value).length === 1 && isLength(value.environment);
const isNumbers = listOf((value) => typeof value === 'number', 1);
const AUTOMATON = shaped({ 'firsts': isNumbers, 'classes': isNumbers, 'ends': isNumbers, 'table': isNumbers, 'targets?': isNumbers });
const ROUTE = shaped({
  'access?': listOf(shaped({ 'rolesAnyOf?': listOf(listOf(isText)), 'scopesAllOf?': listOf(isText), 'claims?': mapOf(isScalar) }), 1),
  'websiteKey?': (value) => value === true,
  'pathParameters?': mapOf(shaped({ 'automaton?': isLength, 'minLength?': isLength, 'maxLength?': isLength, 'allowedValues?': listOf((value) => typeof value === 'string') })),
});

/**
 * The issuers, from the environment or, where these are too many for one, from the rules file, with the texts that could not be in the file.
 * Everything is checked again here, since the function fails closed on what it does not understand: the construct checks literals only, and an
 * environment can be edited by hand.
 */
export function parseIssuers(json: string, fromFile: readonly Json[] | undefined): IssuerConfig[] {
  const environment = parse<Json[]>('issuers', json, Array.isArray);
  const issuers = fromFile === undefined ? environment : fromFile.map((issuer) => withTexts(issuer, environment));
  ensure('issuers', listOf(isTrusted, 1)(issuers));
  const names = new Set(issuers.map((issuer) => (issuer as JsonObject).issuer));
  ensure('issuers', names.size === issuers.length);
  return issuers as unknown as IssuerConfig[];
}

/** The value with every `EnvironmentText` replaced by that text. */
function withTexts(value: Json, texts: readonly Json[]): Json {
  if (isPlace(value)) {
    return texts[(value as JsonObject).environment as number] ?? null;
  }
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item, texts)]));
  }
  return Array.isArray(value) ? value.map((item) => withTexts(item, texts)) : value;
}

/** Names of the claims that the backend receives. */
export function parseContextClaims(json: string): string[] {
  return parse<string[]>('context claims', json, listOf((value) => isText(value) && !RESERVED_CONTEXT.includes(value as string)));
}

/** The rules file: the routes by name, one look-up in a map however many there are, and issuers that stand there. */
export function parseRules(json: string): { readonly routes: ReadonlyMap<string, Route>; readonly issuers: readonly Json[] | undefined } {
  const isFile = shaped({ 'version': (value) => value === 1, 'routes': isJsonObject, 'automata?': listOf(AUTOMATON), 'issuers?': Array.isArray });
  const file = parse<Omit<AuthorizerRules, 'issuers'> & { readonly issuers?: Json[] }>('rules', json, isFile);
  const automata = (file.automata ?? []).map((text) => understood('automata', () => new Automaton(text)));
  return { issuers: file.issuers, routes: new Map(Object.entries(file.routes).map(([name, rule]) => [name, route(name, rule, automata)])) };
}

function route(name: string, rule: RouteRule, automata: readonly Automaton[]): Route {
  ensure(name, ROUTE(rule as Json));
  const pathParameters = Object.entries(rule.pathParameters ?? {})
    .map(([parameter, its]) => understood(`${name} ${parameter}`, () => compilePathParameter(parameter, its, automata)));
  return { name, resourcePath: name.slice(name.indexOf(' ') + 1), access: rule.access, websiteKey: rule.websiteKey === true, pathParameters };
}

function understood<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw new ConfigurationError(`${what}: not understood`);
  }
}

/** Claims that the routes' rules ask for. */
export function ruleClaims(routes: ReadonlyMap<string, Route>): string[] {
  return [...routes.values()].flatMap(({ access = [] }) => access.flatMap(({ claims = {} }) => Object.keys(claims)));
}

function parse<T>(what: string, json: string, check: Check): T {
  let value: Json | undefined;
  try {
    value = parseStrictJson(json);
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
