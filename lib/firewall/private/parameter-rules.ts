import { CharSet } from 'refa';
import { LONGEST_PATH_VALUE } from '../../contracts/authorizer';
import { RouteDefinition } from '../../routes/private/route-definition';
import { RouteParameter } from '../../routes/route-parameter';
import { shown } from '../../shared/literals';
import { ANY_CHARACTER, ASCII, charSet } from '../../shared/regex/char-set';
import { parsePattern } from '../../shared/regex/pattern';
import { alphabet } from '../../shared/regex/shape';
import { Operations, requestsOf } from './operations';
import { queryName } from './query-name';
import { group, packed } from './regex-text';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, header as headerField, not, or, present, QUERY_STRING, regex, size, twice, URI_PATH } from './statements';
import { HEADER_VALUE, PLAIN, QUERY_VALUE, ValueSyntax } from './value-syntax';
import { ConstraintCheck, constraintCheck } from './violations';
import { WafField, WafStatement } from './waf-rule';

/** A parameter's constraint where all routes that have it agree, or the part of the routes that do. */
interface Held {
  readonly name: string;
  readonly check: ConstraintCheck;
  /** Undefined where the constraint may hold for every route: then the rule needs no path. */
  readonly scope?: WafStatement;
}

/**
 * API Gateway checks only whether a required parameter is there. These rules hold those of query string and headers to their
 * patterns, lengths and allowed values; those of the path are the authorizer's.
 *
 * Query parameters with the same name are checked wherever they occur, if all routes that have them agree; headers on the routes that declare
 * them. Parameters with the same constraint share an expression, as do as many others as fit its 200 characters.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function parameterRules(all: Operations): PlannedRule[] {
  const query = queryStatements(held('query', all, QUERY_VALUE));
  const header = headerStatements(held('header', all, HEADER_VALUE));
  return [
    ...(query.length > 0
      ? [{ name: 'QueryParameters', purpose: 'query parameters that break their pattern, length or allowed values', statement: or(...query), action: refuse(400) }]
      : []),
    ...(header.length > 0
      ? [{ name: 'HeaderParameters', purpose: 'headers that break their pattern, length or allowed values', statement: or(...header), action: refuse(400) }]
      : []),
  ];
}

function held(location: 'query' | 'header', all: Operations, syntax: ValueSyntax): Held[] {
  const byName = new Map<string, Map<string, { parameter: RouteParameter; routes: RouteDefinition[] }>>();
  for (const route of all.routes) {
    for (const parameter of route.parameters.filter(({ _location }) => _location === location)) {
      // Names of headers are the same in any case, names of query parameters are not.
      const name = location === 'header' ? parameter._name.toLowerCase() : parameter._name;
      const variants = byName.get(name) ?? new Map<string, { parameter: RouteParameter; routes: RouteDefinition[] }>();
      byName.set(name, variants);
      const key = JSON.stringify([parameter._pattern, parameter._allowedValues, parameter._minLength, parameter._maxLength]);
      const variant = variants.get(key) ?? { parameter, routes: [] };
      variant.routes.push(route);
      variants.set(key, variant);
    }
  }
  return [...byName].flatMap(([name, variants]) => [...variants.values()].map(({ parameter, routes }) => ({
    name,
    check: checkOf(parameter, routes[0], syntax),
    scope: location === 'query' && variants.size === 1 ? scopeOfQuery(routes, all) : requestsOf(routes, all),
  })));
}

/**
 * Where all routes with a query parameter agree, it is held to their constraint on the others too, which refuse it anyway (UndeclaredQuery);
 * but not where a route takes any parameter. A header that a route does not declare may say anything there: browsers send `Accept-Language` to
 * all routes and with each preflight, and one route may ask for "de|en".
 */
function scopeOfQuery(routes: RouteDefinition[], all: Operations): WafStatement | undefined {
  const named = all.routes.filter((route) => route.allowUndeclaredQuery === undefined || routes.includes(route));
  return named.length === all.routes.length ? undefined : requestsOf(named, all);
}

