import { CharSet } from 'refa';
import { HEADER_VALUE, QUERY_VALUE, spelled } from '../../../lib/firewall/private/value-syntax';
import { charRanges, charSet } from '../../../lib/shared/regex/char-set';
import { parsePattern } from '../../../lib/shared/regex/pattern';

/** Where UTF-8 takes another byte, or another first one; halves of pairs are none that can be sent. */
const BOUNDS = [
  0x80, 0x81, 0xbf, 0xc0, 0x7bf, 0x7c0, 0x7ff, 0x800, 0x83f, 0x840, 0xfff, 0x1000, 0x103f, 0x1fff, 0x2000, 0xd7ff, 0xe000, 0xffff,
  0x10000, 0x1003f, 0x10040, 0x10fff, 0x11000, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10ffff,
];
const isSendable = (codePoint: number): boolean => codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
const AROUND_BOUNDS = [...new Set([0, 0x61, 0x7f, ...BOUNDS.flatMap((bound) => [bound - 1, bound, bound + 1]), 0x20ac, 0x1f600])].filter(isSendable);
const ASCII = Array.from({ length: 0x80 }, (_, code) => code);

const isPlain = (codePoint: number): boolean => /^[\w.-]$/.test(String.fromCodePoint(codePoint));

/**
 * How clients send a character in a query string: as it is, unless it means something there, and by its bytes with digits of either case.
 * Those of RFC 3986, 2.3, nobody sends by their bytes.
 */
function inQuery(codePoint: number): string[] {
  const text = String.fromCodePoint(codePoint);
  const bytes = [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));
  const percent = [`%${bytes.join('%')}`, `%${bytes.join('%').toUpperCase()}`, `%${bytes.map((byte) => byte[0] + byte[1].toUpperCase()).join('%')}`];
  return [
    ...text === ' ' ? ['+'] : /^[!-~]$/.test(text) && !'%&#+;'.includes(text) ? [text] : [],
    ...isPlain(codePoint) ? [] : percent,
  ];
}
/** Of a header, each byte is a character for a rule. */
const inHeader = (codePoint: number): string[] => [Buffer.from(String.fromCodePoint(codePoint)).toString('latin1')];

const SYNTAXES = [
  { name: 'a query string', syntax: QUERY_VALUE, sent: inQuery, others: ['&', '#', ';', '%', '%4', ''] },
  { name: 'a header', syntax: HEADER_VALUE, sent: inHeader, others: [''] },
];

const SETS: { readonly [name: string]: CharSet } = {
  'none': charSet(''),
  'a half of a pair': charRanges([0xd800, 0xd800]),
  'halves of pairs': charRanges([0xd800, 0xdfff]),
  'a letter': charSet('a'),
  'plain ones': charSet('azAZ09_-.'),
  'a tilde': charSet('~'),
  'a space': charSet(' '),
  'a plus sign': charSet('+'),
  'both': charSet(' +'),
  'what means something': charSet('%&#+;'),
  'all of ASCII': charRanges([0, 0x7f]),
  'control characters': charRanges([0, 0x1f], [0x7f, 0x7f]),
  'printable ones': charRanges([0x20, 0x7e]),
  'all but plain ones': charRanges([0, 0x2c], [0x2f, 0x2f], [0x3a, 0x40], [0x5b, 0x5e], [0x60, 0x60], [0x7b, 0x7f]),
  'all that are beyond ASCII': charRanges([0x80, 0x10ffff]),
  'all that can be sent beyond ASCII': charRanges([0x80, 0xd7ff], [0xe000, 0x10ffff]),
  'all': charRanges([0, 0x10ffff]),
  'all but markup': charRanges([0, 0x3b], [0x3d, 0x3d], [0x3f, 0x10ffff]),
  'ASCII and an accent': charRanges([0, 0x7f], [0xe9, 0xe9]),
  'all but the first beyond ASCII': charRanges([0, 0x7f], [0x81, 0x10ffff]),
  'all but the last': charRanges([0, 0x10fffe]),
  'all but those around pairs': charRanges([0, 0xd7fe], [0xe001, 0x10ffff]),
  'a few of each length': charRanges([0x41, 0x43], [0xe0, 0xe9], [0xf1, 0xf1], [0x101, 0x101], [0x20ac, 0x20ac], [0x2c00, 0x2c7f], [0x1f600, 0x1f64f]),
};

