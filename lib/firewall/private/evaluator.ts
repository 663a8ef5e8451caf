import { escapeText } from '../../shared/regex/escape-text';
import { AddressRanges, isAddress } from './address';
import { RateWindow } from './rate-window';
import { bytes, Inspections, RequestView } from './request-view';
import { transformation } from './transformations';
import { WafField, WafForwardedIp, WafRateBased, WafRule, WafStatement, WafTransformation } from './waf-rule';

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
  /** Whether path, query and headers have one character a byte already, as Node.js reads them from a connection; else they are text. */
  readonly inBytes?: boolean;
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
  /** Addresses of an IP set, by its ARN as the rules have it; a list that was given once does not change. */
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
/** What a statement says of a request. */
type Test = (view: RequestView, labels: string[]) => boolean;

/** A rule, read once for all requests. */
interface CompiledRule {
  readonly name: string;
  /** What the rule does where its action ends the evaluation. */
  readonly apply: (view: RequestView, found: Found) => Ending | undefined;
}

/** Prefix of the labels of rules that stand in the web ACL itself. */
const LOCAL_PREFIX = 'awswaf:111122223333:webacl:local:';

/**
 * Evaluates the rules that this library generates as AWS documents it, without AWS. It keeps the counts of rate rules, so one
 * evaluator stands for one web ACL; statements that this library never writes are refused instead of guessed.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements.html
 */
export class FirewallEvaluator {
  private readonly rules: readonly CompiledRule[];
  private readonly inspections = new Inspections();
  /** Rules of groups, which their owner may replace at any time, as long as they are there. */
  private readonly grouped = new WeakMap<WafRule, CompiledRule>();
  private readonly ranges = new WeakMap<string[], AddressRanges>();
  /** Times of the requests counted, by rule and by aggregation instance. */
  private readonly counts = new Map<string, RateWindow>();

  constructor(rules: WafRule[], private readonly surroundings: FirewallSurroundings) {
    this.rules = inOrder(rules).map((rule) => this.compile(rule));
  }

  /** What the first rule with a terminating action does, or the default action, which allows. */
  public evaluate(request: FirewallRequest): FirewallVerdict {
    const view = new RequestView(request, this.surroundings.bodyWindow);
    const labels: string[] = [];
    const counted: string[] = [];
    const found = { labels, counted };
    for (const { name, apply } of this.rules) {
      const verdict = apply(view, found);
      if (verdict) {
        return { ...verdict, rule: name, counted, labels };
      }
    }
    return { action: 'allow', counted, labels };
  }

  /** Reads a rule once, so that a request only runs what came out of it. */
  private compile(rule: WafRule): CompiledRule {
    const { ManagedRuleGroupStatement: managed, RuleGroupReferenceStatement: reference, RateBasedStatement: rate } = rule.Statement;
    if (managed) {
      return { name: rule.Name, apply: this.managed(managed, rule) };
    }
    if (reference) {
      return { name: rule.Name, apply: (view, found) => this.applyGroup(reference.Arn, rule, view, found) };
    }
    const matches = rate ? this.exceeds(rule.Name, rate) : this.test(rule.Statement);
    const added = (rule.RuleLabels ?? []).map(({ Name }) => LOCAL_PREFIX + Name);
    const ending = endingOf(rule);
    return {
      name: rule.Name,
      apply: (view, { labels, counted }) => {
        if (!matches(view, labels)) {
          return undefined;
        }
        labels.push(...added);
        if (!ending) {
          counted.push(rule.Name);
        }
        return ending;
      },
    };
  }

  private managed(managed: NonNullable<WafStatement['ManagedRuleGroupStatement']>, rule: WafRule): CompiledRule['apply'] {
    const concerns = managed.ScopeDownStatement && this.test(managed.ScopeDownStatement);
    const overridden = new Set((managed.RuleActionOverrides ?? []).filter(({ ActionToUse }) => ActionToUse.Count).map(({ Name }) => Name));
    return (view, { labels, counted }) => {
      if (concerns && !concerns(view, labels)) {
        return undefined;
      }
      for (const found of this.surroundings.managed?.(managed.Name, view.request) ?? []) {
        if (found.label) {
          labels.push(found.label);
        }
        if (!overridden.has(found.rule) && !rule.OverrideAction?.Count) {
          return { action: 'block', status: 403 };
        }
        counted.push(`${managed.Name}/${found.rule}`);
      }
      return undefined;
    };
  }

