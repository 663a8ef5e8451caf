import { DocumentReader } from './document-reader';
import { RouteAccess } from '../../routes/route-access';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';
import { isObject } from '../../schema/private/json-schema-keywords';

/** What a document says about who may call an operation: an access, or why it gives none. */
export type DocumentAccess = { readonly access: RouteAccess } | { readonly missing: string };

/**
 * Reads `security`: alternatives of which one is enough, each of schemes that must all hold.
 *
 * Only scopes say who may call. An API key tells consumers apart and is asked for anyway; "any token" and "nobody in particular" are
 * decisions that a document of somebody else must not take for this API. An alternative without scopes beside one with scopes is left
 * out, which can only refuse more.
 */
export function documentAccess(operation: JsonObject, root: JsonObject, reader: DocumentReader): DocumentAccess {
  const security: JsonValue | undefined = operation.security ?? root.security;
  if (security === undefined) {
    return { missing: 'no `security`' };
  }
  const alternatives = Array.isArray(security) ? security.filter(isObject) : [];
  if (alternatives.length === 0) {
    return { missing: '`security: []`, which means public' };
  }
  const accesses: RouteAccess[] = [];
  const reasons = new Set<string>();
  for (const alternative of alternatives) {
    const { scopes, reason } = readAlternative(alternative, root, reader);
    if (reason !== undefined) {
      reasons.add(reason);
    } else {
      accesses.push(RouteAccess.scopes(...scopes));
    }
  }
  if (accesses.length === 0) {
    return { missing: [...reasons].join(', or ') };
  }
  return { access: accesses.length === 1 ? accesses[0] : RouteAccess._anyOf(accesses) };
}

function readAlternative(alternative: JsonObject, root: JsonObject, reader: DocumentReader): { scopes: string[]; reason?: string } {
  const names = Object.keys(alternative);
  if (names.length === 0) {
    return { scopes: [], reason: '`security: [{}]`, which means public' };
  }
  const scopes = new Set<string>();
  const without: string[] = [];
  for (const name of names) {
    const components = isObject(root.components) && isObject(root.components.securitySchemes) ? root.components.securitySchemes : {};
    const scheme = reader.object(components[name], `#/components/securitySchemes/${name}`)?.value;
    const kind = scheme ? schemeKind(scheme) : 'unknown';
    const wanted = Array.isArray(alternative[name]) ? alternative[name].filter((scope): scope is string => typeof scope === 'string' && scope.trim() !== '') : [];
    if (kind === 'apiKey') {
      without.push(`the API key ${name} only`);
    } else if (kind !== 'token') {
      return { scopes: [], reason: `${name}, which is ${kind}` };
    } else if (wanted.length === 0) {
      without.push(`${name} without scopes`);
    } else {
      wanted.flatMap((scope) => scope.trim().split(/\s+/)).forEach((scope) => scopes.add(scope));
    }
  }
  return scopes.size > 0 ? { scopes: [...scopes] } : { scopes: [], reason: without.join(' and ') };
}

/** `token` where a JWT of an issuer can satisfy the scheme. */
function schemeKind(scheme: JsonObject): string {
  switch (scheme.type) {
    case 'oauth2':
    case 'openIdConnect':
      return 'token';
    case 'apiKey':
      return 'apiKey';
    case 'http':
      return String(scheme.scheme).toLowerCase() === 'bearer' ? 'token' : `HTTP ${String(scheme.scheme)} and not supported`;
    case 'mutualTLS':
      return 'mutual TLS, which is a matter of the API\'s domain';
    default:
      return `a scheme of the type ${String(scheme.type)} and not supported`;
  }
}