/** Sets that bytes alone don't tell from others, and the one that lacks nothing. */
const NOT_TOLD = [
  'a half of a pair', 'halves of pairs', 'all', 'ASCII and an accent', 'all but the first beyond ASCII', 'all but the last', 'all but those around pairs',
  'a few of each length',
];

describe.each(SYNTAXES)('in $name', ({ syntax, sent, others }) => {
  const spellings = (codePoints: number[]): Array<[codePoint: number, spelling: string]> =>
    codePoints.flatMap((codePoint) => sent(codePoint).map((spelling): [number, string] => [codePoint, spelling]));
  const matching = (text: string, codePoints: number[]): Array<[codePoint: number, spelling: string]> => {
    const expression = new RegExp(`^${text}$`);
    return spellings(codePoints).filter(([, spelling]) => expression.test(spelling));
  };
  const expected = (set: CharSet, codePoints: number[]): Array<[codePoint: number, spelling: string]> =>
    spellings(codePoints.filter((codePoint) => set.has(codePoint)));

  test.each(Object.keys(SETS))('one character of a set is any of it, however it is sent, and nothing else: %s', (name) => {
    const text = syntax.character(SETS[name]);
    const codePoints = [...ASCII, ...AROUND_BOUNDS, 0xe0, 0xe9, 0xea, 0xf1, 0x101, 0x2c00, 0x2c7f, 0x2c80, 0x1f64f, 0x1f650];
    expect(matching(text, codePoints)).toEqual(expected(SETS[name], codePoints));
    expect(others.filter((other) => new RegExp(`^${text}$`).test(other))).toEqual([]);
  });

  test('one character of any range beyond ASCII is one of it', () => {
    const wrong = BOUNDS.flatMap((first, index) => BOUNDS.slice(index).filter((last) => {
      const set = charRanges([first, last]);
      return String(matching(syntax.character(set), AROUND_BOUNDS)) !== String(expected(set, AROUND_BOUNDS));
    }).map((last) => [first, last]));
    expect(wrong).toEqual([]);
  });

  test('any character is one, whatever its bytes', () => {
    const any = new RegExp(`^(?:${syntax.anyCharacter}){3}$`);
    const counted = [...ASCII, ...AROUND_BOUNDS].flatMap(sent).map((spelling) => [1, 2, 3, 4].filter((times) => any.test(spelling.repeat(times))));
    expect(new Set(counted.map(String))).toEqual(new Set(['3']));
  });

  test.each(Object.keys(SETS))('a value with a foreign character is found wherever it stands: %s', (name) => {
    const set = SETS[name];
    const text = syntax.foreign(set);
    expect(text === undefined).toBe(NOT_TOLD.includes(name));
    const expression = new RegExp(`^${text ?? '(?!)'}`);
    const all = [...ASCII, ...AROUND_BOUNDS];
    const right = all.filter((codePoint) => set.has(codePoint)).flatMap(sent);
    const foreign = text === undefined ? [] : spellings(all.filter((codePoint) => !set.has(codePoint)));
    for (const prefix of ['', ...right.slice(0, 2), ...right.slice(-2), right.slice(0, 5).join('')]) {
      expect(spellings(all).filter(([, spelling]) => expression.test(prefix + spelling))).toEqual(foreign);
    }
  });

  test.each<[name: string, set: CharSet]>([
    ['line ends', charRanges([0x2028, 0x2029])],
    ['a letter', charSet('é')],
    ['the first and the last', charRanges([0x80, 0x80], [0x10ffff, 0x10ffff])],
    ['one before pairs, and halves', charRanges([0xd7ff, 0xdfff])],
  ])('a value with a character beyond ASCII is found wherever it stands: %s', (_, set) => {
    const expression = new RegExp(`^${syntax.containing(set)}`);
    const all = [...ASCII, ...AROUND_BOUNDS, 0x2027, 0x2028, 0x2029, 0x202a, 0xe8, 0xe9, 0xea];
    for (const prefix of ['', 'a', `${sent(0x20ac)[0]}-`]) {
      expect(all.filter((codePoint) => sent(codePoint).some((spelling) => expression.test(`${prefix}${spelling}x`)))).toEqual(all.filter((codePoint) => set.has(codePoint)));
    }
  });
});