/** @throws where AWS WAF can't hold the parameter to its pattern; the error names the route */
function checkOf(parameter: RouteParameter, { method, path }: RouteDefinition, syntax: ValueSyntax): ConstraintCheck {
  try {
    return constraintCheck({
      pattern: parameter._pattern,
      allowedValues: parameter._allowedValues,
      minLength: parameter._minLength,
      maxLength: parameter._maxLength,
    }, syntax);
  } catch (error) {
    throw new Error(`${(error as Error).message} (${parameter._location} parameter ${shown(parameter._name)} of ${method} ${path})`);
  }
}

/** Parameters by the requests that they are checked in. */
function byScope(parameters: Held[]): Array<{ scope?: WafStatement; parameters: Held[] }> {
  const scopes = new Map<string, { scope?: WafStatement; parameters: Held[] }>();
  for (const parameter of parameters) {
    const key = JSON.stringify(parameter.scope ?? null);
    const entry = scopes.get(key) ?? { scope: parameter.scope, parameters: [] };
    entry.parameters.push(parameter);
    scopes.set(key, entry);
  }
  return [...scopes.values()];
}

function scoped(scope: WafStatement | undefined, statements: WafStatement[]): WafStatement[] {
  if (!scope || statements.length === 0) {
    return statements;
  }
  return [and(scope, or(...statements))];
}

/** Characters that `(?:^|&)(?:` and `)` take. */
const QUERY_FRAME = 11;
/** An empty value, or a name without "=", which API Gateway takes for the same. */
const EMPTY = '=?(?:&|$)';

function queryStatements(parameters: Held[]): WafStatement[] {
  return byScope(parameters).flatMap((entry) => {
    const items: string[] = [];
    const byTail = new Map<string, string[]>();
    const required: WafStatement[] = [];
    for (const { name, check } of entry.parameters) {
      const text = queryName(name);
      if (check.required) {
        const occurs = check.refusesEmpty ? '(?:[=&]|$)' : '=[^&]';
        required.push(and(
          regex(QUERY_STRING, `(?:^|&)${text}${occurs}`),
          not(or(...check.required.map((form) => regex(QUERY_STRING, `(?:^|&)${text}=(?:${form})(?:&|$)`)))),
        ));
        // One right value must not vouch for a wrong one of the same name: API Gateway hands the last to the backend.
        items.push(`${text}(?:[=&].*)?&${text}(?:[=&]|$)`);
      }
      for (const violation of check.violations) {
        byTail.set(`=${violation}`, [...byTail.get(`=${violation}`) ?? [], text]);
      }
      if (check.refusesEmpty && !check.required) {
        byTail.set(EMPTY, [...byTail.get(EMPTY) ?? [], text]);
      }
    }
    for (const [tail, names] of byTail) {
      items.push(...packed(names, QUERY_FRAME + tail.length + 4).map((some) => group(some) + tail));
    }
    const frames = packed(longestFirst(items), QUERY_FRAME).map((some) => regex(QUERY_STRING, `(?:^|&)${group(some)}`));
    return scoped(entry.scope, [...frames, ...required]);
  });
}

function headerStatements(parameters: Held[]): WafStatement[] {
  return byScope(parameters).flatMap((entry) => {
    const byExpression = new Map<string, string[]>();
    const notEmpty: string[] = [];
    const statements: WafStatement[] = [];
    for (const { name, check } of entry.parameters) {
      if (check.required) {
        statements.push(
          and(present(headerField(name)), not(or(...check.required.map((form) => regex(headerField(name), `^(?:${form})$`))))),
          // One right value must not vouch for a wrong one.
          twice(name),
        );
      }
      if (check.refusesEmpty) {
        notEmpty.push(name);
      }
      for (const some of packed(check.violations, 5)) {
        const text = `^${group(some)}`;
        byExpression.set(text, [...byExpression.get(text) ?? [], name]);
      }
    }
    for (const [text, names] of byExpression) {
      statements.push(regex(headerFields(names), text));
    }
    if (notEmpty.length > 0) {
      statements.push(size(headerFields(notEmpty), 'EQ', 0));
    }
    return scoped(entry.scope, statements);
  });
}

