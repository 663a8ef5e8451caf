import { inRange, isAddress } from './address';
import { RateWindow } from './rate-window';
import { transform } from './transformations';
import { WafField, WafForwardedIp, WafOversizeHandling, WafRateBased, WafRule, WafStatement, WafTransformation } from './waf-rule';

/** A request as AWS WAF gets it: nothing is decoded. */
export interface FirewallRequest {
  readonly method: string;
  /** Path without query string, as sent. */
  readonly path: string;
  /** What stands after `?`, as sent. */
  readonly query?: string;
  /** Header lines in their order; a name may occur several times. */
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: string | Uint8Array;
  readonly ip: string;
  /** Country of `ip`, ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** When the request arrives, in milliseconds. */
  readonly time?: number;
}

/** What AWS keeps outside of the rules. */
export interface FirewallSurroundings {
  /** Bytes of a body that AWS WAF inspects. */
  readonly bodyWindow: number;
  /** Addresses of an IP set, by its ARN as the rules have it. */
  readonly ipSet?: (arn: unknown) => string[];
  /** Country of an address, for rules on a forwarded one. */
  readonly countryOf?: (ip: string) => string | undefined;
  /** Number of the autonomous system of an address; without it, or where it says nothing, AWS counts the address under 0. */
  readonly asnOf?: (ip: string) => number | undefined;
  /** Rules of a rule group that a rule refers to, by its ARN as the rules have it. */
  readonly ruleGroup?: (arn: unknown) => WafRule[];
  /** What an AWS managed rule group finds: its rules are not public, so without this it finds nothing. */
  readonly managed?: (group: string, request: FirewallRequest) => Array<{ readonly rule: string; readonly label?: string }>;
}

/** What the web ACL does with a request. */
export interface FirewallVerdict {
  readonly action: 'allow' | 'block' | 'challenge';
  /** Status of the answer where the request is blocked. */
  readonly status?: number;
  /** Name of the rule that decided; absent where none did and the default action took effect. */
  readonly rule?: string;
  /** Rules that counted the request, a managed group's as `<group>/<rule>`. */
  readonly counted: string[];
  readonly labels: string[];
}

/** How an evaluation ends. */
type Ending = Pick<FirewallVerdict, 'action' | 'status'>;
/** What the rules before it left. */
type Found = Pick<FirewallVerdict, 'labels' | 'counted'>;

/** AWS WAF sees this much of headers. https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html */
const HEADER_WINDOW_BYTES = 8192;
const HEADER_WINDOW_COUNT = 200;
/** Prefix of the labels of rules that stand in the web ACL itself. */
const LOCAL_PREFIX = 'awswaf:111122223333:webacl:local:';

/**
 * Evaluates the rules that this library generates as AWS documents it, without AWS. It keeps the counts of rate rules, so one
 * evaluator stands for one web ACL; statements that this library never writes are refused instead of guessed.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
 */
export class FirewallEvaluator {
  private readonly rules: WafRule[];
  /** Times of the requests counted, by rule and by aggregation instance. */
  private readonly counts = new Map<string, RateWindow>();

  constructor(rules: WafRule[], private readonly surroundings: FirewallSurroundings) {
    this.rules = [...rules].sort((left, right) => left.Priority - right.Priority);
  }

  /** What the first rule with a terminating action does, or the default action, which allows. */
  public evaluate(request: FirewallRequest): FirewallVerdict {
    const labels: string[] = [];
    const counted: string[] = [];
    for (const rule of this.rules) {
      const verdict = this.apply(rule, request, { labels, counted });
      if (verdict) {
        return { ...verdict, rule: rule.Name, counted, labels };
      }
    }
    return { action: 'allow', counted, labels };
  }

  /** What the rule does where its action ends the evaluation. */
  private apply(rule: WafRule, request: FirewallRequest, found: Found): Ending | undefined {
    const { ManagedRuleGroupStatement: managed, RuleGroupReferenceStatement: reference, RateBasedStatement: rate } = rule.Statement;
    if (managed) {
      return this.applyManaged(managed, rule, request, found);
    }
    if (reference) {
      return this.applyGroup(reference.Arn, rule, request, found);
    }
    const { labels, counted } = found;
    if (!(rate ? this.exceeds(rule.Name, rate, request, labels) : this.matches(rule.Statement, request, labels))) {
      return undefined;
    }
    labels.push(...(rule.RuleLabels ?? []).map(({ Name }) => LOCAL_PREFIX + Name));
    if (rule.Action?.Block) {
      return { action: 'block', status: rule.Action.Block.CustomResponse?.ResponseCode ?? 403 };
    }
    if (rule.Action?.Allow) {
      return { action: 'allow' };
    }
    if (rule.Action?.Challenge) {
      return { action: 'challenge', status: 202 };
    }
    counted.push(rule.Name);
    return undefined;
  }

