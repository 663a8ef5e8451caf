/**
 * What no value of a path parameter may be, whatever its pattern or list says: the authorizer holds requests to it, and synthesis says of a
 * pattern or a list that it breaks it. No CDK here, since esbuild bundles it into the function.
 */

/** Most values: unreserved characters (RFC 3986, 2.3), and no dot at the beginning. They have one spelling, and mean nothing anywhere. */
const ORDINARY = /^[\w~-][\w.~-]*$/;
/**
 * The one spelling of a value (RFC 3986, 2.3 and 6.2.2): unreserved characters as they are, `%XX` with capitals for what is none. Attack: the rule
 * sees the decoded value and the target gets the encoded text, so that `%41BC` is `ABC` here and another resource there. A slash is a parameter's
 * own only where it stands for itself: `a%2Fb` is one part here, and two for who decodes first.
 */
const CANONICAL = /^(?:[\w.~!$&'()*+,;=:@/-]|%(?!2[DEF]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])[\dA-F]{2})*$/;

/**
 * Control characters, ends of lines, and what can't be seen (the two joiners belong to words in Persian and Hindi): they end strings and headers, or
 * are dropped on the way. `\`, `?` and `#` end or split a path for who decodes first, and `%` is the beginning of something encoded twice. And
 * what becomes a slash where text is forced into an older character set ("best fit").
 */
const REFUSED = /[\\?#%\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u2044\u2215\u2216\u29f5\u29f8\u29f9]|(?![\u200c\u200d])\p{Cf}/u;
const ASCII = /[\0-\x7f]+/g;
/** What a character beyond ASCII must not become where text is normalized (Unicode's form KC): a full-width dot is a dot then. */
const FOLDED = /[./\\?#%;&]/;
const DROPPED_ON_THE_WAY = /\p{Default_Ignorable_Code_Point}/gu;
/**
 * Parts of a path that name another one: nothing, and nothing before `;`, as servlet containers read it; `.` and `..`, with what such a server
 * cuts off behind (`..;x=1`) or before it; blanks at an end, which file systems cut off.
 */
const OTHER_PART = /^(?:$|;|\s|\.\.?(?:$|[\s!-,/:-@[-^`{-}]))|\s$/u;

/**
 * The value that was sent as `raw`, in one spelling and harmless; undefined for any other. Decoded once, never twice: `%2527` is the text `%27`,
 * not an apostrophe. In time proportional to the length.
 */
export function harmlessPathValue(raw: string): string | undefined {
  if (ORDINARY.test(raw)) {
    return raw;
  }
  if (!CANONICAL.test(raw)) {
    return undefined;
  }
  let value;
  try {
    value = decodeURIComponent(raw);
  } catch {
    return undefined; // no UTF-8
  }
  return isHarmless(value) ? value : undefined;
}

/** Whether a value means nothing but itself to what comes after the gateway; slashes stand between the parts of a greedy one. */
export function isHarmless(value: string): boolean {
  return !REFUSED.test(value) && !FOLDED.test(value.replace(ASCII, ' ').normalize('NFKC'))
    && !value.replace(DROPPED_ON_THE_WAY, '').split('/').some((part) => OTHER_PART.test(part));
}
