/** A JSON value as parsed. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [name: string]: Json }

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own property only: `constructor`, `__proto__` and the like are no claims, whatever the prototype holds. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export class DuplicateMemberError extends Error {}

/**
 * Parses JSON and refuses duplicate member names at any depth (RFC 7515, 4; RFC 7519, 4). Attack: two parsers that keep different
 * ones of two `sub` or `aud` disagree on what was signed.
 *
 * Outside of strings a colon follows every name and stands nowhere else, and parsing drops duplicates with their colons. So where the
 * text has as many colons as what came of it, nothing was dropped. An escape could spell a colon otherwise: such texts, which are few,
 * are held against what `stringify` makes of them.
 */
export function parseStrictJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (text.includes('\\')) {
    if (countMembers(JSON.stringify(value)) !== countMembers(text)) {
      throw new DuplicateMemberError();
    }
  } else if (countColons(text) !== colonsOf(value)) {
    throw new DuplicateMemberError();
  }
  return value;
}

/** Colons that a value has when it is written down. */
function colonsOf(value: Json): number {
  if (typeof value === 'string') {
    return countColons(value);
  }
  let colons = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      colons += colonsOf(item);
    }
  } else if (value !== null && typeof value === 'object') {
    for (const name of Object.keys(value)) {
      colons += 1 + countColons(name) + colonsOf(value[name]);
    }
  }
  return colons;
}

function countColons(text: string): number {
  let colons = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    colons += 1;
  }
  return colons;
}

/** Members of a JSON text. */
function countMembers(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length;
}
