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
 * Parses JSON (RFC 8259) and refuses duplicate member names at any depth (RFC 7515, 4; RFC 7519, 4). Attack: two parsers that keep different
 * ones of two `sub` or `aud` disagree on what was signed.
 *
 * The engine's own parser is not used, whatever the text: that of Node.js 24, the deployed runtime, misreads a member name with an escape
 * after certain texts (nodejs/node#63785). Attack: an unsigned token poisons a warm process, and of two `sub`, one of them escaped, neither
 * replaces the other.
 */
export function parseStrictJson(text: string): Json {
  return readDocument({ text, at: 0 });
}

/**
 * The text of one member of the object that `json` is, without making anything of the others: undefined where there is none, or where it is
 * no text. Of two the first counts. What comes behind it is not looked at, so whoever relies on the answer parses the whole later.
 */
export function textMember(json: string, name: string): string | undefined {
  return readTextMember({ text: json, at: 0 }, name);
}

const enum Code {
  TAB = 0x09,
  LINE_FEED = 0x0a,
  RETURN = 0x0d,
  SPACE = 0x20,
  QUOTE = 0x22,
  COMMA = 0x2c,
  MINUS = 0x2d,
  ZERO = 0x30,
  NINE = 0x39,
  COLON = 0x3a,
  OPEN_LIST = 0x5b,
  BACKSLASH = 0x5c,
  CLOSE_LIST = 0x5d,
  OPEN_OBJECT = 0x7b,
  CLOSE_OBJECT = 0x7d,
}

const UNICODE_ESCAPE = /u[0-9A-Fa-f]{4}/y;
const WORDS: readonly (readonly [word: string, value: null | boolean])[] = [['true', true], ['false', false], ['null', null]];
/** What may follow a backslash, and what it stands for, side by side. */
const ESCAPES = '"\\/bfnrt';
const ESCAPED = '"\\/\b\f\n\r\t';

type Container = Json[] | JsonObject;

/** A text with the place that was read up to. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** Without recursion, so that no nesting of a client's overflows the stack. */
function readDocument(cursor: Cursor): Json {
  /** What encloses the current container, from the outside in, each with the name under which the next one belongs into it. */
  const outer: Container[] = [];
  const outerNames: string[] = [];
  let container: Container | undefined;
  let name = '';
  for (;;) {
    let value: Json;
    const opening = skipSpace(cursor);
    if (opening === Code.OPEN_OBJECT || opening === Code.OPEN_LIST) {
      cursor.at++;
      const opened: Container = opening === Code.OPEN_LIST ? [] : {};
      if (skipSpace(cursor) !== closing(opened)) {
        if (container) {
          outer.push(container);
          outerNames.push(name);
        }
        container = opened;
        name = readNameOf(opened, cursor);
        continue;
      }
      cursor.at++;
      value = opened;
    } else {
      value = opening === Code.QUOTE ? readString(cursor) : readScalar(cursor);
    }
    // A value is complete: it goes into its container, which may be complete with it.
    for (;;) {
      if (!container) {
        return skipSpace(cursor) === undefined ? value : fail();
      }
      put(container, name, value);
      const next = skipSpace(cursor);
      cursor.at++;
      if (next === Code.COMMA) {
        name = readNameOf(container, cursor);
        break;
      }
      if (next !== closing(container)) {
        fail();
      }
      value = container;
      container = outer.pop();
      name = outerNames.pop() ?? '';
    }
  }
}

function readTextMember(cursor: Cursor, wanted: string): string | undefined {
  expect(cursor, Code.OPEN_OBJECT);
  if (skipSpace(cursor) === Code.CLOSE_OBJECT) {
    return undefined;
  }
  for (;;) {
    const isWanted = readName(cursor) === wanted;
    const isText = skipSpace(cursor) === Code.QUOTE;
    if (isWanted) {
      return isText ? readString(cursor) : undefined;
    }
    skipValue(cursor);
    if (skipSpace(cursor) !== Code.COMMA) {
      expect(cursor, Code.CLOSE_OBJECT);
      return undefined;
    }
    cursor.at++;
  }
}

/** Passes a value, and trusts its brackets: whoever parses the whole finds out. */
function skipValue(cursor: Cursor): void {
  let depth = 0;
  do {
    const code = skipSpace(cursor);
    if (code === Code.QUOTE) {
      readString(cursor);
    } else if (code === Code.OPEN_OBJECT || code === Code.OPEN_LIST) {
      depth++;
      cursor.at++;
    } else if (code === Code.CLOSE_OBJECT || code === Code.CLOSE_LIST) {
      depth--;
      cursor.at++;
    } else if (depth > 0 && (code === Code.COMMA || code === Code.COLON)) {
      cursor.at++;
    } else {
      readScalar(cursor);
    }
  } while (depth > 0);
}

/** Code of the next character that is no white space; undefined at the end. */
function skipSpace(cursor: Cursor): number | undefined {
  const { text } = cursor;
  for (; cursor.at < text.length; cursor.at++) {
    const code = text.charCodeAt(cursor.at);
    if (code !== Code.SPACE && code !== Code.LINE_FEED && code !== Code.RETURN && code !== Code.TAB) {
      return code;
    }
  }
  return undefined;
}

function expect(cursor: Cursor, code: number): void {
  if (skipSpace(cursor) !== code) {
    fail();
  }
  cursor.at++;
}

/** A member's name, and the colon. */
function readName(cursor: Cursor): string {
  if (skipSpace(cursor) !== Code.QUOTE) {
    fail();
  }
  const name = readString(cursor);
  expect(cursor, Code.COLON);
  return name;
}

/** The next name, which an object does not have yet. Items of a list have none. */
function readNameOf(container: Container, cursor: Cursor): string {
  if (Array.isArray(container)) {
    return '';
  }
  const name = readName(cursor);
  if (Object.hasOwn(container, name)) {
    throw new DuplicateMemberError();
  }
  return name;
}

/** Most strings are what stands between the quotes. */
function readString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at + 1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === Code.QUOTE) {
      cursor.at = at + 1;
      return text.slice(start, at);
    }
    if (code === Code.BACKSLASH) {
      cursor.at = at;
      return text.slice(start, at) + readEscaped(cursor);
    }
    if (code < Code.SPACE) {
      break;
    }
  }
  return fail();
}

