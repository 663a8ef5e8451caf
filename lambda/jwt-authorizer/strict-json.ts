/** A JSON value as parsed. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [name: string]: Json }

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own property only: `constructor`, `__proto__` and the like are no claims, whatever the prototype holds. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
}

export class DuplicateMemberError extends Error {}

/**
 * Parses JSON and refuses duplicate member names at any depth (RFC 7515, 4; RFC 7519, 4). Attack: two parsers that keep different
 * ones of two `sub` or `aud` disagree on what was signed.
 *
 * What comes back from `stringify` byte for byte held no duplicate, which is nearly every real token and costs no scan in JavaScript.
 */
export function parseStrictJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (JSON.stringify(value) !== text) {
    refuseDuplicates(text);
  }
  return value;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/** `text` is valid JSON: only the nesting and the strings matter, and what follows a string tells a name from a value. */
function refuseDuplicates(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push(new Set());
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        STRING.lastIndex = at;
        const token = STRING.exec(text)?.[0] ?? '"';
        at += token.length - 1;
        const names = open.at(-1);
        if (names && isFollowedByColon(text, at + 1)) {
          const name = JSON.parse(token) as string; // "sub" is the same name, written otherwise
          if (names.has(name)) {
            throw new DuplicateMemberError('duplicate member name');
          }
          names.add(name);
        }
        break;
      }
    }
  }
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? ':')) {
    at++;
  }
  return text[at] === ':';
}
