import * as fc from 'fast-check';
import { Automaton } from '../../../lambda/jwt-authorizer/automaton';
import { compilePathParameter, pathParametersHold } from '../../../lambda/jwt-authorizer/path-parameters';
import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget } from '../../../lib';
import { authorizerRules } from '../../../lib/authorizer/private/authorizer-rules';
import { BoundRoute } from '../../../lib/routes/private/bound-route';

/** Whether the authorizer admits values of the one parameter of the path, as they are sent. */
function judge(path: string, ...parameters: RouteParameter[]): (value: string) => boolean {
  const route = {
    method: HttpMethod.GET, path, parameters, access: RouteAccess.roles('a'), body: RequestBody.none(), target: RouteTarget.mock({ statusCode: 200 }), operationId: 'a', notes: [],
  } as unknown as BoundRoute;
  const { routes, automata = [] } = authorizerRules([route]);
  const [[name, rule]] = Object.entries(routes[`GET ${path}`].pathParameters!);
  const compiled = [compilePathParameter(name, rule, automata.map((its) => new Automaton(its)))];
  return (value) => pathParametersHold(compiled, { [name]: value });
}

const declared = (pattern: string) => judge('/a/{id}', RouteParameter.path('id', { pattern }));
const greedy = (pattern: string) => judge('/a/{id+}', RouteParameter.path('id', { pattern }));

const WIDE = ['.+', '.*', '[^/]+', '[^/?#]+', '[\\s\\S]+', '\\S+', '[ -~]+', '[!-~]+', '[^a]+', '(?:.|\\w)+', '.{1,99}', '[\\u0000-\\u{10ffff}]+', '[;./\\\\%?#&= ]+|.+'];