  private applyManaged(
    managed: NonNullable<WafStatement['ManagedRuleGroupStatement']>, rule: WafRule, request: FirewallRequest, { labels, counted }: Found,
  ): Ending | undefined {
    if (managed.ScopeDownStatement && !this.matches(managed.ScopeDownStatement, request, labels)) {
      return undefined;
    }
    const overridden = new Set((managed.RuleActionOverrides ?? []).filter(({ ActionToUse }) => ActionToUse.Count).map(({ Name }) => Name));
    for (const found of this.surroundings.managed?.(managed.Name, request) ?? []) {
      if (found.label) {
        labels.push(found.label);
      }
      if (!overridden.has(found.rule) && !rule.OverrideAction?.Count) {
        return { action: 'block', status: 403 };
      }
      counted.push(`${managed.Name}/${found.rule}`);
    }
    return undefined;
  }

  /** A group of the account's own: its rules in their order, as if they stood in the web ACL. */
  private applyGroup(arn: unknown, rule: WafRule, request: FirewallRequest, found: Found): Ending | undefined {
    for (const inner of [...this.surroundings.ruleGroup?.(arn) ?? []].sort((left, right) => left.Priority - right.Priority)) {
      const ending = this.apply(inner, request, found);
      if (ending && !rule.OverrideAction?.Count) {
        return ending;
      }
      if (ending) {
        found.counted.push(rule.Name);
        return undefined;
      }
    }
    return undefined;
  }

  private matches(statement: WafStatement, request: FirewallRequest, labels: string[]): boolean {
    if (statement.AndStatement) {
      return statement.AndStatement.Statements.every((inner) => this.matches(inner, request, labels));
    }
    if (statement.OrStatement) {
      return statement.OrStatement.Statements.some((inner) => this.matches(inner, request, labels));
    }
    if (statement.NotStatement) {
      return !this.matches(statement.NotStatement.Statement, request, labels);
    }
    if (statement.ByteMatchStatement) {
      const { SearchString, PositionalConstraint, FieldToMatch, TextTransformations } = statement.ByteMatchStatement;
      const searched = bytes(SearchString);
      return this.inspect(FieldToMatch, TextTransformations, request, (text) => byteMatch(text, searched, PositionalConstraint));
    }
    if (statement.RegexMatchStatement) {
      const { RegexString, FieldToMatch, TextTransformations } = statement.RegexMatchStatement;
      const expression = compiled(RegexString);
      return this.inspect(FieldToMatch, TextTransformations, request, (text) => expression.test(text));
    }
    if (statement.SizeConstraintStatement) {
      const { ComparisonOperator, Size, FieldToMatch, TextTransformations } = statement.SizeConstraintStatement;
      return this.inspect(FieldToMatch, TextTransformations, request, (text) => COMPARISONS[ComparisonOperator](text.length, Size));
    }
    if (statement.IPSetReferenceStatement) {
      const { Arn, IPSetForwardedIPConfig } = statement.IPSetReferenceStatement;
      const ranges = this.surroundings.ipSet?.(Arn) ?? [];
      const inSet = (address: string): boolean => ranges.some((range) => inRange(address, range));
      return IPSetForwardedIPConfig
        ? forwardedMatch(request, IPSetForwardedIPConfig, IPSetForwardedIPConfig.Position, inSet)
        : inSet(request.ip);
    }
    if (statement.GeoMatchStatement) {
      const { CountryCodes, ForwardedIPConfig } = statement.GeoMatchStatement;
      return ForwardedIPConfig
        ? forwardedMatch(request, ForwardedIPConfig, 'FIRST', (address) => CountryCodes.includes(this.surroundings.countryOf?.(address) ?? ''))
        : request.country !== undefined && CountryCodes.includes(request.country);
    }
    if (statement.LabelMatchStatement) {
      return labelMatch(labels, statement.LabelMatchStatement.Key, statement.LabelMatchStatement.Scope);
    }
    throw new Error(`the statement ${JSON.stringify(Object.keys(statement))} is not one that can be nested or that this library writes`);
  }

  /** Counts the request where the rule concerns it, and says whether its aggregation instance is over the limit. */
  private exceeds(name: string, rate: WafRateBased, request: FirewallRequest, labels: string[]): boolean {
    if (rate.ScopeDownStatement && !this.matches(rate.ScopeDownStatement, request, labels)) {
      return false;
    }
    const key = aggregationKey(rate, request, this.surroundings);
    if (key === 'malformed') {
      return rate.ForwardedIPConfig?.FallbackBehavior === 'MATCH';
    }
    if (key === undefined) {
      return false;
    }
    const window = this.counts.get(name) ?? new RateWindow((rate.EvaluationWindowSec ?? 300) * 1000, rate.Limit);
    this.counts.set(name, window);
    return window.exceeds(key.instance, request.time ?? 0);
  }

