import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { HEADER_VALUE, QUERY_VALUE, ValueSyntax } from '../../../lib/firewall/private/value-syntax';
import { ConstraintCheck, constraintCheck, ValueConstraint } from '../../../lib/firewall/private/violations';

/**
 * What becomes of constraints of every form, as it was reviewed: a change is one of the rules of every API that has such a parameter. It is taken over
 * by removing the file and running this test, which writes it anew and fails once.
 */
const REVIEWED = join(__dirname, 'constraint-checks.json');

const PATTERNS = [
  // Runs, of which each is told from the next by its characters.
  '', 'a', 'ab', 'a{0}', 'a{0}b', 'a{1}', 'a?', 'a*', 'a+', 'a{2}', 'a{2,}', 'a{0,3}', 'a{1,3}', 'a{2,3}', '[0-9]{1,3}', '[a-z]+', '[A-Z]{2}\\d{6}[A-Z]?', 'v\\d+', '-?\\d{1,5}', 'x{0,2}y{0,2}z', 'a*b',
  'a?b?c', 'a?b?c?', 'a+b+', 'a{2,4}b{3}', '[a-m]{3,9}[n-z]{2}[0-9]*', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', '\\d{4}-\\d\\d-\\d\\d', '[A-Z]{3}-[0-9]{4}',
  '[a-c]{1,2}[e-g]{1,2}[i-k]{1,2}[m-o]{1,2}', '[ace]{2,9}[bdf]{2,9}[gik]{2,9}[hjl]{2,9}', '[ace]{2,9}[bdf]{2,9}[gik]{2,9}[hjl]{2,9}[moq]{2,9}[npr]{2,9}[suw]{2,9}[tvx]{2,9}',
  '[a-c]+d[a-c]+', '[a-c]{2,9}-[a-c]{2,9}', '[a-c]+d?[a-c]+', 'a{2,}b', '[ace]{0,9}[bdf]{0,9}[gik]{0,9}[hjl]{0,9}[moq]{0,9}[npr]{0,9}',
  '[acegikmoqsuwyACEGIKMOQSUWY02468]{2,9}[bdfhjlnprtvxzBDFHJLNPRTVXZ13579]{2,9}_{2,9}',
  // Runs that share characters with what follows, and choices: character by character.
  '[a-f]+[a-z]', 'a+a', 'a{1,3}a?b', '(?:a|b)c', 'true|false', 'ab|abc|bcd', '(?:[1-9]|[1-9][0-9]|100)', '-?(?:0|[1-9][0-9]*)', 'a*bab', 'v?a*bb', '(?:a|ab)(?:c|bcd)', '(?:abc)?', '(?:ab){2,3}', '(?:ab)+', '(?:a+b)+',
  'abcd|efgh|ijkl', '(?:ab|cd)ef(?:gh|ij)', '[a-z]+(?:-[a-z]+)*', 'a(?:b(?:c(?:d)?)?)?', '[0-9]+(?:\\.[0-9]+)?', 'x*|y', '(?:a|b)*c', 'a(?:bc)*d', '[a-c]{0,2}b{2}',
  '(?:z|b)(?:y|a)', '(?:zb|ya)', '(?:z{2}|b)x', '(?:z(?:y|b))?a',
  // More than an expression holds of what is wrong: what is right instead.
  '[a-z]+:[a-z]+', '\\w+@\\w+\\.com', '(?:a:b){2}', '(?:a:|b)+', 'a:b|c', '(?:a|:)(?:b|:)', '(?:(?:a:)(?:b)){0,2}', '[:]{2}', '(?::a)?b', '[a-z]+/[a-z]+=[0-9]{2}', '"[0-9a-f]+"', 'é:a', '(?:é|à)+b', '[(]a[)]{2}', '\\[a\\]{2}', '(?:\\(a\\)){2}', '(?:[)]a){2}',
  Array.from({ length: 9 }, (_, index) => `key:${index}:${String.fromCharCode(97 + index).repeat(8)}`).join('|'), Array.from({ length: 20 }, (_, index) => `${'abcdefgh'.slice(index % 7)}-${index}`).join('|'),
  'a:\\sb\\sc\\s', '(?:a:|c)+b{0}', '(?:[a-z:]b|c:)+', '(?:[()]:|a)+(?:[()]:|b)+', '(?:(?:[)]:|a)(?:[(]:|b)){2}', '(?:(?:\\(:|a)(?:\\):|b)){2}',
  // Sets of bytes, and of characters beyond them.
  '[\\w-]+', '\\w', '\\d', '\\D', '\\W', '\\s', '\\S', '.', '.+', '.{0,5}', '[\\s\\S]*', '[^a]+', '[^<>]*', '[^a]', '[!-~]', '[+ ]+', '[ ]', ' ', '[a-b]', '[abd-g]', '[\\]\\\\^-]', '[~^]+', '[a\\-]', '[%&#;]', '[\\t]', '[\\x7f]', '[\\w.]', '[\\d.]', '[a-z:/]+', '[a-z ]{0,20}', '[\\w ]+',
  'é', 'é+', '[à-ÿ]', '[ä-ü]+', '[α-ω]{2}', '[Ā-ſ]', '€[0-9]+', '[\\u0800-\\u0fff]', '[\\u07f0-\\u0810]', '[\\u0700-\\u08ff]', '[\\uf000-\\u{10fff}]', '[\\u07ff-\\u0800]', '[\\u0810-\\u0890]', '[\\u1000-\\u1fff]', '[\\u3000-\\u9fff]', '[\\uffe0-\\u{10010}]', '[\\u{1f600}-\\u{1f64f}]', '[\\x80-\\u{10ffff}]', '[a-zé]+', '[éa]:', '🎉?',
];

