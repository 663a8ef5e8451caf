import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { refuse } from './reasons';
import { isJsonObject, Json, JsonObject, member } from './strict-json';

const MAX_TEXT_LENGTH = 256;
const MAX_LIST_LENGTH = 1_000;
/** Control characters would be written into a header for the backend; a lone surrogate is no Unicode text. */
const UNSAFE_TEXT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u;
const PLAIN_TEXT = /^[ -~]*$/;

/** Most text is ASCII, for which the quick expression does. */
export function isSafeText(value: string): boolean {
  return PLAIN_TEXT.test(value) || !UNSAFE_TEXT.test(value);
}

/** Whether a value can be the name of a principal or a client. */
export function isName(value: Json): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH && isSafeText(value);
}

/** A claim that is a name, if the token has it. */
export function nameIn(payload: JsonObject, claim: string): string | undefined {
  const value = member(payload, claim);
  if (value === undefined || isName(value)) {
    return value;
  }
  refuse('claim_malformed');
}

/**
 * A claim by its literal name, else by a path with dots into objects. The names on the way may have dots themselves (`kubernetes.io`, a URL,
 * a client's name): the longest one that there is goes first.
 */
export function claimAt(claims: JsonObject, name: string): Json | undefined {
  let found = member(claims, name);
  for (let dot = name.lastIndexOf('.'); found === undefined && dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const inner = member(claims, name.slice(0, dot));
    found = isJsonObject(inner) ? claimAt(inner, name.slice(dot + 1)) : undefined;
  }
  return found;
}

/** RFC 8693, 4.2: scopes are one string with spaces between; some issuers send a list. */
export function scopesOf(value: Json | undefined): string[] {
  return typeof value === 'string' ? split(value, ' ') : list(value);
}

/** Roles, in the one form that the issuer is known to write: a comma may be part of a name elsewhere. */
export function rolesOf(value: Json | undefined, format: IssuerConfig['rolesFormat']): string[] {
  if (format === 'names') {
    return names(value);
  }
  return format === undefined || typeof value !== 'string' ? list(value) : split(value, format === 'commas' ? ',' : ' ');
}

// Loops instead of closures, as in access.ts and for the same reason.

function split(text: string, separator: ',' | ' '): string[] {
  const found: string[] = [];
  for (const part of text.split(separator)) {
    const name = separator === ',' ? part.trim() : part;
    if (name !== '') {
      found.push(name);
    }
  }
  return found;
}

/** A role that is no string grants nothing, and makes the list something that is not understood. */
function list(value: Json | undefined): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  const values = Array.isArray(value) ? value : [value];
  if (values.length > MAX_LIST_LENGTH || !areTexts(values)) {
    refuse('claim_malformed');
  }
  return values;
}

/** Zitadel: `{ "admin": { "<organization>": "<its domain>" } }`. What is false, null or empty was not granted. */
function names(value: Json | undefined): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!isJsonObject(value)) {
    refuse('claim_malformed');
  }
  const found: string[] = [];
  for (const name of Object.keys(value)) {
    const granted = value[name];
    if (granted === true || (isJsonObject(granted) && Object.keys(granted).length > 0)) {
      found.push(name);
    } else if (granted !== false && granted !== null && !isJsonObject(granted)) {
      refuse('claim_malformed');
    }
  }
  return found;
}

export function areTexts(values: readonly Json[]): values is string[] {
  for (const value of values) {
    if (typeof value !== 'string') {
      return false;
    }
  }
  return true;
}