  /** Whether any value of the component, transformed, passes the test. What the request lacks passes none. */
  private inspect(field: WafField, transformations: WafTransformation[], request: FirewallRequest, test: (text: string) => boolean): boolean {
    const { values, oversize } = this.component(field, request);
    if (oversize === 'MATCH') {
      return true;
    }
    if (oversize === 'NO_MATCH') {
      return false;
    }
    return values.some((value) => test(transform(value, transformations)));
  }

  /** The component's values as byte strings, and how to handle it where it is larger than AWS WAF can see. */
  private component(field: WafField, request: FirewallRequest): { values: string[]; oversize?: WafOversizeHandling } {
    if (field.Method) {
      return { values: [request.method] };
    }
    if (field.UriPath) {
      return { values: [bytes(request.path)] };
    }
    if (field.QueryString) {
      return { values: request.query ? [bytes(request.query)] : [] };
    }
    if (field.SingleQueryArgument || field.AllQueryArguments) {
      const name = field.SingleQueryArgument?.Name.toLowerCase();
      const pairs = request.query ? bytes(request.query).split('&').map((pair) => [pair.split('=', 1)[0], pair.slice(pair.split('=', 1)[0].length + 1)]) : [];
      return { values: pairs.filter(([key]) => name === undefined || key.toLowerCase() === name).map(([, value]) => value) };
    }
    if (field.SingleHeader) {
      const name = field.SingleHeader.Name.toLowerCase();
      return { values: visibleHeaders(request).headers.filter(([key]) => key === name).map(([, value]) => value) };
    }
    if (field.Headers) {
      const { MatchPattern, MatchScope, OversizeHandling } = field.Headers;
      const { headers, oversize } = visibleHeaders(request);
      const names = (list: string[] | undefined): string[] | undefined => list?.map((name) => name.toLowerCase());
      const included = names(MatchPattern.IncludedHeaders);
      const excluded = names(MatchPattern.ExcludedHeaders);
      const chosen = headers.filter(([key]) => (!included || included.includes(key)) && !excluded?.includes(key));
      return {
        values: chosen.flatMap(([key, value]) => MatchScope === 'KEY' ? [key] : MatchScope === 'VALUE' ? [value] : [key, value]),
        oversize: oversize ? OversizeHandling : undefined,
      };
    }
    if (field.HeaderOrder) {
      // "AWS WAF separates the header names in the string using colons and no added spaces, for example host:user-agent:accept:authorization:referer."
      const { headers, oversize } = visibleHeaders(request);
      return {
        values: headers.length > 0 ? [headers.map(([key]) => key).join(':')] : [],
        oversize: oversize ? field.HeaderOrder.OversizeHandling : undefined,
      };
    }
    if (field.Body) {
      const body = typeof request.body === 'string' ? Buffer.from(request.body) : Buffer.from(request.body ?? []);
      return {
        values: body.length > 0 ? [body.subarray(0, this.surroundings.bodyWindow).toString('latin1')] : [],
        // "Continue" is AWS's default: what is within the window is inspected.
        oversize: body.length > this.surroundings.bodyWindow ? field.Body.OversizeHandling ?? 'CONTINUE' : undefined,
      };
    }
    throw new Error(`the component ${JSON.stringify(field)} is not one that this library inspects`);
  }
}

const COMPARISONS: { readonly [operator: string]: (left: number, right: number) => boolean } = {
  EQ: (left, right) => left === right,
  NE: (left, right) => left !== right,
  LE: (left, right) => left <= right,
  LT: (left, right) => left < right,
  GE: (left, right) => left >= right,
  GT: (left, right) => left > right,
};

/** One character a byte, as AWS WAF inspects. */
function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Headers within the window, with their names in lower case. */
function visibleHeaders(request: FirewallRequest): { headers: Array<[string, string]>; oversize: boolean } {
  const headers: Array<[string, string]> = [];
  let size = 0;
  for (const [name, value] of request.headers ?? []) {
    const text = bytes(value);
    size += name.length + text.length;
    if (headers.length === HEADER_WINDOW_COUNT || size > HEADER_WINDOW_BYTES) {
      return { headers, oversize: true };
    }
    headers.push([name.toLowerCase(), text]);
  }
  return { headers, oversize: false };
}

function byteMatch(text: string, searched: string, position: string): boolean {
  switch (position) {
    case 'EXACTLY': return text === searched;
    case 'STARTS_WITH': return text.startsWith(searched);
    case 'ENDS_WITH': return text.endsWith(searched);
    case 'CONTAINS': return text.includes(searched);
    default: return new RegExp(`(?:^|[^\\w])${searched}(?:$|[^\\w])`).test(text);
  }
}