const CONSTRAINTS: ReadonlyArray<Partial<ValueConstraint>> = [
  ...PATTERNS.map((pattern) => ({ pattern })),
  {}, { minLength: 1 }, { minLength: 2 }, { minLength: 3, maxLength: 3 }, { maxLength: 0 }, { maxLength: 1 }, { maxLength: 1_023 },
  { maxLength: 1_024 }, { maxLength: 1_025 }, { maxLength: 8_000 }, { maxLength: Infinity },
  { pattern: '[0-9]+', minLength: 2, maxLength: 4 }, { pattern: '[0-9]{3,5}', minLength: 2, maxLength: 9 }, { pattern: '[0-9]*', minLength: 1 }, { pattern: '(?:ab|c)+', minLength: 2, maxLength: 4 }, { pattern: '(?:ab|c)+', minLength: 1, maxLength: 1_025 },
  { pattern: '(?:ab|c)', minLength: 1, maxLength: 2 }, { pattern: '(?:ab|cde)', minLength: 2 }, { pattern: '(?:ab|c)?', minLength: 1, maxLength: 2 }, { pattern: '[^<>]+', minLength: 2, maxLength: 9 }, { pattern: '[^<>]*', minLength: 1, maxLength: 9 }, { pattern: '[a-z]+:', minLength: 3, maxLength: 9 }, { pattern: '.', maxLength: Infinity },
  { allowedValues: ['asc', 'desc'] }, { allowedValues: ['1'] }, { allowedValues: ['x', 'y z', 'ä', '50%', 'a&b'] }, { allowedValues: ['', 'a'] }, { allowedValues: ['a.b', 'a+b', '(c)'], minLength: 2 },
];
const constraintOf = (constraint: Partial<ValueConstraint>): ValueConstraint => ({ minLength: 0, maxLength: 256, ...constraint });
const TEXTS = [
  '', 'a', 'b', 'aa', 'ab', 'abc', 'aab', 'abb', 'ba', 'bc', 'aaa', 'aaaa', 'aaaaa', 'abab', 'ababab', 'abababab', 'aba', 'c', 'cc', 'ac', 'acd', 'abcd', 'abcbcd', 'd', 'ad', 'abcbcbcd', 'z', 'zz', 'zzz', 'xz', 'xxyyz', 'xxxz', 'x', 'y', 'yy', 'xy', 'bb', 'bbb', 'cbb', 'aabb', 'aaabbb',
  '0', '7', '12', '123', '1234', '12345', '100', '101', '-1', '-', '--1', '01', '1.5', '1.', '.5', 'v1', 'v', 'v12x', 'va', 'vabb', 'abcdefg', 'abcdefgh', 'cdefij', 'abefgh', 'efgh', 'ijkl', 'true', 'false', 'truefalse', 'tru', 'asc', 'desc', 'as', 'ABC-1234', 'ABC-123', 'AB123456', 'AB123456C',
  'A', 'abN', 'abcno1', 'abcdefghijno', '0123abcd-0123-4567-89ab-0123456789ab', '0123abcd-0123-4567-89ab-0123456789a', '0123abcd-0123-4567-89ab-0123456789abc', '2027-01-31', '2027-1-31', 'aei', 'aeim', 'abeeijmn', 'acbdgihj', 'acbdgihjmonpsutv', 'acbdgihjmonpsutva', 'aacbdgihj',
  'a:b', 'a:ba:b', 'a:b:a', 'a:', 'a:a:', 'ba:', ':', '::', ':a', ':ab', 'bc:', 'a@b.com', 'a@b.org', 'a/b=12', 'a/b=1', '"0f"', '"0g"', 'é:a', 'éàb', 'éb', '(a)', '(a))', '(a)(a)', ')a)a', '[a]', '[a]]', 'key:0:aaaaaaaa', 'key:8:iiiiiiii', 'key:8:iiiiiii', 'abcdefgh-0', 'bcdefgh-1', 'abcdefgh-1', 'a-b', 'a-b-c', 'a--b', '-a', 'a-',
  ' ', '  ', 'a b', 'y z', '+', 'a+b', '%', '50%', '&', 'a&b', '#', ';', '<', 'a<b', '>', '/', '.', 'a.b', '~', '^', '\\', ']', '!', '"', '_', '\u007f', '\t', '\n', '(c)', 'ä', 'é', 'éé', 'éa', 'à', 'ÿ', 'ü', 'ű', 'Ā', 'ſ', 'ƀ', 'α', 'αω', 'αα', 'ω', '€', '€1', '\u0800', '\u07ef', '\u07f0', '\u0810', '\u0811', '\u0fff', '\u1000', '\u1fff',
  '\u0700', '\u07ff', '\u083f', '\u0840', '\u0850', '\u0890', '\u0891', '\u08ff', '\u0900', '\uefff', '\uf000', '\u{10fff}', '\u{11000}',
  '(:', '(:):', '):(:', 'a(:', '(:a', ')::b', '(:(:', 'za', 'zy', 'by', 'zb', 'ya', 'zzx', 'bx', 'zya', 'zba', 'a: b c ', 'a:\u2003b c ', 'abdab', 'ab-ab', 'ab-abd', 'aada', ':b', 'c:', ':bc:', 'cde', 'aab_', 'aabb__', '\u2000', '\u2028', '\u3000', '\u9fff', '\ua000', '\uffdf', '\uffe0', '\u{10000}', '\u{10010}', '\u{10011}', '\u{10ffff}', '🎉', '🎉🎉', '😀', '\u00a0', '\u0080', '\ufeff', 'a'.repeat(8), 'a'.repeat(9), 'a'.repeat(10), 'a'.repeat(20), '1'.repeat(9), 'a'.repeat(256), 'a'.repeat(257), 'é'.repeat(256), 'é'.repeat(257),
];

