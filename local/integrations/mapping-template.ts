import { JSONPath } from 'jsonpath-plus';
import { Compile, parse } from 'velocityjs';
import { Json, JsonMap } from '../assembly';

/** What a mapping template may read. */
export interface TemplateInput {
  readonly body: string;
  readonly path: { readonly [name: string]: string };
  readonly querystring: { readonly [name: string]: string };
  readonly header: { readonly [name: string]: string };
  /** `$context`; what a template sets of its overrides stays in it. */
  readonly context: JsonMap;
  readonly stageVariables: { readonly [name: string]: string };
}

/** Strings as Java has them, and maps and lists: velocityjs knows the rest. */
const METHODS: { readonly [name: string]: (value: Json, ...values: string[]) => unknown } = {
  equals: (value, other) => value === other,
  equalsIgnoreCase: (value, other) => String(value).toLowerCase() === String(other).toLowerCase(),
  contains: (value, part) => (Array.isArray(value) ? value.includes(part) : String(value).includes(part)),
  containsKey: (value, name) => value !== null && typeof value === 'object' && name in value,
  isEmpty: (value) => (value !== null && typeof value === 'object' ? Object.keys(value).length === 0 : value === ''),
  length: (value) => String(value).length,
  matches: (value, pattern) => new RegExp(`^(?:${pattern})$`).test(String(value)),
  replaceAll: (value, pattern, by) => String(value).replace(new RegExp(pattern, 'g'), by),
  put: (value, name, item) => {
    const map = value as JsonMap;
    const before = Object.hasOwn(map, name) ? map[name] : '';
    if (!/^(?:__proto__|constructor|prototype)$/.test(name)) {
      map[name] = item;
    }
    return before;
  },
};

const CONFIG = {
  customMethodHandlers: Object.entries(METHODS).map(([uid, call]) => ({
    uid,
    match: ({ property }: { property: string }) => property === uid,
    resolve: ({ context, params }: { context: unknown; params: unknown[] }) => call(context as Json, ...params as string[]),
  })),
};

type Ast = Parameters<typeof parse> extends [] ? never : ReturnType<typeof parse>[number];

/** velocityjs with what API Gateway does otherwise: what is absent is empty, and lists are JSON. */
class ApiGatewayTemplate extends Compile {
  public override getReferences(ast: Ast, isPrinted?: boolean): string {
    const value = super.getReferences(ast, false);
    return isPrinted ? printed(value as unknown as Json) : value;
  }

  public override getExpression(ast: Ast): string {
    const { operator, expression } = ast as unknown as { operator?: string; expression: [Ast, Ast] };
    if (operator === '==' || operator === '!=') {
      const [left, right] = expression.map((part) => this.getExpression(part) as unknown);
      return (same(left, right) === (operator === '==')) as unknown as string;
    }
    return super.getExpression(ast);
  }
}

/** Recorded: vtl-path-missing. What is absent is `$null` and the empty text. */
function same(left: unknown, right: unknown): boolean {
  const absent = (value: unknown): boolean => value === undefined || value === null;

  return absent(left) ? absent(right) || right === '' : absent(right) ? left === '' : left == right;
}

/** As Java's `toString` (recorded: vtl-path-object, vtl-path-object-members), lists as JSON (recorded: vtl-path-list). */
function printed(value: Json | undefined, inside = false): string {
  if (value === undefined || value === null) {
    return inside ? 'null' : '';
  }
  if (Array.isArray(value)) {
    return JSON.stringify(value);
  }
  if (typeof value === 'object') {
    return `{${Object.entries(value).filter(([, item]) => typeof item !== 'function').map(([name, item]) => `${name}=${printed(item, true)}`).join(', ')}}`;
  }
  return String(value);
}

/**
 * Fills a mapping template.
 *
 * @param inputOf asked only where the template reads something
 * @throws where the template can't be read, or reads what is no JSON
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function fillTemplate(template: string, inputOf: () => TemplateInput): string {
  if (!/[$#]/.test(template)) {
    // No reference, directive or comment is in it.
    return template;
  }
  const input = inputOf();
  const { context, stageVariables } = input;
  return new ApiGatewayTemplate(parsedTemplate(template), CONFIG)
    .render({ input: inputVariable(input), util: UTIL, context, stageVariables: { ...stageVariables } } as never);
}

/** As many templates are kept; an API has a few. */
const MOST_TEMPLATES = 1_000;
const parsedTemplates = new Map<string, ReturnType<typeof parse>>();

/** Filling a template leaves its tree as it is, so that one is enough. */
function parsedTemplate(template: string): ReturnType<typeof parse> {
  let known = parsedTemplates.get(template);
  if (!known) {
    known = parse(template);
    if (parsedTemplates.size >= MOST_TEMPLATES) {
      parsedTemplates.clear();
    }
    parsedTemplates.set(template, known);
  }
  return known;
}

/** `$input`: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference */
function inputVariable({ body, path, querystring, header }: TemplateInput): object {
  let parsed: Json | undefined;
  const at = (expression: string): Json | undefined => {
    parsed ??= body === '' ? {} : JSON.parse(body) as Json;
    return jsonPath(parsed, expression);
  };
  return {
    body,
    path: at,
    json: (expression: string) => JSON.stringify(at(expression) ?? ''),
    params: (name?: string) => (name === undefined
      ? { path: { ...path }, querystring: { ...querystring }, header: { ...header } }
      : [path, querystring, header].map((place) => (Object.hasOwn(place, name) ? place[name] : undefined)).find((value) => value !== undefined) ?? ''),
  };
}

/** The value at a JSON path, or nothing. Expressions in it are not evaluated. */
export function jsonPath(json: Json, expression: string): Json | undefined {
  if (json === null || typeof json !== 'object') {
    return expression === '$' ? json : undefined;
  }
  return JSONPath({ path: expression, json, wrap: false, eval: false }) as Json | undefined;
}

/** `$util`: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference */
const UTIL = {
  escapeJavaScript: (value: unknown) => JSON.stringify(text(value)).slice(1, -1).replace(/'/g, "\\'"),
  parseJson: (value: unknown) => JSON.parse(text(value)) as Json,
  // As Java's URLEncoder (recorded: vtl-url-encode).
  urlEncode: (value: unknown) => encodeURIComponent(text(value)).replace(/%20/g, '+')
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  urlDecode: (value: unknown) => decodeURIComponent(text(value).replace(/\+/g, ' ')),
  base64Encode: (value: unknown) => Buffer.from(text(value)).toString('base64'),
  base64Decode: (value: unknown) => Buffer.from(text(value), 'base64').toString('utf8'),
};

function text(value: unknown): string {
  return printed(value as Json | undefined);
}