function headerFields(names: string[]): WafField {
  return names.length === 1
    ? headerField(names[0])
    : { Headers: { MatchPattern: { IncludedHeaders: names }, MatchScope: 'VALUE', OversizeHandling: 'CONTINUE' } };
}

/** Fills the gaps: long texts first, each group is then closed with what is left. */
function longestFirst(texts: string[]): string[] {
  return [...texts].sort((left, right) => right.length - left.length);
}

/** Characters of path and query string that the common rule set allows. */
export const COMMON_RULE_SET_LIMITS = { path: 1024, query: 2048 };
/** More than this does not fit the 10,240 bytes that API Gateway takes of a request's line and headers together. */
const LONGEST_LINE_PART = 8192;
/** Four bytes of UTF-8, each as `%XX`. */
const BYTES_OF_A_CHARACTER = 12;
/** One byte, as `%XX`. */
const BYTES_OF_AN_ASCII_CHARACTER = 3;
/** What the authorizer lets through of a path parameter that says nothing else. */
const DEFAULT_PATH_PARAMETER_LENGTH = 256;

/** Unreserved characters: what a path parameter without a pattern has, each one byte. */
const UNRESERVED = PLAIN.union(charSet('~'));

/** How long path and query string of the API's requests can be, as sent. */
export function lengthsNeeded({ routes, prefix }: Operations): { readonly path: number; readonly query: number } {
  const longest = (lengths: number[]): number => Math.min(LONGEST_LINE_PART, Math.max(0, ...lengths));
  return {
    // The empty part before the first slash counts for one that may follow.
    path: longest(routes.map(({ path, parameters }) => prefix.length + path.split('/').reduce((sum, part) => {
      const parameter = parameters.find(({ _location, _name }) => _location === 'path' && (part === `{${_name}}` || part === `{${_name}+}`));
      return sum + 1 + (part.startsWith('{') ? partLength(parameter) : part.length);
    }, 0))),
    query: longest(routes.map(({ parameters }) => parameters
      .filter(({ _location }) => _location === 'query')
      .reduce((sum, parameter) => sum + 2 + 3 * parameter._name.length + spelledLength(parameter), 0))),
  };
}

/** Of a path parameter: what the authorizer lets through of it. */
function partLength(parameter: RouteParameter | undefined): number {
  const characters = parameter?._allowedValues ? charSet(parameter._allowedValues.join('')) : parameter?._pattern === undefined ? UNRESERVED : charactersOf(parameter._pattern);
  const longest = Math.min(parameter?._maxLength ?? DEFAULT_PATH_PARAMETER_LENGTH, LONGEST_PATH_VALUE);
  // A slash of a greedy parameter stands for itself.
  return longest * (characters.without(charSet('/')).isSubsetOf(UNRESERVED) ? 1 : characters.isSubsetOf(ASCII) ? BYTES_OF_AN_ASCII_CHARACTER : BYTES_OF_A_CHARACTER);
}

function spelledLength({ _pattern, _allowedValues, _maxLength }: RouteParameter): number {
  const characters = _allowedValues ? charSet(_allowedValues.join('')) : _pattern === undefined ? ANY_CHARACTER : charactersOf(_pattern);
  return _maxLength * (characters.isSubsetOf(PLAIN) ? 1 : BYTES_OF_A_CHARACTER);
}

/** Whatever the layer that checks it: each parameter's pattern was read when it was made. */
function charactersOf(pattern: string): CharSet {
  return alphabet(parsePattern(pattern));
}

/** Where a request may be longer than the common rule set allows, a rule of our own stands in for its own, and answers 414. */
export function lengthRules(all: Operations): PlannedRule[] {
  const needed = lengthsNeeded(all);
  const rule = (name: string, field: WafField, bytes: number): PlannedRule => (
    { name, purpose: 'more characters than the parameters of any route add up to', statement: size(field, 'GT', bytes), action: refuse(414) });
  return [
    ...(needed.path > COMMON_RULE_SET_LIMITS.path ? [rule('PathLength', URI_PATH, needed.path)] : []),
    ...(needed.query > COMMON_RULE_SET_LIMITS.query ? [rule('QueryLength', QUERY_STRING, needed.query)] : []),
  ];
}

