import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { KEY_SOURCE_CALLER, KEY_SOURCE_HEADER, KEY_SOURCE_WEBSITE } from '../../lib/contracts/origin-secret';
import { UntrustedEvent } from './authorizer';
import { Identity } from './identity';

/** Whose tokens come with the key that the Edge adds: by issuer, the client ids, or all of its clients where there are none. */
export type WebsiteClients = ReadonlyMap<string, ReadonlySet<string> | undefined>;

const NOBODY: WebsiteClients = new Map();

export function websiteClients(issuers: readonly IssuerConfig[]): WebsiteClients {
  return new Map(issuers.flatMap(({ issuer, website }) => website ? [[issuer, website.clients && new Set(website.clients)] as const] : []));
}

/**
 * Whether the request may use the key that it has: a key of the caller's own, or the website's with a token of a visitor.
 *
 * Attack: a partner who leaves his key out, so that the Edge adds the website's: neither his throttle, nor his quota, nor the removal of his
 * key would mean anything. Or anyone at all, without a token, on a public route that asks for a key.
 *
 * @param identity whose the token is; absent on a public route
 */
export function mayUseKey(event: UntrustedEvent, identity: Identity | undefined, clients: WebsiteClients = NOBODY): boolean {
  switch (keySource(event)) {
    case KEY_SOURCE_CALLER: return true;
    case KEY_SOURCE_WEBSITE: return identity !== undefined && isVisitor(identity, clients);
    // API Gateway answers 401 where the header is missing; nothing is taken for granted where it is not the Edge's.
    default: return false;
  }
}

function isVisitor({ issuer, clientId }: Identity, clients: WebsiteClients): boolean {
  const named = clients.get(issuer);
  return named ? clientId !== undefined && named.has(clientId) : clients.has(issuer);
}

/** What the header says; nothing where there is none, or two. */
function keySource(event: UntrustedEvent): unknown {
  const single = headerOf(event.headers);
  const lines = headerOf(event.multiValueHeaders);
  if (lines !== undefined && !(Array.isArray(lines) && lines.length === 1 && lines[0] === single)) {
    return undefined;
  }
  return single;
}

/** By name, whatever its case; null, which is no value of a header, where two differ in case only. */
function headerOf(headers: unknown): unknown {
  let found: unknown;
  for (const name in headers as { readonly [name: string]: unknown }) {
    if (name.length === KEY_SOURCE_HEADER.length && name.toLowerCase() === KEY_SOURCE_HEADER) {
      if (found !== undefined) {
        return null;
      }
      found = (headers as { readonly [name: string]: unknown })[name];
    }
  }
  return found;
}
