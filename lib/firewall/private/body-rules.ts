import { JSON_TYPE } from '../../routes/private/media-type';
import { RouteDefinition } from '../../routes/private/route-definition';
import { shown } from '../../shared/literals';
import { escapeText } from '../../shared/regex/escape-text';
import { FirewallInput } from './firewall-input';
import { methodIn, Operations, requestsOf } from './operations';
import { group, MAX_REGEX_LENGTH, packed } from './regex-text';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, header, not, or, regex, size, twice } from './statements';
import { WafField, WafStatement } from './waf-rule';

/** Most bytes of a route's body. */
export function bodyLimit(route: RouteDefinition, { options }: Pick<FirewallInput, 'options'>): number {
  return Math.min(route.body._maxBytes, options.maxBodyBytes ?? Infinity);
}

/** What a route takes where it says nothing else. */
const DEFAULT_BODY_BYTES = 8192;
/** Where the body is longer than AWS WAF sees, its size is not known: that is over every limit. */
const BODY: WafField = { Body: { OversizeHandling: 'MATCH' } };
const CONTENT_TYPE = header('content-type');
const CONTENT_ENCODING = header('content-encoding');

/** Rules on the body: how long it may be, and that it is one that API Gateway validates as the route says. */
export function bodyRules(input: FirewallInput, all: Operations): PlannedRule[] {
  return [sizeRule(input, all), ...contentTypeRules(all), ...contentEncodingRules(all)];
}

function sizeRule(input: FirewallInput, all: Operations): PlannedRule {
  const byLimit = new Map<number, RouteDefinition[]>();
  for (const route of all.routes) {
    const limit = bodyLimit(route, input);
    byLimit.set(limit, [...byLimit.get(limit) ?? [], route]);
  }
  // A web ACL that knows no routes still bounds what it lets through.
  const largest = byLimit.size > 0 ? Math.max(...byLimit.keys()) : input.options.maxBodyBytes ?? DEFAULT_BODY_BYTES;
  const tooLong: WafStatement[] = [size(BODY, 'GT', largest)];
  for (const [limit, routes] of [...byLimit].sort(([left], [right]) => right - left)) {
    if (limit < largest) {
      const scope = requestsOf(routes, all)!;
      tooLong.push(and(scope, size(BODY, 'GT', limit)));
    }
  }
  if (all.preflight && largest > 0) {
    tooLong.push(and(methodIn(['OPTIONS']), size(BODY, 'GT', 0)));
  }
  return { name: 'BodySize', purpose: 'bodies over the limit of their route, and bodies where none belongs', statement: or(...tooLong), action: refuse(413) };
}

/** What may follow a type. Another charset would be another text to the validator than to the target. */
const CHARSET = '; charset=utf-8';
/** A form in parts can't be read without its boundary (RFC 2046, 5.1.1; without comma and space, which separate types). */
const BOUNDARY = "; boundary=\"?[\\w'()+./:=?-]{1,70}\"?";
/** What may stand behind types in an expression. */
const [ALONE_OR_WITH_CHARSET, WITH_BOUNDARY] = [`(?:${CHARSET})?$`, `${BOUNDARY}$`];

/**
 * API Gateway validates a body only where its type has a model, so whatever type it finds none for skips the schema. How it compares types is
 * documented nowhere: only the declared type as it is written passes, alone or with the one charset.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html "If no matching content type is found,
 * request validation is not performed"
 */
function contentTypeRules(all: Operations): PlannedRule[] {
  const byTypes = new Map<string, { types: string[]; mayBeAbsent: boolean; routes: RouteDefinition[] }>();
  for (const route of all.routes.filter(({ body }) => body._contentTypes.length > 0)) {
    const types = [...new Set(route.body._contentTypes)].sort();
    // An absent type counts as application/json, and an absent body as one that is validated (recorded: validate-ref-no-body, mock-no-type). So a
    // request with neither is the validator's where the route takes JSON. Elsewhere nobody would look at it.
    const mayBeAbsent = types.includes(JSON_TYPE) || !route.body._required;
    const key = `${types.join(',')} ${mayBeAbsent}`;
    const entry = byTypes.get(key) ?? { types, mayBeAbsent, routes: [] };
    entry.routes.push(route);
    byTypes.set(key, entry);
  }
  if (byTypes.size === 0) {
    return [];
  }
  const statements = [...byTypes.values()].map(({ types, mayBeAbsent, routes }) => {
    const scope = requestsOf(routes, all);
    return and(
      ...(scope ? [scope] : []),
      not(or(...declared(types))),
      ...(mayBeAbsent ? [or(size(CONTENT_TYPE, 'GE', 0), size(BODY, 'GT', 0))] : []),
    );
  });
  return [{
    name: 'ContentType',
    purpose: 'bodies of a type that the route does not take, and of more than one',
    // Of which one of two API Gateway finds the model, and which one a target reads, is not documented.
    statement: or(twice('content-type'), ...statements),
    action: refuse(415),
  }];
}

/** True where the header is one of the types, as it is written. */
function declared(types: string[]): WafStatement[] {
  return [...oneOf(types, ALONE_OR_WITH_CHARSET), ...oneOf(types.filter((type) => type.startsWith('multipart/')), WITH_BOUNDARY)];
}

function oneOf(types: string[], end: string): WafStatement[] {
  const frame = '^(?:)'.length + end.length;
  const long = types.find((type) => escapeText(type).length + frame > MAX_REGEX_LENGTH);
  if (long !== undefined) {
    throw new Error(`\`contentTypes\` must fit the ${MAX_REGEX_LENGTH} characters of a regular expression in AWS WAF, got ${shown(long)}; right would be a shorter type`);
  }
  return packed(types.map(escapeText), frame).map((some) => regex(CONTENT_TYPE, `^${group(some)}${end}`));
}

/**
 * A compressed body is one that nobody in front of the target has seen: AWS WAF measures and searches the bytes that were sent, and API Gateway
 * unpacks them afterwards.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
function contentEncodingRules(all: Operations): PlannedRule[] {
  const plain = all.routes.filter(({ body }) => body._encodingReason === undefined);
  if (plain.length === 0 && all.routes.length > 0) {
    return [];
  }
  const scope = plain.length === all.routes.length ? undefined : requestsOf(plain, all);
  return [{
    name: 'ContentEncoding',
    purpose: 'compressed bodies',
    statement: and(...(scope ? [scope] : []), size(CONTENT_ENCODING, 'GE', 0)),
    action: refuse(415),
  }];
}
