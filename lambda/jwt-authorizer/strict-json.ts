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
 * What comes back from `stringify` byte for byte held no duplicate, which is nearly every real token and costs no scan in JavaScript.
 * Else the members are counted: outside of strings a colon follows every name and stands nowhere else, and parsing drops duplicates.
 */
export function parseStrictJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  const again = JSON.stringify(value);
  if (again !== text && countMembers(again) !== countMembers(text)) {
    throw new DuplicateMemberError();
  }
  return value;
}

function countMembers(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length;
}
