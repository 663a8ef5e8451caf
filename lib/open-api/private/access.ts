import { RouteAccess } from '../../routes/route-access';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';
import { isObject } from '../../schema/private/json-schema-keywords';
import { DocumentReader } from './document-reader';

/** What a document says about who may call an operation: an access, or why it gives none. */
export type DocumentAccess = { readonly access: RouteAccess } | {
  readonly missing: string;
  /** Whether the document asks who calls: then `anyone` would open what it closes. */
  readonly asksWhoCalls: boolean;
  /** Whether it asks for a signature of AWS, which no token replaces without somebody saying so. */
  readonly asksForIam: boolean;
};

/** How the document's requirements are met here. */
type SchemeKind = 'token' | 'roles' | 'apiKey' | 'iam' | 'other';

const AUTH = 'x-amazon-apigateway-auth';
const AUTHTYPE = 'x-amazon-apigateway-authtype';
const AUTHORIZER = 'x-amazon-apigateway-authorizer';

/**
 * Reads `security`: alternatives of which one is enough, each of schemes that must all hold. The document's own holds for operations
 * without theirs, as API Gateway applies it too (recorded: import-root-security-authorizer, import-root-security-scopes).
 *
 * Only scopes and roles say who may call. An API key tells consumers apart and is asked for anyway; "any token" and "nobody in particular"
 * are decisions that a document of somebody else must not take for this API. An alternative without scopes beside one with scopes is left
 * out, which can only refuse more.
 */
export function documentAccess(operation: JsonObject, root: JsonObject, reader: DocumentReader): DocumentAccess {
  const auth = operation[AUTH];
  if (isObject(auth) && String(auth.type).toUpperCase() === 'AWS_IAM') {
    return { missing: `\`${AUTH}\`: AWS_IAM`, asksWhoCalls: true, asksForIam: true };
  }
  const security: JsonValue | undefined = operation.security ?? root.security;
  if (security === undefined) {
    return { missing: 'no `security`', asksWhoCalls: false, asksForIam: false };
  }
  const alternatives = Array.isArray(security) ? security.filter(isObject) : [];
  if (alternatives.length === 0) {
    return { missing: '`security: []`, which means public', asksWhoCalls: false, asksForIam: false };
  }
  const read = alternatives.map((alternative) => readAlternative(alternative, root, reader));
  const accesses = read.flatMap(({ access }) => (access ? [access] : []));
  // API Gateway reads the list as requirements that all hold, so one that asks for a signature is no choice among others.
  const asksForIam = read.some(({ kinds }) => kinds.includes('iam'));
  if (accesses.length === 0 || asksForIam) {
    return {
      missing: [...new Set(read.map(({ reason }) => reason).filter((reason) => reason !== undefined))].join(', or '),
      asksWhoCalls: asksForIam || (read.every(({ kinds }) => kinds.length > 0) && read.some(({ kinds }) => kinds.some((kind) => kind !== 'apiKey'))),
      asksForIam,
    };
  }
  return { access: accesses.length === 1 ? accesses[0] : RouteAccess._anyOf(accesses) };
}

interface Alternative {
  readonly kinds: SchemeKind[];
  readonly access?: RouteAccess;
  /** Why there is no access. */
  readonly reason?: string;
}

function readAlternative(alternative: JsonObject, root: JsonObject, reader: DocumentReader): Alternative {
  const names = Object.keys(alternative);
  if (names.length === 0) {
    return { kinds: [], reason: '`security: [{}]`, which means public' };
  }
  const parts: RouteAccess[] = [];
  const kinds: SchemeKind[] = [];
  const without: string[] = [];
  for (const name of names) {
    const scheme = reader.object(securitySchemes(root)[name], `#/components/securitySchemes/${name}`)?.value;
    const { kind, description } = scheme ? readScheme(scheme, root) : { kind: 'other' as const, description: 'unknown' };
    const wanted = Array.isArray(alternative[name]) ? alternative[name].filter((scope): scope is string => typeof scope === 'string' && scope.trim() !== '') : [];
    kinds.push(kind);
    if (kind === 'other' || kind === 'iam') {
      without.push(`${name}, which is ${description}`);
    } else if (kind === 'apiKey') {
      without.push(`the API key ${name} only`);
    } else if (wanted.length === 0) {
      without.push(`${name} without scopes`);
    } else if (kind === 'roles') {
      // "required role names" (OpenAPI 3.1.1, 4.8.30.1): all of them.
      parts.push(...wanted.map((role) => RouteAccess.roles(role)));
    } else {
      parts.push(RouteAccess.scopes(...wanted.flatMap((scope) => scope.trim().split(/\s+/))));
    }
  }
  const unmet = kinds.includes('other') || kinds.includes('iam');
  return parts.length > 0 && !unmet
    ? { kinds, access: parts.reduce((all, part) => all.alsoRequiring(part)) }
    : { kinds, reason: without.join(' and ') };
}

/** Headers that carry the document's API keys: our own key stands in their place. */
export function apiKeyHeaders(root: JsonObject, reader: DocumentReader): Set<string> {
  const schemes = Object.entries(securitySchemes(root)).map(([name, scheme]) => reader.object(scheme, `#/components/securitySchemes/${name}`)?.value ?? {});
  const keys = schemes.filter((scheme) => scheme.in === 'header' && readScheme(scheme, root).kind === 'apiKey');
  return new Set(keys.map((scheme) => String(scheme.name).toLowerCase()));
}

function securitySchemes(root: JsonObject): JsonObject {
  return isObject(root.components) && isObject(root.components.securitySchemes) ? root.components.securitySchemes : {};
}

/**
 * What can satisfy a scheme. A document for API Gateway calls every scheme an API key, and says what it is in an extension.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
function readScheme(scheme: JsonObject, root: JsonObject): { readonly kind: SchemeKind; readonly description: string } {
  const authorizer = isObject(scheme[AUTHORIZER]) ? scheme[AUTHORIZER] : undefined;
  const authtype = String(scheme[AUTHTYPE] ?? '').toLowerCase();
  const type = String(authorizer?.type ?? '').toLowerCase();
  if (authtype === 'awssigv4') {
    return { kind: 'iam', description: 'AWS Signature Version 4 (IAM)' };
  }
  if (authtype === 'cognito_user_pools' || type === 'cognito_user_pools' || type === 'jwt') {
    return { kind: 'token', description: 'a token' };
  }
  // "without functional impact" is any other type of authentication: what counts is that there is an authorizer.
  if (authorizer || authtype !== '') {
    return { kind: 'other', description: 'a Lambda authorizer of its own' };
  }
  switch (scheme.type) {
    case 'oauth2':
    case 'openIdConnect':
      return { kind: 'token', description: 'a token' };
    case 'apiKey':
      return { kind: 'apiKey', description: 'an API key' };
    case 'http':
      if (String(scheme.scheme).toLowerCase() === 'bearer') {
        return { kind: String(root.openapi).startsWith('3.0') ? 'token' : 'roles', description: 'a token' };
      }
      return { kind: 'other', description: `HTTP ${String(scheme.scheme)} and not supported` };
    case 'mutualTLS':
      return { kind: 'other', description: 'mutual TLS, which is a matter of the API\'s domain' };
    default:
      return { kind: 'other', description: `a scheme of the type ${String(scheme.type)} and not supported` };
  }
}
