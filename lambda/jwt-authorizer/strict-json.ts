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
  return new Reader(text).document();
}

/**
 * The text of one member of the object that `json` is, without making anything of the others: undefined where there is none, or where it is
 * no text. Of two the first counts. What comes behind it is not looked at, so whoever relies on the answer parses the whole later.
 */
export function textMember(json: string, name: string): string | undefined {
  return new Reader(json).textMember(name);
}

const enum Code {
  TAB = 0x09,
  LINE_FEED = 0x0a,
  RETURN = 0x0d,
  SPACE = 0x20,
  QUOTE = 0x22,
  COMMA = 0x2c,
  COLON = 0x3a,
  OPEN_LIST = 0x5b,
  BACKSLASH = 0x5c,
  CLOSE_LIST = 0x5d,
  OPEN_OBJECT = 0x7b,
  CLOSE_OBJECT = 0x7d,
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const UNICODE_ESCAPE = /u[0-9A-Fa-f]{4}/y;
const WORDS: readonly (readonly [word: string, value: null | boolean])[] = [['true', true], ['false', false], ['null', null]];
/** What may follow a backslash, and what it stands for, side by side. */
const ESCAPES = '"\\/bfnrt';
const ESCAPED = '"\\/\b\f\n\r\t';

type Container = Json[] | JsonObject;

/** A text with the place that was read up to. Without recursion, so that no nesting of a client's overflows the stack. */
class Reader {
  readonly #text: string;
  #at = 0;

  public constructor(text: string) {
    this.#text = text;
  }

  public document(): Json {
    /** What encloses the current container, from the outside in, each with the name under which the next one belongs into it. */
    const outer: Container[] = [];
    const outerNames: string[] = [];
    let container: Container | undefined;
    let name = '';
    for (;;) {
      let value: Json;
      const opening = this.#skipSpace();
      if (opening === Code.OPEN_OBJECT || opening === Code.OPEN_LIST) {
        this.#at++;
        const opened: Container = opening === Code.OPEN_LIST ? [] : {};
        if (this.#skipSpace() !== closing(opened)) {
          if (container) {
            outer.push(container);
            outerNames.push(name);
          }
          container = opened;
          name = Array.isArray(opened) ? '' : this.#nameIn(opened);
          continue;
        }
        this.#at++;
        value = opened;
      } else {
        value = opening === Code.QUOTE ? this.#string() : this.#scalar();
      }
      // A value is complete: it goes into its container, which may be complete with it.
      for (;;) {
        if (!container) {
          if (this.#skipSpace() === undefined) {
            return value;
          }
          this.#fail();
        }
        put(container, name, value);
        const next = this.#skipSpace();
        this.#at++;
        if (next === Code.COMMA) {
          name = Array.isArray(container) ? '' : this.#nameIn(container);
          break;
        }
        if (next !== closing(container)) {
          this.#fail();
        }
        value = container;
        container = outer.pop();
        name = outerNames.pop() ?? '';
      }
    }
  }

  public textMember(wanted: string): string | undefined {
    this.#expect(Code.OPEN_OBJECT);
    if (this.#skipSpace() === Code.CLOSE_OBJECT) {
      return undefined;
    }
    for (;;) {
      const isWanted = this.#name() === wanted;
      if (this.#skipSpace() === Code.QUOTE) {
        const text = this.#string();
        if (isWanted) {
          return text;
        }
      } else if (isWanted) {
        return undefined;
      } else {
        this.#skipValue();
      }
      if (this.#skipSpace() !== Code.COMMA) {
        this.#expect(Code.CLOSE_OBJECT);
        return undefined;
      }
      this.#at++;
    }
  }

  /** Passes a value that is no string, and trusts its brackets: whoever parses the whole finds out. */
  #skipValue(): void {
    let depth = 0;
    do {
      const code = this.#skipSpace();
      if (code === Code.OPEN_OBJECT || code === Code.OPEN_LIST) {
        depth++;
        this.#at++;
      } else if (code === Code.CLOSE_OBJECT || code === Code.CLOSE_LIST) {
        depth--;
        this.#at++;
      } else if (depth > 0 && (code === Code.COMMA || code === Code.COLON)) {
        this.#at++;
      } else if (code === Code.QUOTE) {
        this.#string();
      } else {
        this.#scalar();
      }
    } while (depth > 0);
  }

  /** Code of the next character that is no white space; undefined at the end. */
  #skipSpace(): number | undefined {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code !== Code.SPACE && code !== Code.LINE_FEED && code !== Code.RETURN && code !== Code.TAB) {
        return code;
      }
      this.#at++;
    }
    return undefined;
  }

  #expect(code: number): void {
    if (this.#skipSpace() !== code) {
      this.#fail();
    }
    this.#at++;
  }

  /** A member's name, and the colon. */
  #name(): string {
    if (this.#skipSpace() !== Code.QUOTE) {
      this.#fail();
    }
    const name = this.#string();
    this.#expect(Code.COLON);
    return name;
  }

  /** A name that the object does not have yet. */
  #nameIn(object: JsonObject): string {
    const name = this.#name();
    if (Object.hasOwn(object, name)) {
      throw new DuplicateMemberError();
    }
    return name;
  }

  /** Most strings are what stands between the quotes. */
  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === Code.QUOTE) {
        this.#at = at + 1;
        return text.slice(start, at);
      }
      if (code === Code.BACKSLASH) {
        return this.#stringWithEscapes(start, at);
      }
      if (code < Code.SPACE) {
        break;
      }
    }
    this.#fail();
  }

  #stringWithEscapes(start: number, firstEscape: number): string {
    const text = this.#text;
    let value = text.slice(start, firstEscape);
    for (this.#at = firstEscape; this.#at < text.length;) {
      const letter = text[this.#at++];
      if (letter === '"') {
        return value;
      }
      if (letter < ' ') {
        break;
      }
      value += letter === '\\' ? this.#escape() : letter;
    }
    this.#fail();
  }

  /** What stands behind a backslash. */
  #escape(): string {
    UNICODE_ESCAPE.lastIndex = this.#at;
    if (UNICODE_ESCAPE.test(this.#text)) {
      this.#at += 5;
      return String.fromCharCode(parseInt(this.#text.slice(this.#at - 4, this.#at), 16));
    }
    const index = ESCAPES.indexOf(this.#text[this.#at++] ?? ' ');
    return ESCAPED[index] ?? this.#fail();
  }

  #scalar(): Json {
    NUMBER.lastIndex = this.#at;
    if (NUMBER.test(this.#text)) {
      const value = Number(this.#text.slice(this.#at, NUMBER.lastIndex));
      this.#at = NUMBER.lastIndex;
      return value;
    }
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    this.#fail();
  }

  /** Says nothing of the text, which may be a client's. */
  #fail(): never {
    throw new SyntaxError('not JSON');
  }
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