/** With what each is for some server or other. */
const TRAVERSALS: ReadonlyArray<readonly [value: string, what: string]> = [
  ['..', 'the parent'], ['.', 'the part itself'],
  ['..;', 'the parent, with an empty matrix parameter'], ['..;x=1', 'with a matrix parameter'], ['.;', 'the part itself'], ['.;x=1', 'the same'], ['..%3Bx=1', 'encoded'], [';x=1', 'nothing'], ['..=', 'punctuation'], ['..,', 'punctuation'],
  ['%2e%2e', 'encoded'], ['%2E%2E', 'in capitals'], ['.%2e', 'half of it'], ['%2e.', 'half of it'], ['%252e%252e', 'twice'], ['%25252e', 'three times'], ['%25u002e', 'as IIS reads it'], ['%c0%ae%c0%ae', 'overlong'], ['%C0%AE', 'overlong'],
  ['%EF%BC%8E%EF%BC%8E', 'full-width'], ['%E2%80%A5', 'two dot leader'], ['%E2%80%A4%E2%80%A4', 'one dot leaders'], ['%EF%B9%92%EF%B9%92', 'small full stops'], ['a%EF%BC%8Eb', 'one full-width dot'],
  ['..%20', 'with a blank behind'], ['%20..', 'with a blank before'], ['.%20.', 'with a blank between'], ['..%C2%A0', 'with a no-break space'], ['..%E3%80%80', 'with an ideographic space'], ['..%E2%80%8D', 'with a joiner'], ['.%E2%80%8C.', 'with a joiner between'], ['.%CD%8F.', 'with a grapheme joiner'], ['.%EF%B8%8F.', 'with a variation selector'],
];
const DELIMITERS: ReadonlyArray<readonly [value: string, what: string]> = [
  ['a%2Fb', 'slash'], ['a%2fb', 'slash'], ['a%5Cb', 'backslash'], ['a%5cb', 'backslash'], ['a\\b', 'backslash'], ['%2F', 'slash'], ['..%2Fa', 'slash'], ['..%5Ca', 'backslash'], ['a%252Fb', 'slash, twice'], ['a%255Cb', 'backslash, twice'],
  ['a%3Fb', 'question mark'], ['a?b', 'question mark'], ['a%23b', 'number sign'], ['a#b', 'number sign'], ['a%3fb', 'question mark'], ['a%25b', 'percent'], ['100%25', 'percent'], ['a%b', 'percent'], ['a%', 'percent'], ['%', 'percent'],
  ['a%EF%BC%8Fb', 'full-width slash'], ['a%EF%BC%BCb', 'full-width backslash'], ['a%E2%88%95b', 'division slash'], ['a%E2%81%84b', 'fraction slash'], ['a%E2%88%96b', 'set minus'], ['a%EF%BC%9Fb', 'full-width question mark'], ['a%EF%BC%83b', 'full-width number sign'], ['a%EF%BC%85b', 'full-width percent'], ['a%CD%BEb', 'Greek question mark, which is a semicolon'], ['a%EF%BC%9Bb', 'full-width semicolon'], ['a%EF%BC%86b', 'full-width ampersand'],
  ['a%00', 'NUL'], ['a%0A', 'line feed'], ['a%0d%0a', 'line break'], ['a%09b', 'tab'], ['a%7F', 'delete'], ['a%C2%85b', 'next line'], ['a%E2%80%A8b', 'line separator'], ['a%E2%80%A9b', 'paragraph separator'], ['a%E2%80%AEb', 'right-to-left override'], ['a%E2%80%8Bb', 'zero-width space'], ['a%EF%BB%BFb', 'byte order mark'], ['a%EF%BF%BFb', 'no character'], ['%ED%A0%80', 'surrogate'], ['%FF', 'no UTF-8'],
  ['a%20', 'blank at the end'], ['%20a', 'blank at the beginning'], ['%20', 'blank'], ['a%C2%A0', 'no-break space'], ['a%E3%80%80', 'ideographic space'],
  ['%41', 'letter'], ['%7Ea', 'tilde'], ['a%2d', 'hyphen'], ['a%5F', 'underscore'], ['%30', 'digit'], ['%c3%a9', 'small hexadecimal letters'], ['é', 'not encoded'], ['a b', 'not encoded'], ['', 'nothing'],
];
const BY_NAME: ReadonlyArray<readonly [value: string, character: string]> = [
  ['a;b', ';'], ['a;v=1', ';'], ['a%3Bb', ';'], ['a&b', '&'], ['a%26b', '&'], ['a%3Cb', '<'], ['a%3Eb', '>'], ['a%22', '"'], ['a%60', '`'], ['a%7B', '{'], ['a%7D', '}'], ['a%7C', '|'], ['a%5E', '^'], ['a%5B', '['], ['a%5D', ']'],
];

describe('no pattern, however wide, takes', () => {
  const judges = WIDE.map((pattern) => [pattern, declared(pattern), greedy(pattern)] as const);
  const takenBy = (values: string[], greedyOnly: string[]) => judges
    .filter(([, one, rest]) => values.some((value) => one(value) || rest(value)) || greedyOnly.some(rest))
    .map(([pattern]) => pattern);

  test.each([...TRAVERSALS, ...DELIMITERS])('%j: %s', (value) => {
    expect(takenBy([value], [`b/${value}`, `${value}/b`, `b/${value}/b`])).toEqual([]);
  });

  test('empty parts, and a slash where it is one part', () => {
    expect(takenBy([], ['a//b', '/b', 'b/', '/', 'b//'])).toEqual([]);
    expect(judges.filter(([, one]) => one('b/c'))).toEqual([]);
  });
});

test.each(WIDE.slice(0, -1))('pattern %s does not mean what it does not write', (pattern) => {
  expect(BY_NAME.map(([value]) => declared(pattern)(value))).toEqual(BY_NAME.map(() => false));
});

