import { Token } from 'aws-cdk-lib';
import { isHarmless } from '../contracts/path-value';
import { BOOLEAN, checkTypes, listOf, NUMBER, optional, Shape, TEXT } from '../shared/check-types';
import { checkLiteral, shown } from '../shared/literals';
import { parsePattern, Pattern, PatternError } from '../shared/regex/pattern';
import { lengthRange } from '../shared/regex/shape';
import { checkParameterName } from './private/parameter-names';
import { pathAutomaton } from './private/path-automaton';

/**
 * What a parameter's value must look like. Every constraint applies to the whole decoded value.
 */
export interface RouteParameterOptions {
  /**
   * Regular expression that the whole value must match; no anchors needed.
   *
   * Query and header parameters are checked by AWS WAF, path parameters by the authorizer, so use what both
   * understand: no look-around and no back references.
   *
   * Whatever the pattern of a path parameter says, no value passes that names another path or ends it for some server: parts that are empty, `.`
   * or `..` (also with punctuation behind, such as `..;x=1`) or have a blank at an end; `\`, `?`, `#`, `%` and `/` (which only a greedy
   * parameter has, and unencoded), control and invisible characters, and characters that become one of these or a dot where text is normalized
   * (full-width ones). `;`, `&`, `"`, `<`, `>`, `[`, `]`, `^`, `` ` ``, `{`, `|` and `}` pass where the pattern writes them, not where it has `.`, a range or
   * `[^…]`. A value has one spelling: unreserved characters as they are, `%XX` with capitals.
   *
   * @default - any text within the length limits; of a path parameter letters, digits and `-._~` (and `/` between parts of a greedy one)
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-regex-pattern-support.html
   */
  readonly pattern?: string;

  /**
   * Fewest characters of the value.
   *
   * @default 1 for a path parameter, 0 otherwise
   */
  readonly minLength?: number;

  /**
   * Most characters of the value.
   *
   * @default 256
   */
  readonly maxLength?: number;

  /**
   * The only values accepted. Excludes `pattern`. Those of a path parameter must be harmless as above.
   *
   * @default - any value that satisfies the other constraints
   */
  readonly allowedValues?: string[];

  /**
   * Whether a request without the parameter is refused with 400. A path parameter is always required.
   *
   * @default - true for a path parameter, false otherwise
   */
  readonly required?: boolean;
}

/** Longest value accepted where the user says nothing: an unbounded parameter is an open door for oversize input. */
const DEFAULT_MAX_LENGTH = 256;

const SHAPE: Shape = {
  pattern: optional(TEXT),
  minLength: optional(NUMBER),
  maxLength: optional(NUMBER),
  allowedValues: optional(listOf(TEXT)),
  required: optional(BOOLEAN),
};