describe('in a query string', () => {
  test('a value ends before the next parameter', () => {
    expect(QUERY_VALUE.terminators).toEqual(charSet('&'));
    expect(['', '&', '&a=b', 'a', '=', ' '].filter((text) => new RegExp(`^${QUERY_VALUE.end}`).test(text))).toEqual(['', '&', '&a=b']);
    // What comes after it says nothing of the value.
    expect(new RegExp(`^${QUERY_VALUE.foreign(charSet('a'))!}`).test('a&b=b')).toBe(false);
    expect(new RegExp(`^${QUERY_VALUE.containing(charSet('é'))}`).test('a&b=%C3%A9')).toBe(false);
    expect(new RegExp(`^(?:${QUERY_VALUE.anyCharacter})`).test('&')).toBe(false);
  });

  test('characters that stand for themselves alone are plain', () => {
    expect(ASCII.filter((code) => QUERY_VALUE.isPlain(charRanges([code, code])))).toEqual(ASCII.filter(isPlain));
    expect([charSet('ab'), charSet('a:'), charSet('aé'), charSet('é'), charSet('')].map((set) => QUERY_VALUE.isPlain(set))).toEqual([true, false, false, false, true]);
  });

  test('the digits of a percent sign are not characters', () => {
    const foreign = new RegExp(`^${QUERY_VALUE.foreign(charRanges([0, 0x40], [0x47, 0x10ffff]))!}`);
    expect(['A', '1A', '%3BA', '%3aA', '%C3%A9B'].map((text) => foreign.test(text))).toEqual([true, true, true, true, true]);
    expect(['%3B', '1%3A1', '%C3%A9', '%EF%BB%BF', 'a', 'G'].map((text) => foreign.test(text))).toEqual([false, false, false, false, false, false]);
  });
});

describe('in a header', () => {
  test('a value is all of it', () => {
    expect(HEADER_VALUE.terminators.isEmpty).toBe(true);
    expect(['', '&', 'a'].filter((text) => new RegExp(`^${HEADER_VALUE.end}`).test(text))).toEqual(['']);
  });

  test('characters of one byte are plain', () => {
    expect(AROUND_BOUNDS.filter((codePoint) => HEADER_VALUE.isPlain(charRanges([codePoint, codePoint])))).toEqual([0, 0x61, 0x7f]);
    expect([charRanges([0, 0x7f]), charSet('aé'), charSet('')].map((set) => HEADER_VALUE.isPlain(set))).toEqual([true, false, true]);
  });
});