test.each(BY_NAME)('%s passes where the pattern writes %s, and not where it leaves it out', (value, character) => {
  expect(declared(`[a-z=0-9${character === '^' || character === ']' || character === '[' ? '\\' : ''}${character}]+`)(value)).toBe(true);
  expect(declared(`[a-z=0-9]+|[^\\${character}]+`)(value)).toBe(false);
});

test.each(['..;x=1', '.;', ';x', '..&'])('a pattern that writes all of %s opens no other part', (value) => {
  expect([declared('[.;x=1&]+')(value), greedy('[.;x=1&/a]+')(`a/${value}`)]).toEqual([false, false]);
});

describe.each(['.+', '[^/]+', '[^;]*'])('innocent values of %s', (pattern) => {
  test.each([
    '5f0c2b1e-8d7a-4c3e-9b2f-0a1b2c3d4e5f', 'a-slug-of-words', 'user@example.com', 'user%40example.com', 'user+tag@example.com', '2026-11-27T18:23:45Z', '2026-11-27T18%3A23%3A45%2B02:00', 'Mary%20Ann', "O'Brien", 'M%C3%BCller',
    'M%C3%BCller%20und%20S%C3%B6hne', '%E6%B3%A8%E6%96%87', '%F0%9F%8E%89%EF%B8%8F', '%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85', '%E0%A4%95%E0%A5%8D%E2%80%8D%E0%A4%B7', '%EC%A3%BC%EB%AC%B8', 'e%CC%81t%C3%A9',
    '%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE%EF%BC%88%E6%9D%B1%E4%BA%AC%EF%BC%89', '%E5%B1%B1%E7%94%B0%E3%80%80%E5%A4%AA%E9%83%8E', 'report.pdf', 'v1.2.3', '.hidden', '...', 'a..b', 'Acme%20Inc.', '~joe', 'a,b', 'a=b', 'YWJj==', '$1', '(x)', 'a!', 'a:b:c', 'n%C2%BA1', '%C2%BD',
  ])('%s', (value) => {
    expect([declared(pattern)(value), greedy(pattern)(value)]).toEqual([true, true]);
  });
});

test('a greedy value is parts with slashes between them where the pattern takes them', () => {
  expect([greedy('.+')('b/c.d/e%20f'), greedy('[^?]+')('b/c'), greedy('[a-z/]+')('b/c'), greedy('[a-z]+')('b/c'), greedy('[^/]+')('b/c')]).toEqual([true, true, true, false, false]);
});

test.each(['..', '.', 'a/', '/a', 'a/../b', 'a\\b', 'a?', 'a#', '100%', 'a ', ' a', 'a\n', 'a\u0000', '．．', 'a／b', '..;x'])('%j is an error in a list of values', (value) => {
  expect(() => RouteParameter.path('id', { allowedValues: ['ok', value], minLength: 0 })).toThrow(/`allowedValues` of RouteParameter\.path\("id"\) must be values that a path can have, got .*; no part/);
});

test('a list of values names its characters, and may have slashes where the parameter is greedy', () => {
  const values = RouteParameter.path('id', { allowedValues: ['a;b', 'R&D', 'x/y', 'é'] });
  expect(['a;b', 'a%3Bb', 'R&D', 'R%26D', 'x/y', '%C3%A9', 'x%2Fy', '%c3%a9', '%61;b'].map(judge('/a/{id+}', values))).toEqual([true, true, true, true, true, true, false, false, false]);
  expect(() => judge('/a/{id}', values)).toThrow('`allowedValues` of GET /a/{id} {id} must be one part of a path each, got "x/y"; right would be a greedy parameter `{name+}`, or a query parameter');
});

test.each(['[?#]+', '\\\\+', '%[0-9]{2}', 'a\\?b', '[\\x00-\\x1f]+', '(?:/\\?)+'])('pattern %s takes nothing that a path can have: an error', (pattern) => {
  expect(() => RouteParameter.path('id', { pattern })).toThrow(/`pattern` of RouteParameter\.path\("id"\) must take a value that a path can have, got .*; no value has .*; right would be '\[A-Za-z0-9\._-\]\+'/);
});