  /** A group of the account's own: its rules in their order, as if they stood in the web ACL. */
  private applyGroup(arn: unknown, rule: WafRule, view: RequestView, found: Found): Ending | undefined {
    for (const inner of inOrder(this.surroundings.ruleGroup?.(arn) ?? [])) {
      const ending = this.ofGroup(inner).apply(view, found);
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

  private ofGroup(rule: WafRule): CompiledRule {
    let known = this.grouped.get(rule);
    if (!known) {
      known = this.compile(rule);
      this.grouped.set(rule, known);
    }
    return known;
  }

  private test(statement: WafStatement): Test {
    if (statement.AndStatement) {
      const inner = statement.AndStatement.Statements.map((one) => this.test(one));
      return (view, labels) => inner.every((test) => test(view, labels));
    }
    if (statement.OrStatement) {
      const inner = statement.OrStatement.Statements.map((one) => this.test(one));
      return (view, labels) => inner.some((test) => test(view, labels));
    }
    if (statement.NotStatement) {
      const inner = this.test(statement.NotStatement.Statement);
      return (view, labels) => !inner(view, labels);
    }
    if (statement.ByteMatchStatement) {
      const { SearchString, PositionalConstraint, FieldToMatch, TextTransformations } = statement.ByteMatchStatement;
      return this.inspected(FieldToMatch, TextTransformations, byteMatch(bytes(SearchString), PositionalConstraint));
    }
    if (statement.RegexMatchStatement) {
      const { RegexString, FieldToMatch, TextTransformations } = statement.RegexMatchStatement;
      // Only a request that comes so far fails by an expression that JavaScript can't read.
      return this.inspected(FieldToMatch, TextTransformations, (text) => compiled(RegexString).test(text));
    }
    if (statement.SizeConstraintStatement) {
      const { ComparisonOperator, Size, FieldToMatch, TextTransformations } = statement.SizeConstraintStatement;
      const compare = COMPARISONS[ComparisonOperator];
      return this.inspected(FieldToMatch, TextTransformations, (text) => compare(text.length, Size));
    }
    if (statement.IPSetReferenceStatement) {
      const { Arn, IPSetForwardedIPConfig } = statement.IPSetReferenceStatement;
      return (view) => {
        const ranges = this.rangesOf(this.surroundings.ipSet?.(Arn) ?? []);
        return IPSetForwardedIPConfig
          ? forwardedMatch(view, IPSetForwardedIPConfig, IPSetForwardedIPConfig.Position, (address) => ranges.has(address))
          : ranges.has(view.request.ip);
      };
    }
    if (statement.GeoMatchStatement) {
      const { CountryCodes, ForwardedIPConfig } = statement.GeoMatchStatement;
      return (view) => ForwardedIPConfig
        ? forwardedMatch(view, ForwardedIPConfig, 'FIRST', (address) => CountryCodes.includes(this.surroundings.countryOf?.(address) ?? ''))
        : view.request.country !== undefined && CountryCodes.includes(view.request.country);
    }
    if (statement.LabelMatchStatement) {
      const { Key, Scope } = statement.LabelMatchStatement;
      return (_view, labels) => labelMatch(labels, Key, Scope);
    }
    return () => {
      throw new Error(`the statement ${JSON.stringify(Object.keys(statement))} is not one that can be nested or that this library writes`);
    };
  }

  /** Whether any value of the component, transformed, passes the test. What the request lacks passes none. */
  private inspected(field: WafField, transformations: WafTransformation[], test: (text: string) => boolean): Test {
    const inspection = this.inspections.of(field, transformations);
    return (view) => {
      const { values, oversize } = view.component(inspection);
      return oversize === 'MATCH' || (oversize !== 'NO_MATCH' && values.some(test));
    };
  }

  private rangesOf(addresses: string[]): AddressRanges {
    let ranges = this.ranges.get(addresses);
    if (!ranges) {
      ranges = new AddressRanges(addresses);
      this.ranges.set(addresses, ranges);
    }
    return ranges;
  }

  /** Counts the request where the rule concerns it, and says whether its aggregation instance is over the limit. */
  private exceeds(name: string, rate: WafRateBased): Test {
    const concerns = rate.ScopeDownStatement && this.test(rate.ScopeDownStatement);
    const keyOf = aggregationKey(rate, this.surroundings);
    return (view, labels) => {
      if (concerns && !concerns(view, labels)) {
        return false;
      }
      const key = keyOf(view);
      if (key === 'malformed') {
        return rate.ForwardedIPConfig?.FallbackBehavior === 'MATCH';
      }
      if (key === undefined) {
        return false;
      }
      const window = this.counts.get(name) ?? new RateWindow((rate.EvaluationWindowSec ?? 300) * 1000, rate.Limit);
      this.counts.set(name, window);
      return window.exceeds(key.instance, view.request.time ?? 0);
    };
  }
}

function inOrder(rules: WafRule[]): WafRule[] {
  return [...rules].sort((left, right) => left.Priority - right.Priority);
}

/** How a rule that matches ends the evaluation; one that counts does not. */
function endingOf({ Action }: WafRule): Ending | undefined {
  if (Action?.Block) {
    return { action: 'block', status: Action.Block.CustomResponse?.ResponseCode ?? 403 };
  }
  if (Action?.Allow) {
    return { action: 'allow' };
  }
  return Action?.Challenge ? { action: 'challenge', status: 202 } : undefined;
}

const COMPARISONS: { readonly [operator: string]: (left: number, right: number) => boolean } = {
  EQ: (left, right) => left === right,
  NE: (left, right) => left !== right,
  LE: (left, right) => left <= right,
  LT: (left, right) => left < right,
  GE: (left, right) => left >= right,
  GT: (left, right) => left > right,
};

function byteMatch(searched: string, position: string): (text: string) => boolean {
  switch (position) {
    case 'EXACTLY': return (text) => text === searched;
    case 'STARTS_WITH': return (text) => text.startsWith(searched);
    case 'ENDS_WITH': return (text) => text.endsWith(searched);
    case 'CONTAINS': return (text) => text.includes(searched);
    default: {
      const word = new RegExp(`(?:^|[^\\w])${escapeText(searched)}(?:$|[^\\w])`);
      return (text) => word.test(text);
    }
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
function forwardedAddresses(view: RequestView, { HeaderName }: WafForwardedIp): string[] | undefined {
  return view.header(HeaderName.toLowerCase())?.split(',').map((address) => address.trim());
}

function forwardedMatch(view: RequestView, config: WafForwardedIp, position: 'FIRST' | 'LAST' | 'ANY', test: (address: string) => boolean): boolean {
  const addresses = forwardedAddresses(view, config);
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

/** What a request is counted under. "If a component is missing from a request, the rule doesn't count it": undefined. */
type KeyOf = (view: RequestView) => { readonly instance: string } | 'malformed' | undefined;

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-instances.html */
function aggregationKey(rate: WafRateBased, surroundings: FirewallSurroundings): KeyOf {
  switch (rate.AggregateKeyType) {
    case 'IP': return ({ request }) => ({ instance: request.ip });
    case 'CONSTANT': return () => ({ instance: '' });
    case 'FORWARDED_IP': return (view) => forwardedKey(rate, view);
    case 'CUSTOM_KEYS': {
      const keys = (rate.CustomKeys ?? []).map((key) => customKey(key, rate, surroundings));
      return (view) => {
        const parts: string[] = [];
        for (const keyOf of keys) {
          const part = keyOf(view);
          if (part === undefined || part === 'malformed') {
            return part;
          }
          parts.push(part.instance);
        }
        return { instance: JSON.stringify(parts) };
      };
    }
  }
}

function customKey(key: NonNullable<WafRateBased['CustomKeys']>[number], rate: WafRateBased, surroundings: FirewallSurroundings): KeyOf {
  if (key.IP) {
    return ({ request }) => ({ instance: request.ip });
  }
  if (key.ASN) {
    return ({ request }) => ({ instance: String(surroundings.asnOf?.(request.ip) ?? 0) });
  }
  if (key.ForwardedIP) {
    return (view) => forwardedKey(rate, view);
  }
  if (key.HTTPMethod) {
    return ({ request }) => ({ instance: request.method });
  }
  const { Name, TextTransformations } = key.Header!;
  const [name, transform] = [Name.toLowerCase(), transformation(TextTransformations)];
  return (view) => {
    const value = view.header(name);
    return value === undefined ? undefined : { instance: transform(value) };
  };
}

/** "For rate-based rules, AWS WAF uses the first address in the header", which is the client's own word. */
function forwardedKey(rate: WafRateBased, view: RequestView): ReturnType<KeyOf> {
  const addresses = forwardedAddresses(view, rate.ForwardedIPConfig!);
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
