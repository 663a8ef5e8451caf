import { AuthorizerRules, PathParameterRule, PatternAutomaton, RouteRule } from '../../contracts/authorizer';
import { BoundRoute, needsKeyCheck, needsPathCheck } from '../../routes/private/bound-route';
import { pathAutomaton } from '../../routes/private/path-automaton';
import { PathPlace } from '../../routes/private/path-characters';
import { pathParameterNames } from '../../routes/private/paths';
import { shown } from '../../shared/literals';

/** Longest value of a path parameter that the user did not describe, in characters. */
const UNDECLARED_MAX_LENGTH = 256;
/**
 * Of a parameter without a pattern: unreserved characters (RFC 3986, 2.3), and for a greedy one slashes between them. More takes a pattern of the
 * user's, which is narrowed to what a path can mean (`lib/routes/private/path-characters.ts`).
 */
const DEFAULT_PART = '[A-Za-z0-9._~-]+';
const DEFAULT_REST = '[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*';
/** Characters of all automata together: read at every cold start, within milliseconds. */
const LONGEST_AUTOMATA = 1_000_000;

/**
 * The rules file of the authorizer: every route that its function is asked about, sorted so that the same routes give the same bytes.
 *
 * @param websiteKey whether the Edge adds the website's key to requests without one
 */
export function authorizerRules(routes: BoundRoute[], websiteKey = false): AuthorizerRules {
  const automata = new AutomatonTable();
  const entries = routes
    .filter((route) => route.access._alternatives !== undefined || needsPathCheck(route) || needsKeyCheck(route, websiteKey))
    .sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1))
    .map((route): [string, RouteRule] => [nameOf(route), routeRule(route, websiteKey, automata)]);
  return { version: 1, routes: Object.fromEntries(entries), ...(automata.all.length > 0 && { automata: automata.all }) };
}

function nameOf({ method, path }: BoundRoute): string {
  return `${method} ${path}`;
}

function routeRule(route: BoundRoute, websiteKey: boolean, automata: AutomatonTable): RouteRule {
  const parameters = pathParameterNames(route.path).map((name): [string, PathParameterRule] => [name, parameterRule(route, name, automata)]);
  return {
    ...(route.access._alternatives && { access: route.access._alternatives }),
    ...(needsKeyCheck(route, websiteKey) && { websiteKey: true }),
    ...(parameters.length > 0 && { pathParameters: Object.fromEntries(parameters) }),
  };
}

function parameterRule(route: BoundRoute, name: string, automata: AutomatonTable): PathParameterRule {
  const declared = route.parameters.find((parameter) => parameter._location === 'path' && parameter._name === name);
  const maxLength = declared?._maxLength ?? UNDECLARED_MAX_LENGTH;
  const isGreedy = route.path.includes(`{${name}+}`);
  if (!isGreedy) {
    checkParts(declared?._allowedValues, `${nameOf(route)} {${name}}`);
  }
  return {
    minLength: declared?._minLength ?? 1,
    maxLength,
    ...(declared?._allowedValues
      ? { allowedValues: declared._allowedValues }
      : { automaton: automata.indexOf(declared?._pattern ?? (isGreedy ? DEFAULT_REST : DEFAULT_PART), maxLength, isGreedy ? 'rest' : 'part', `${nameOf(route)} {${name}}`) }),
  };
}

/** @throws where a value has a slash, and would be two parts of the path */
function checkParts(values: string[] | undefined, parameter: string): void {
  const wrong = values?.find((value) => value.includes('/'));
  if (wrong !== undefined) {
    throw new Error(`\`allowedValues\` of ${parameter} must be one part of a path each, got ${shown(wrong)}; right would be a greedy parameter \`{name+}\`, or a query parameter`);
  }
}

/** The automata of a rules file, each once. */
class AutomatonTable {
  public readonly all: PatternAutomaton[] = [];
  private readonly indexes = new Map<string, number>();
  private size = 0;

  /** @throws where all of them together would make the file too long */
  public indexOf(pattern: string, maxLength: number, place: PathPlace, parameter: string): number {
    const automaton = automatonOf(pattern, maxLength, place, parameter);
    const key = JSON.stringify(automaton);
    let index = this.indexes.get(key);
    if (index === undefined) {
      this.size += key.length;
      if (this.size > LONGEST_AUTOMATA) {
        throw new Error(`\`pattern\`s of path parameters must fit ${LONGEST_AUTOMATA} characters together as automata, got more with ${shown(pattern)} of ${parameter}, ` +
          `which takes ${key.length}; right would be fewer different ones, or smaller counts in them`);
      }
      index = this.all.length;
      this.all.push(automaton);
      this.indexes.set(key, index);
    }
    return index;
  }
}

function automatonOf(pattern: string, maxLength: number, place: PathPlace, parameter: string): PatternAutomaton {
  try {
    return pathAutomaton(pattern, maxLength, place);
  } catch (error) {
    throw new Error(`\`pattern\` of ${parameter} ${(error as Error).message}`);
  }
}