/** The rest of a string, from its first escape on. */
function readEscaped(cursor: Cursor): string {
  const { text } = cursor;
  let value = '';
  while (cursor.at < text.length) {
    const letter = text[cursor.at++];
    if (letter === '"') {
      return value;
    }
    if (letter < ' ') {
      break;
    }
    value += letter === '\\' ? readEscape(cursor) : letter;
  }
  return fail();
}

/** What the letters behind a backslash stand for. */
function readEscape(cursor: Cursor): string {
  const { text } = cursor;
  UNICODE_ESCAPE.lastIndex = cursor.at;
  if (UNICODE_ESCAPE.test(text)) {
    cursor.at += 5;
    return String.fromCharCode(parseInt(text.slice(cursor.at - 4, cursor.at), 16));
  }
  return ESCAPED[ESCAPES.indexOf(text[cursor.at++] ?? ' ')] ?? fail();
}

function readScalar(cursor: Cursor): Json {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  if (code === Code.MINUS || isDigit(code)) {
    cursor.at = endOfNumber(text, at);
    return Number(text.slice(at, cursor.at));
  }
  for (const [word, value] of WORDS) {
    if (text.startsWith(word, at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return fail();
}

/** RFC 8259, 6. By hand, since to compile an expression takes a tenth of a millisecond at a cold start. */
function endOfNumber(text: string, start: number): number {
  let at = text.charCodeAt(start) === Code.MINUS ? start + 1 : start;
  at = text[at] === '0' ? at + 1 : endOfDigits(text, at);
  if (text[at] === '.') {
    at = endOfDigits(text, at + 1);
  }
  if (text[at] === 'e' || text[at] === 'E') {
    at += text[at + 1] === '+' || text[at + 1] === '-' ? 2 : 1;
    at = endOfDigits(text, at);
  }
  return at;
}

/** Of one digit at least. */
function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) {
    at++;
  }
  return at > start ? at : fail();
}

function isDigit(code: number): boolean {
  return code >= Code.ZERO && code <= Code.NINE;
}

/** Says nothing of the text, which may be a client's. */
function fail(): never {
  throw new SyntaxError('not JSON');
}

function closing(container: Container): number {
  return Array.isArray(container) ? Code.CLOSE_LIST : Code.CLOSE_OBJECT;
}

function put(container: Container, name: string, value: Json): void {
  if (Array.isArray(container)) {
    container.push(value);
  } else if (name === '__proto__') {
    // an assignment would change the prototype
    Object.defineProperty(container, name, { value, configurable: true, enumerable: true, writable: true });
  } else {
    container[name] = value;
  }
}
