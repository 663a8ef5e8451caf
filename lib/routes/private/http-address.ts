import { shown } from '../../shared/literals';
import { replaceTokens } from '../../shared/token-text';

/** Stands for a token where the form of an address is looked at: nothing is known of it but that it is not empty. */
const UNKNOWN = '1';
const RIGHT = 'right would be "https://orders.example.com/v1/orders"';

/** A host with an optional port. */
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/;
/** RFC 3986, 3.3, and braces for the route's path parameters. */
const PATH = /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\{[A-Za-z0-9._-]+\})*)*$/;

/** Names in braces; `${Token[...]}` is CDK's own. */
export function placeholders(url: string): string[] {
  return [...replaceTokens(url, UNKNOWN).matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
}

/** @throws unless the address is https, to a host that no request chooses */
export function checkAddress(url: string): void {
  const text = replaceTokens(url, UNKNOWN);
  // Of a token at the beginning nothing is known: it may hold scheme and host.
  const known = url.startsWith('${Token[') && !text.startsWith(`${UNKNOWN}://`) ? `https://${text}` : text;
  const [, host, path] = /^https:\/\/([^/?#]*)([^?#]*)$/.exec(known) ?? [];
  if (host === undefined || host.includes('@')) {
    // Over plain HTTP the token and the data of every caller would cross the network in clear text.
    throw new Error(`\`url\` must be an https address without user, query or fragment, got ${shown(url)}; ${RIGHT}`);
  }
  if (host.includes('{')) {
    // API Gateway would call whatever host the client names: the network's own addresses, or a server of the client's that reads the token.
    throw new Error(`\`url\` must name the host itself, got a path parameter in the host of ${shown(url)}: whoever calls would choose where the request goes; ` +
      'right would be a route and a target for each host');
  }
  if (!HOST.test(host)) {
    throw new Error(`\`url\` must have the name of a host after "https://", got ${shown(url)}; ${RIGHT}`);
  }
  if (!PATH.test(path)) {
    throw new Error(`\`url\` must have a path of characters that an address can hold, with "{name}" for a path parameter, got ${shown(url)}; ${RIGHT}`);
  }
  if (/\/\.{1,2}(?:\/|$)/.test(path)) {
    throw new Error(`\`url\` must have a path without dot segments, got ${shown(url)}; ${RIGHT}`);
  }
}
