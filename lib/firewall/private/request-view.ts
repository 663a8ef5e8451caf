import { FirewallRequest } from './evaluator';
import { transformation } from './transformations';
import { WafField, WafOversizeHandling, WafTransformation } from './waf-rule';

/** The values of a component as byte strings, and how to handle it where it is larger than AWS WAF can see. */
export interface Component {
  readonly values: readonly string[];
  readonly oversize?: WafOversizeHandling;
}

/** AWS WAF sees this much of headers. https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html */
const HEADER_WINDOW_BYTES = 8192;
const HEADER_WINDOW_COUNT = 200;

interface VisibleHeaders {
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly oversize: boolean;
}

/** One request under evaluation: what a statement looked at is there for those after it, and nothing of it outlives the request. */
export class RequestView {
  private readonly inspected = new Map<Inspection, Component>();
  private visible?: VisibleHeaders;

  public constructor(public readonly request: FirewallRequest, public readonly bodyWindow: number) {
  }

  /** Headers within the window, with their names in lower case. */
  public get headers(): VisibleHeaders {
    this.visible ??= visibleHeaders(this.request);
    return this.visible;
  }

  /** The first value of a header, by its name in lower case. */
  public header(name: string): string | undefined {
    return this.headers.headers.find(([key]) => key === name)?.[1];
  }

  /** The component as the inspection has it, read once. */
  public component(inspection: Inspection): Component {
    let component = this.inspected.get(inspection);
    if (!component) {
      component = inspection.read(this);
      this.inspected.set(inspection, component);
    }
    return component;
  }
}

/** A component with its transformations. Statements that inspect the same share one. */
export interface Inspection {
  /** @throws where the component is not one that this library inspects */
  readonly read: (view: RequestView) => Component;
}

/** Inspections of one set of rules, each made once. */
export class Inspections {
  private readonly known = new Map<string, Inspection>();

  public of(field: WafField, transformations: WafTransformation[]): Inspection {
    const key = JSON.stringify([field, transformations]);
    let inspection = this.known.get(key);
    if (!inspection) {
      const read = reader(field);
      const transform = transformation(transformations);
      inspection = {
        read: (view) => {
          const { values, oversize } = read(view);
          return { values: values.map(transform), oversize };
        },
      };
      this.known.set(key, inspection);
    }
    return inspection;
  }
}

function reader(field: WafField): (view: RequestView) => Component {
  if (field.Method) {
    return ({ request }) => ({ values: [request.method] });
  }
  if (field.UriPath) {
    return ({ request }) => ({ values: [sent(request, request.path)] });
  }
  if (field.QueryString) {
    return ({ request }) => ({ values: request.query ? [sent(request, request.query)] : [] });
  }
  if (field.SingleQueryArgument || field.AllQueryArguments) {
    const name = field.SingleQueryArgument?.Name.toLowerCase();
    return ({ request }) => ({
      values: argumentsOf(request).filter(([key]) => name === undefined || key.toLowerCase() === name).map(([, value]) => value),
    });
  }
  if (field.SingleHeader) {
    const name = field.SingleHeader.Name.toLowerCase();
    return ({ headers: { headers } }) => ({ values: headers.filter(([key]) => key === name).map(([, value]) => value) });
  }
  if (field.Headers) {
    return headersReader(field.Headers);
  }
  if (field.HeaderOrder) {
    const { OversizeHandling } = field.HeaderOrder;
    // "AWS WAF separates the header names in the string using colons and no added spaces, for example host:user-agent:accept:authorization:referer."
    return ({ headers: { headers, oversize } }) => ({
      values: headers.length > 0 ? [headers.map(([key]) => key).join(':')] : [],
      oversize: oversize ? OversizeHandling : undefined,
    });
  }
  if (field.Body) {
    // "Continue" is AWS's default: what is within the window is inspected.
    const { OversizeHandling = 'CONTINUE' } = field.Body;
    return ({ request, bodyWindow }) => {
      const body = bytesOf(request.body ?? '');
      return {
        values: body.length > 0 ? [body.toString('latin1', 0, bodyWindow)] : [],
        oversize: body.length > bodyWindow ? OversizeHandling : undefined,
      };
    };
  }
  return () => {
    throw new Error(`the component ${JSON.stringify(field)} is not one that this library inspects`);
  };
}

function headersReader({ MatchPattern, MatchScope, OversizeHandling }: NonNullable<WafField['Headers']>): (view: RequestView) => Component {
  const names = (list: string[] | undefined): string[] | undefined => list?.map((name) => name.toLowerCase());
  const included = names(MatchPattern.IncludedHeaders);
  const excluded = names(MatchPattern.ExcludedHeaders);
  return ({ headers: { headers, oversize } }) => ({
    values: headers
      .filter(([key]) => (!included || included.includes(key)) && !excluded?.includes(key))
      .flatMap(([key, value]) => MatchScope === 'KEY' ? [key] : MatchScope === 'VALUE' ? [value] : [key, value]),
    oversize: oversize ? OversizeHandling : undefined,
  });
}

function argumentsOf(request: FirewallRequest): Array<readonly [name: string, value: string]> {
  return request.query ? sent(request, request.query).split('&').map((pair) => {
    const [name] = pair.split('=', 1);
    return [name, pair.slice(name.length + 1)] as const;
  }) : [];
}

/** One character a byte, as AWS WAF inspects. */
export function bytes(text: string): string {
  // What is ASCII is its own bytes, and nearly all is.
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function sent({ inBytes }: FirewallRequest, text: string): string {
  return inBytes ? text : bytes(text);
}

/** Without a copy where there are bytes already: a body may have 10 MB. */
function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function visibleHeaders(request: FirewallRequest): VisibleHeaders {
  const headers: Array<[string, string]> = [];
  let size = 0;
  for (const [name, value] of request.headers ?? []) {
    const text = sent(request, value);
    size += name.length + text.length;
    if (headers.length === HEADER_WINDOW_COUNT || size > HEADER_WINDOW_BYTES) {
      return { headers, oversize: true };
    }
    headers.push([name.toLowerCase(), text]);
  }
  return { headers, oversize: false };
}
