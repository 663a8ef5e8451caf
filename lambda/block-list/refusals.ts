import { clientNetwork, Network, networkText } from './networks';

/** How often a client was refused. */
export interface Refused {
  readonly network: Network;
  readonly refusals: number;
  /** Name of the rule that refused it last: one of the web ACL's own, or of a managed group. */
  readonly rule: string;
}

/** A page of the log. */
export interface LogPage {
  readonly lines: string[];
  readonly nextToken?: string;
}

/** Reads the lines of a stretch of time (milliseconds since 1970), a page at a time. */
export type ReadLog = (from: number, to: number, nextToken: string | undefined) => Promise<LogPage>;

/**
 * Pages of up to 1 MB that are read at a time. A flood writes more; who sends it is on the first of them as well, and gone from the log once he
 * is blocked. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
const MOST_PAGES = 200;
/** A rule's name in the log of a lost line. */
const LONGEST_RULE = 128;

/** What was read, by the text of the network. */
export interface Refusals {
  readonly clients: ReadonlyMap<string, Refused>;
  /** Whether all of the log was read. */
  readonly whole: boolean;
}

/**
 * Counts the refusals of each client. Not among them is what the web ACL does not log: requests that are refused for their number or for their
 * address, and with an Edge those that did not come through it.
 *
 * @param mayGoOn whether there is time for another page
 * @param header where the client's address stands, in lower case; the connection's own counts without it
 */
export async function countRefusals(read: ReadLog, from: number, to: number, mayGoOn: () => boolean, header?: string): Promise<Refusals> {
  const clients = new Map<string, Refused>();
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES && mayGoOn(); page += 1) {
    const { lines, nextToken: next } = await read(from, to, nextToken);
    for (const { network, rule } of lines.flatMap((line) => refusalOf(line, header) ?? [])) {
      const key = networkText(network);
      clients.set(key, { network, refusals: (clients.get(key)?.refusals ?? 0) + 1, rule });
    }
    if (next === undefined || next === nextToken) {
      return { clients, whole: true };
    }
    nextToken = next;
  }
  return { clients, whole: false };
}

/** What is read of a line. https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html */
interface LogLine {
  readonly action?: unknown;
  readonly terminatingRuleId?: unknown;
  readonly httpRequest?: { readonly clientIp?: unknown; readonly headers?: unknown };
}

/**
 * Who was refused by which rule; nothing where the line says neither. The members' names are AWS's, and what a client sends stands in values:
 * so nothing of his can pass for another member.
 */
function refusalOf(line: string, header: string | undefined): { readonly network: Network; readonly rule: string } | undefined {
  const { action, terminatingRuleId, httpRequest } = parsed(line);
  if (action !== 'BLOCK' || typeof terminatingRuleId !== 'string') {
    return undefined;
  }
  const address = header === undefined ? httpRequest?.clientIp : headerValue(httpRequest?.headers, header);
  const network = typeof address === 'string' ? clientNetwork(address) : undefined;
  return network && { network, rule: terminatingRuleId.slice(0, LONGEST_RULE) };
}

function parsed(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // One that is cut off, or nobody's of AWS WAF.
    return {};
  }
}

/** The one value of a header. Of two values nobody knows which one the firewall took, so they are none. */
function headerValue(headers: unknown, header: string): string | undefined {
  const values = (Array.isArray(headers) ? headers as Array<{ readonly name?: unknown; readonly value?: unknown } | null> : [])
    .flatMap((entry) => typeof entry?.name === 'string' && entry.name.toLowerCase() === header ? [entry.value] : []);
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
}