/** Whether a value that was sent is refused, by JavaScript's own engine in place of AWS WAF's. */
function refuses({ violations, required, refusesEmpty }: ConstraintCheck): (sent: string) => boolean {
  const wrong = violations.map((text) => new RegExp(`^${text}`));
  const right = required?.map((text) => new RegExp(`^(?:${text})$`));
  return (sent) => sent === '' ? refusesEmpty : wrong.some((text) => text.test(sent)) || (right !== undefined && !right.some((text) => text.test(sent)));
}

/** What the constraint says of the value itself. A limit over 1,024 counts what was sent. */
function isRefused({ pattern, allowedValues, minLength, maxLength }: ValueConstraint, text: string, sent: string): boolean {
  const { length } = [...text];
  return allowedValues ? !allowedValues.includes(text) || length < minLength
    : length < minLength || (maxLength > 1_024 ? sent.length : length) > maxLength || (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(text));
}

const SYNTAXES: { readonly [name: string]: ValueSyntax } = { query: QUERY_VALUE, header: HEADER_VALUE };
/** White space beyond ASCII is left out where not all of it fits: less than JavaScript takes. */
const isNarrowed = (pattern: string | undefined, text: string): boolean => pattern?.includes('\\s') === true && /[^\S\x00-\x7f]/.test(text);

describe.each(Object.keys(SYNTAXES))('in a value of a %s', (name) => {
  test.each(CONSTRAINTS)('%j is held to what it says, by the expressions that were reviewed', (partial) => {
    const constraint = constraintOf(partial);
    const check = constraintCheck(constraint, SYNTAXES[name]);
    const isWrong = refuses(check);
    for (const text of TEXTS.filter((value) => name === 'query' || !/[\x00-\x1f\x7f]/.test(value))) {
      const sent = Buffer.from(name === 'query' ? encodeURIComponent(text) : text).toString('latin1');
      if (!isNarrowed(constraint.pattern, text)) {
        expect([text, isWrong(sent)]).toEqual([text, isRefused(constraint, text, sent)]);
      }
    }
    const reviewed = existsSync(REVIEWED) ? JSON.parse(readFileSync(REVIEWED, 'utf8')) as { readonly [key: string]: { readonly [syntax: string]: ConstraintCheck } } : undefined;
    expect(check).toEqual(reviewed?.[JSON.stringify(partial)][name]);
  });
});

test('there are reviewed expressions', () => {
  if (!existsSync(REVIEWED)) {
    const lines = CONSTRAINTS.map((partial) => {
      const checks = Object.fromEntries(Object.entries(SYNTAXES).map(([name, syntax]) => [name, constraintCheck(constraintOf(partial), syntax)]));
      return `${JSON.stringify(JSON.stringify(partial))}: ${JSON.stringify(checks)}`;
    });
    writeFileSync(REVIEWED, `{\n${lines.join(',\n')}\n}\n`);
    throw new Error(`there was no ${REVIEWED}; look at what is written there now`);
  }
});