const expressions = new Map<string, RegExp>();

/** A PCRE expression for JavaScript, on byte strings: the two differ in flags, `$`, `.` and `\s`. */
function compiled(source: string): RegExp {
  let expression = expressions.get(source);
  if (!expression) {
    const insensitive = source.startsWith('(?i)');
    let inClass = false;
    const text = (insensitive ? source.slice(4) : source).replace(/\\.|[[\].$]/gs, (token) => {
      if (token === '\\s') {
        return inClass ? '\\t-\\r ' : '[\\t-\\r ]';
      }
      if (inClass) {
        inClass = token !== ']';
        return token;
      }
      inClass = token === '[';
      // PCRE: "dollar matches at the end of the subject, and also immediately before a newline that is its last character".
      return token === '$' ? '(?=\\n?(?![^]))' : token === '.' ? '[^\\n]' : token;
    });
    expression = new RegExp(text, insensitive ? 'i' : '');
    expressions.set(source, expression);
  }
  return expression;
}

/** The addresses of a header that proxies fill; undefined where the header is absent. */
function forwardedAddresses(request: FirewallRequest, { HeaderName }: WafForwardedIp): string[] | undefined {
  const value = visibleHeaders(request).headers.find(([name]) => name === HeaderName.toLowerCase())?.[1];
  return value?.split(',').map((address) => address.trim());
}

function forwardedMatch(request: FirewallRequest, config: WafForwardedIp, position: 'FIRST' | 'LAST' | 'ANY', test: (address: string) => boolean): boolean {
  const addresses = forwardedAddresses(request, config);
  // "If the header isn't present in a request, AWS WAF doesn't apply the rule to the request at all."
  if (!addresses) {
    return false;
  }
  // "If the header contains more than 10 addresses, AWS WAF inspects the last 10."
  const inspected = position === 'FIRST' ? addresses.slice(0, 1) : addresses.slice(position === 'LAST' ? -1 : -10);
  if (!inspected.every(isAddress)) {
    return config.FallbackBehavior === 'MATCH';
  }
  return inspected.some(test);
}

/**
 * What the request is counted under. "If a component is missing from a request, the rule doesn't count it": undefined.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-instances.html
 */
function aggregationKey(
  rate: WafRateBased, request: FirewallRequest, surroundings: FirewallSurroundings,
): { readonly instance: string } | 'malformed' | undefined {
  switch (rate.AggregateKeyType) {
    case 'IP': return { instance: request.ip };
    case 'CONSTANT': return { instance: '' };
    case 'FORWARDED_IP': return forwardedKey(rate, request);
    case 'CUSTOM_KEYS': {
      const parts: string[] = [];
      for (const key of rate.CustomKeys ?? []) {
        const part = customKey(key, rate, request, surroundings);
        if (part === undefined || part === 'malformed') {
          return part;
        }
        parts.push(part.instance);
      }
      return { instance: JSON.stringify(parts) };
    }
  }
}

function customKey(
  key: NonNullable<WafRateBased['CustomKeys']>[number], rate: WafRateBased, request: FirewallRequest, surroundings: FirewallSurroundings,
): ReturnType<typeof aggregationKey> {
  if (key.IP) {
    return { instance: request.ip };
  }
  if (key.ASN) {
    return { instance: String(surroundings.asnOf?.(request.ip) ?? 0) };
  }
  if (key.ForwardedIP) {
    return forwardedKey(rate, request);
  }
  if (key.HTTPMethod) {
    return { instance: request.method };
  }
  const { Name, TextTransformations } = key.Header!;
  const value = visibleHeaders(request).headers.find(([name]) => name === Name.toLowerCase())?.[1];
  return value === undefined ? undefined : { instance: transform(value, TextTransformations) };
}

/** "For rate-based rules, AWS WAF uses the first address in the header", which is the client's own word. */
function forwardedKey(rate: WafRateBased, request: FirewallRequest): { readonly instance: string } | 'malformed' | undefined {
  const addresses = forwardedAddresses(request, rate.ForwardedIPConfig!);
  if (!addresses) {
    return undefined;
  }
  return isAddress(addresses[0]) ? { instance: addresses[0] } : 'malformed';
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-label-match.html */
function labelMatch(labels: string[], key: string, scope: 'LABEL' | 'NAMESPACE'): boolean {
  return labels.some((label) => {
    if (key.startsWith('awswaf:')) {
      return scope === 'LABEL' ? label === key : label.startsWith(key);
    }
    if (!label.startsWith(LOCAL_PREFIX)) {
      return false;
    }
    const local = `:${label.slice(LOCAL_PREFIX.length)}`;
    return scope === 'LABEL' ? local.endsWith(`:${key}`) : local.includes(`:${key}`);
  });
}