describe('a pattern', () => {
  test.each<[pattern: string, inQuery: string, inHeader: string]>([
    ['', '', ''],
    ['a', 'a', 'a'],
    ['ab|c', 'ab|c', 'ab|c'],
    [':', '(?::|%3[Aa])', ':'],
    ['[ +]', '(?:\\+|%2[0Bb])', '[\\x20+]'],
    ['[%&#+;]', '%(?:2[356Bb]|3[Bb])', '[#%&+;]'],
    ['[0-9a-f]', '[\\da-f]', '[\\da-f]'],
    // A letter by its bytes, which nobody sends, is taken along where that is shorter to say, or as long.
    ['[A-O@]', '(?:[@-O]|%40)', '[@-O]'],
    ['[@-Z]', '(?:[@-Z]|%40)', '[@-Z]'],
    ['[\\u0000-/]', '(?:[!"$\'-/]|%[0-2][\\da-fA-F])', '[\\x00-/]'],
    ['[\\u0000-.]', '(?:[!"$\'-.]|%(?:[01][\\da-fA-F]|2[\\dA-Ea-e]))', '[\\x00-.]'],
    ['é', '%[Cc]3%[Aa]9', '\\xc3\\xa9'],
    ['[éà]', '%[Cc]3%[Aa][09]', '\\xc3[\\xa0\\xa9]'],
    ['[éű]', '(?:%[Cc]3%[Aa]9|%[Cc]5%[Bb]1)', '(?:\\xc3\\xa9|\\xc5\\xb1)'],
    ['[aé]', '(?:a|%[Cc]3%[Aa]9)', '(?:a|\\xc3\\xa9)'],
    ['[\\u0080-\\u{10ffff}]', '%[c-fC-F].(?:%[89abAB].)+', '[\\xc2-\\xf4][\\x80-\\xbf]+'],
    ['[^\\u0000-\\u007f\\ud800-\\udfff]', '%[c-fC-F].(?:%[89abAB].)+', '[\\xc2-\\xf4][\\x80-\\xbf]+'],
    ['a[\\ud800-\\udfff]?', 'a[^\\x00-\\xff]?', 'a[^\\x00-\\xff]?'],
  ])('%s is %s in a query string and %s in a header', (pattern, query, header) => {
    expect([spelled(parsePattern(pattern), QUERY_VALUE), spelled(parsePattern(pattern), HEADER_VALUE)]).toEqual([query, header]);
  });

  // What is repeated is a character, a class or a group: all else is put into one.
  test.each<[pattern: string, expected: string]>([
    ['a{2}', 'a{2}'],
    ['a*b+c?', 'a*b+c?'],
    ['a{2,}b{0,3}', 'a{2,}b{0,3}'],
    ['\\.{2}', '\\.{2}'],
    ['\\\\+', '\\\\+'],
    [' {2}', '\\x20{2}'],
    ['\\d{2}\\W+', '\\d{2}(?:[\\x00-/:-@\\[-\\^`{-\\x7f]|[\\xc2-\\xf4][\\x80-\\xbf]+)+'],
    ['[a-c]+', '[a-c]+'],
    ['[\\]a]+', '[\\]a]+'],
    ['[\\\\a]+', '[\\\\a]+'],
    ['é{2}', '(?:\\xc3\\xa9){2}'],
    ['[aé]{2}', '(?:a|\\xc3\\xa9){2}'],
    ['(?:ab)+', '(?:ab)+'],
    ['(?:ab|c)+', '(?:ab|c)+'],
    ['(?:a{2}){3}', '(?:a{2}){3}'],
    ['(?: a)+', '(?:\\x20a)+'],
    ['(?:a )+', '(?:a\\x20)+'],
    ['(?:\\.a)+', '(?:\\.a)+'],
    ['(?:\\.\\.)+', '(?:\\.\\.)+'],
    ['(?:  )+', '(?:\\x20\\x20)+'],
    ['(?:[ab][cd])+', '(?:[ab][cd])+'],
    ['(?:[ab]c)+', '(?:[ab]c)+'],
    ['(?:c[ab])+', '(?:c[ab])+'],
    ['(?:[\\]a][\\]b])+', '(?:[\\]a][\\]b])+'],
    ['(?:(?:a|bb))+', '(?:a|bb)+'],
    ['(?:(?:a|bb)c)+', '(?:(?:a|bb)c)+'],
    ['(?:c(?:a|bb))+', '(?:c(?:a|bb))+'],
    ['(?:(?:a|bb)(?:c|dd))+', '(?:(?:a|bb)(?:c|dd))+'],
    ['(?:(?:a|(?:bb|cc)d))+', '(?:a|(?:bb|cc)d)+'],
    ['(?:(?:a|bb)|(?:c|dd))+', '(?:a|bb|c|dd)+'],
    // Brackets that stand for themselves.
    ['(?:\\(a\\))+', '(?:\\(a\\))+'],
    ['(?:(?:\\)a|b))+', '(?:\\)a|b)+'],
    ['(?:(?:\\(a|b)(?:c|dd))+', '(?:(?:\\(a|b)(?:c|dd))+'],
    ['(?:(?:a|bb)\\))+', '(?:(?:a|bb)\\))+'],
    ['(?:(?:[)a]b|c))+', '(?:[)a]b|c)+'],
    ['(?:(?:[(a]b|c)(?:d|ee))+', '(?:(?:[(a]b|c)(?:d|ee))+'],
    ['(?:(?:[\\](]b|c)(?:d|ee))+', '(?:(?:[(\\]]b|c)(?:d|ee))+'],
    ['(?:(?:a|bb)[(a])+', '(?:(?:a|bb)[(a])+'],
    ['(?:(?:a|bb)[)a])+', '(?:(?:a|bb)[)a])+'],
  ])('%s repeats in a header what is repeated: %s', (pattern, expected) => {
    expect(spelled(parsePattern(pattern), HEADER_VALUE)).toBe(expected);
    const [given, written] = [new RegExp(`^(?:${pattern})$`, 'u'), new RegExp(`^(?:${expected})$`)];
    const texts = ['', 'a', 'b', 'bb', 'c', 'd', 'dd', '(', ')', '[', ']', '.', ' ', '\\', '0'].flatMap((one, _, all) => all.flatMap((two) => all.map((three) => one + two + three)));
    expect(texts.filter((text) => written.test(text))).toEqual(texts.filter((text) => given.test(text)));
  });
});