test('a pattern that takes slashes only is an error where the parameter is no greedy one', () => {
  expect(() => declared('[a-z]+/[a-z]+')).toThrow('`pattern` of GET /a/{id} {id} must take a value that a path can have, got "[a-z]+/[a-z]+"; no value has "\\", "?", "#", "%" or control characters, or "/", which ends the part');
  expect(greedy('[a-z]+/[a-z]+')('b/c')).toBe(true);
});

describe('whatever is sent', () => {
  const patterns = WIDE.map((pattern) => [declared(pattern), greedy(pattern)] as const);
  const nasty = fc.constantFrom('.', '..', ';', '/', '\\', '?', '#', '%', '&', ' ', '\u00a0', '\u200d', '．', '／', '‥', '%2e', '%25', '%2F', '%3B', '%C3%A9', '%c3', '%EF%BC%8E', 'a', 'é', '🎉', '\u0000', '\n', '+', '=', ':', '@', '~', '%7E', '%41', '%20', '%E2%80%8B');
  const raw = fc.oneof(fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join('')), fc.array(nasty, { maxLength: 4 }).map((parts) => encodeURIComponent(parts.join(''))), fc.string({ unit: 'binary', maxLength: 8 }).map((text) => encodeURIComponent(text.replace(/\p{Cs}/gu, ''))));

  test('what passes is one part to everyone, in one spelling', () => {
    fc.assert(fc.property(raw, fc.constantFrom(...patterns), (sent, [one, rest]) => {
      if (one(sent)) {
        isOnePart(sent);
      }
      if (rest(sent)) {
        sent.split('/').forEach(isOnePart);
      }
    }), { numRuns: 5_000 });

    function isOnePart(part: string): void {
      const value = decodeURIComponent(part);
      // A browser's and a server's reading (WHATWG URL): the same path, and nothing behind it.
      for (const spelling of [part, value.replace(/ /g, '%20'), value.normalize('NFKC')]) {
        const url = new URL(`http://h/before/${spelling}/after`);
        expect([url.pathname.split('/').length, url.pathname.endsWith('/after'), url.search, url.hash]).toEqual([4, true, '', '']);
      }
      // Decoded again it is the same, so that twice is as good as once.
      expect(decodeURIComponent(value)).toBe(value);
      // A servlet container cuts off what stands behind ";".
      expect(['', '.', '..']).not.toContain(value.split(';')[0].trim());
      expect(value).toBe(value.trim());
      // Nothing that need not be encoded is, and nothing is encoded otherwise than as capitals.
      expect(part.replace(/%[0-9A-F]{2}/g, '')).not.toMatch(/[^\w.~!$&'()*+,;=:@-]/);
      expect(part).not.toMatch(/%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])/);
      expect(value).not.toMatch(/[\\/?#%]|\p{Cc}/u);
    }
  });

  test('and names of any script pass with blanks between', () => {
    const greedyOfAll = greedy('.+');
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019äöüßçñøłåéèÅΩЖящ中文字日本語かなカナ한국어ไทยעבריתعربي'), minLength: 1, maxLength: 8 });
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), fc.constantFrom(...patterns.slice(0, 5)), (words, [one, rest]) => {
      const value = encodeURIComponent(words.join(' '));
      expect([one(value), rest(value), greedyOfAll(`${value}/${value}`)]).toEqual([true, true, true]);
    }));
  });

  // One that took longer than its length would have no end here.
  test('and what is far too long is refused', () => {
    const long = WIDE.map((pattern) => declared(pattern));
    for (const unit of ['.', '..;', '%20', '%EF%BC%8E', 'a%20', '%CC%81', '%2525', '~.', ' ']) {
      expect(long.map((holds) => holds(unit.repeat(100_000)))).toStrictEqual(long.map(() => false));
    }
  });
});
