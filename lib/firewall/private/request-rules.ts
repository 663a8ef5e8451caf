import { RouteDefinition } from '../../routes/private/route-definition';
import { encodedLiterals } from './encoded-literals';
import { knownPaths, methodIn, Operations, requestsOf } from './operations';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, header, not, or, present, QUERY_STRING, regex, size, URI_PATH } from './statements';
import { WafField } from './waf-rule';

const HEX = '[\\da-fA-F]';

/**
 * A path in its one spelling: unreserved characters as they are (RFC 3986, 2.3), `%XX` with capitals for what is none, in sequences that add up to
 * UTF-8. Not encoded, since no value of a path parameter has them (`lib/contracts/path-value.ts`): control characters, slashes, `?`, `#`, and `%`,
 * which would be decoded twice.
 *
 * AWS WAF is told of the path as it was sent: transformations are what decodes it (`URL_DECODE`) and resolves it (`NORMALIZE_PATH`), and there is
 * none (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html).
 */
const WELL_FORMED_PATH = '^(?:[\\w!$&-;=@~]|%(?:2[0-246-9A-C]|3[A-E]|40|5[BDE]|60|7[B-D]|(?:C2%[AB]|(?:C[3-9A-F]|D\\H)%[89AB]|(?:E\\H|F[0-4]%[89AB]\\H)%[89AB]\\H%[89AB])\\H))+$'
  .replace(/\\H/g, '[\\dA-F]');
/**
 * Parts of a path that AWS WAF, API Gateway and a backend could read differently, so that a rule on the path would miss its route, or a target
 * would serve another's: nothing, and nothing before `;`; `.` and `..`, with what a server cuts off behind them (`..;x=1`); blanks at an end.
 */
const OTHER_PART = '//|/(?:;|%20|%3B|\\.\\.?(?:[!-$&-,/:-@]|%[2-7]|$))|%20(?:/|$)';

/**
 * A query string of printable characters and of `%XX` that add up to UTF-8, without NUL and other control characters but line ends and tabs.
 *
 * Not `;`, which "results in the data being split" (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html):
 * what the rules take for one value would be two parameters. Not `#`, where a server that reads the request as an address ends the query.
 */
const WELL_FORMED_QUERY = `^(?:[!"$&-:<-~]|%(?:[2-7]${HEX}|0[9aAdD]|[cCdD]${HEX}%[89abAB]${HEX}|[eE]${HEX}(?:%[89abAB]${HEX}){2}|[fF][0-4](?:%[89abAB]${HEX}){3}))+$`;

/** `%XX` for a letter, a digit, `-`, `.` or `_` in the name of a query parameter: `%6cimit` is `limit` to API Gateway, but not to a rule. */
const DISGUISED_NAME = '(?:^|&)[^=&]*%(?:2[dDeE]|3\\d|4[1-9a-fA-F]|5[\\daAfF]|6[1-9a-fA-F]|7[\\daA])';

/** What AWS WAF sees of headers ends at 8 KB; a header beyond would pass every rule unseen. */
const INSPECTED_HEADER_BYTES = 8192;

/** Rules on what every request must be, whatever its route. */
export function shapeRules(all: Operations): PlannedRule[] {
  const rules: PlannedRule[] = [
    {
      name: 'HeaderSize',
      purpose: 'headers beyond what the firewall can see',
      statement: size({ Headers: { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' } }, 'GT', INSPECTED_HEADER_BYTES),
      action: refuse(400),
    },
    {
      name: 'AmbiguousPath',
      purpose: 'paths that the firewall and the API could read differently',
      statement: or(
        not(regex(URI_PATH, WELL_FORMED_PATH)),
        ...[OTHER_PART, ...encodedLiterals(all.routes.map(({ path }) => path))].map((text) => regex(URI_PATH, text)),
      ),
      action: refuse(400),
    },
    {
      name: 'MalformedQuery',
      purpose: 'query strings with broken or disguised encoding, or with ";" or "#"',
      statement: or(and(present(QUERY_STRING), not(regex(QUERY_STRING, WELL_FORMED_QUERY))), regex(QUERY_STRING, DISGUISED_NAME)),
      action: refuse(400),
    },
  ];
  if (all.routes.length > 0) {
    const methods = [...all.routes.map(({ method }) => method as string), ...(all.preflight ? ['OPTIONS'] : [])];
    rules.push(
      { name: 'UnknownMethod', purpose: 'methods that no route has', statement: not(methodIn(methods)), action: refuse(405, allow(methods)) },
      { name: 'UnknownPath', purpose: 'paths of no route', statement: not(knownPaths(all)), action: refuse(403) },
    );
  }
  return rules;
}

/** Values of 20 to 128 characters are what API Gateway takes for a key. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const API_KEY = '^[!-~]{20,128}$';
/** RFC 6750, 2.1, with a compact JWS (RFC 7515, 3.1) for its token; the scheme in any case (RFC 9110, 11.1). */
const BEARER_TOKEN = '^[Bb][Ee][Aa][Rr][Ee][Rr] +[\\w-]+\\.[\\w-]+\\.[\\w-]+$';

/** Rules that keep hopeless requests from the authorizer: each of its invocations costs, and what has no token's shape is no token. */
export function credentialRules(all: Operations): PlannedRule[] {
  const rule = (name: string, purpose: string, routes: RouteDefinition[], field: WafField, shape: string, status: number): PlannedRule[] => {
    if (routes.length === 0) {
      return [];
    }
    const scope = requestsOf(routes, all);
    return [{ name, purpose, statement: and(...(scope ? [scope] : []), not(regex(field, shape))), action: refuse(status) }];
  };
  return [
    ...rule('ApiKeyShape', 'requests without a key where one is needed',
      all.routes.filter(({ access }) => access._apiKeyRequired), header('x-api-key'), API_KEY, 403),
    ...rule('TokenShape', 'requests without a token where one is needed',
      all.routes.filter(({ access }) => access._alternatives !== undefined), header('authorization'), BEARER_TOKEN, 401),
  ];
}

function allow(methods: string[]): Array<{ Name: string; Value: string }> {
  // RFC 9110, 15.5.6: a 405 names the methods. They are those of the whole API, so nothing is said of the path.
  return [{ Name: 'Allow', Value: [...new Set(methods)].sort().join(', ') }];
}