/**
 * A parameter of a route, and what its value must look like.
 *
 * API Gateway itself checks only that a required parameter is present; the constraints are enforced by the
 * web ACL (query, header) and the authorizer (path).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export class RouteParameter {
  /**
   * A part of the path, `{name}` in the route's `path`.
   *
   * @throws where the constraints contradict each other or are not usable
   */
  public static path(name: string, options: RouteParameterOptions = {}): RouteParameter {
    checkTypes('options', options, SHAPE);
    if (options.required === false) {
      throw new Error(`\`required\` must not be false for the path parameter ${shown(name)}: a path without it is another path`);
    }
    return new RouteParameter('path', name, { ...options, required: true, minLength: options.minLength ?? 1 });
  }

  /**
   * A parameter of the query string. Names are case-sensitive. One with brackets, such as `filter[status]`, is held by the web ACL alone,
   * since API Gateway takes no such names.
   *
   * @throws where the constraints contradict each other or are not usable
   */
  public static query(name: string, options: RouteParameterOptions = {}): RouteParameter {
    return new RouteParameter('query', name, options);
  }

  /**
   * A request header. `authorization`, `x-api-key`, `content-type` and `host` belong to the library and are refused; so is a header that the
   * web ACL refuses, such as `X-Forwarded-Host` or one with "_" in its name.
   *
   * @throws where the constraints contradict each other or are not usable, or the name is refused
   */
  public static header(name: string, options: RouteParameterOptions = {}): RouteParameter {
    return new RouteParameter('header', name, options);
  }

  /** @internal */
  public readonly _location: 'path' | 'query' | 'header';
  /** @internal */
  public readonly _name: string;
  /** @internal */
  public readonly _pattern?: string;
  /** @internal */
  public readonly _minLength: number;
  /** @internal */
  public readonly _maxLength: number;
  /** @internal */
  public readonly _allowedValues?: string[];
  /** @internal */
  public readonly _required: boolean;

  private constructor(location: 'path' | 'query' | 'header', name: string, options: RouteParameterOptions) {
    const property = `RouteParameter.${location}(${shown(name)})`;
    checkTypes('options', options, SHAPE);
    checkParameterName(location, name);
    if (options.pattern !== undefined && options.allowedValues !== undefined) {
      throw new Error(`\`pattern\` must not stand beside \`allowedValues\` in ${property}: use one of the two`);
    }
    checkAllowedValues(property, location, options.allowedValues);
    const minLength = checkLength(property, 'minLength', options.minLength ?? 0);
    const maxLength = checkLength(property, 'maxLength', options.maxLength ?? Math.max(DEFAULT_MAX_LENGTH, minLength));
    if (minLength > maxLength) {
      throw new Error(`\`minLength\` must be at most \`maxLength\` in ${property}, got ${minLength} and ${maxLength}`);
    }
    checkPattern(property, options.pattern, { location, minLength, maxLength });
    for (const value of options.allowedValues ?? []) {
      const { length } = [...value];
      if (length < minLength || length > maxLength) {
        throw new Error(`\`allowedValues\` must fit \`minLength\` and \`maxLength\` in ${property}, got ${shown(value)} with ${minLength} to ${maxLength} characters`);
      }
    }
    this._location = location;
    this._name = name;
    this._pattern = options.pattern;
    this._minLength = minLength;
    this._maxLength = maxLength;
    this._allowedValues = options.allowedValues ? [...new Set(options.allowedValues)] : undefined;
    this._required = options.required ?? false;
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): string {
    const constraint = this._allowedValues ? this._allowedValues.join('|') : this._pattern ? `/${this._pattern}/` : `${this._minLength}..${this._maxLength}`;
    return `${this._location} ${this._name}${this._required ? '' : '?'} ${constraint}`;
  }
}

interface PatternUse {
  readonly location: 'path' | 'query' | 'header';
  readonly minLength: number;
  readonly maxLength: number;
}

function checkPattern(property: string, pattern: string | undefined, { location, minLength, maxLength }: PatternUse): void {
  if (pattern === undefined) {
    return;
  }
  checkLiteral('pattern', pattern, "'[0-9a-f-]{36}'");
  const { min, max } = lengthRange(parsed(property, pattern));
  if (min > maxLength || max < minLength) {
    throw new Error(`\`pattern\` of ${property} must take values of \`minLength\` to \`maxLength\` characters, got ${shown(pattern)}, ` +
      `which takes ${min} to ${max}, beside ${minLength} to ${maxLength}: it would refuse every value`);
  }
  if (location === 'path') {
    try {
      pathAutomaton(pattern, maxLength, 'rest');
    } catch (error) {
      throw new Error(`\`pattern\` of ${property} ${(error as Error).message}`);
    }
  }
}

function parsed(property: string, pattern: string): Pattern {
  try {
    return parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) {
      throw error;
    }
    const { reason, construct, position } = error;
    throw new Error(error.isSyntax
      ? `\`pattern\` of ${property} must be a regular expression, got ${shown(pattern)}: ${reason} at character ${position}`
      : `\`pattern\` of ${property} must not use ${shown(construct)} (${reason}): neither AWS WAF nor the authorizer's automata know it; got ${shown(pattern)}, ` +
        'right would be characters, classes, groups, choices and repeats');
  }
}

function checkAllowedValues(property: string, location: PatternUse['location'], values: string[] | undefined): void {
  if (values === undefined) {
    return;
  }
  if (values.length === 0) {
    throw new Error(`\`allowedValues\` of ${property} must hold at least one value, got none`);
  }
  for (const value of values) {
    checkLiteral(`allowedValues\` of \`${property}`, value, "['items']");
    if (location === 'path' && !isHarmless(value)) {
      throw new Error(`\`allowedValues\` of ${property} must be values that a path can have, got ${shown(value)}; no part of one is empty, ".", ".." or ends with a blank, ` +
        'and none has "\\", "?", "#", "%" or control characters; right would be a query parameter');
    }
  }
}

function checkLength(property: string, name: string, value: number): number {
  if (Token.isUnresolved(value)) {
    throw new Error(`\`${name}\` of ${property} must be known at synth time, got a token`);
  }
  // 8 KB is what AWS WAF inspects of headers; a longer value could not be checked.
  if (!Number.isInteger(value) || value < 0 || value > 8192) {
    throw new Error(`\`${name}\` of ${property} must be a whole number from 0 to 8192, got ${shown(value)}`);
  }
  return value;
}
