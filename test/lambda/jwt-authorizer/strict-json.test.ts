import * as fc from 'fast-check';
import { DuplicateMemberError, Json, JsonObject, parseStrictJson, textMember } from '../../../lambda/jwt-authorizer/strict-json';

/** Makes choices of how a value is written. */
type Dice = () => number;

/** Names that trip parsers: the prototype's, those with a colon or a quote in them, list indices (which objects keep in an order of their own). */
const NAMES = ['__proto__', 'constructor', 'toString', '', ':', '"', '\\', '":"', '\\":', 'a:b', '0', '1', '10', 'sub', 'aud', '🙂', '\ud800'];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 4 }));
const text = fc.oneof(fc.constantFrom('{"a":1,"a":2}', '":', ':', '\\', '\\\\":', '\\u003a', '"', ...NAMES), fc.string({ unit: 'binary', maxLength: 8 }));

/** A member list rather than an object, so that the order is ours and `__proto__` is a name like any other. */
interface Members { readonly members: readonly (readonly [name: string, value: Tree])[] }
type Tree = null | boolean | number | string | readonly Tree[] | Members;

const { tree, object } = fc.letrec<{ tree: Tree; object: Members }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Tree>(null, true, false, 0, -0, 1e300, -1.5e-7), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), text,
    fc.array(tie('tree'), { maxLength: 4 }), tie('object'),
  ),
  object: fc.uniqueArray(fc.tuple(name, tie('tree')), { selector: ([key]) => key, maxLength: 4 }).map((members) => ({ members })),
}));
const dice = fc.infiniteStream(fc.nat({ max: 999 })).map((stream): Dice => () => stream.next().value as number);

function isMembers(value: Tree): value is Members {
  return typeof value === 'object' && value !== null && 'members' in value;
}

function space(roll: Dice): string {
  return ['', '', '', ' ', '\n', '\t', '\r', ' \n\t\r '][roll() % 8];
}

/** The string in quotes, with escapes wherever one may stand. */
function quote(value: string, roll: Dice): string {
  const spelled = value.split('').map((unit) => {
    const short = ({ '"': '\\"', '\\': '\\\\', '/': '\\/', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' } as { [unit: string]: string })[unit];
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
    const long = `\\u${roll() % 2 ? hex : hex.toUpperCase()}`;
    const plain = /["\\\u0000-\u001f]/.test(unit) ? long : unit;
    return [plain, plain, short ?? plain, long][roll() % 4];
  });
  return `"${spelled.join('')}"`;
}

/** A way to write the value. */
function write(value: Tree, roll: Dice): string {
  if (isMembers(value)) {
    const members = value.members.map(([key, item]) => `${space(roll)}${quote(key, roll)}${space(roll)}:${write(item, roll)}`);
    return `${space(roll)}{${members.join(',')}${space(roll)}}${space(roll)}`;
  }
  if (Array.isArray(value)) {
    return `${space(roll)}[${value.map((item: Tree) => write(item, roll)).join(',')}${space(roll)}]${space(roll)}`;
  }
  const scalar = typeof value === 'string' ? quote(value, roll) : Object.is(value, -0) ? '-0' : JSON.stringify(value);
  return `${space(roll)}${scalar}${space(roll)}`;
}

/** Every member list in the value. */
function objectsOf(value: Tree): Members[] {
  if (isMembers(value)) {
    return [value, ...value.members.flatMap(([, item]) => objectsOf(item))];
  }
  return Array.isArray(value) ? value.flatMap((item: Tree) => objectsOf(item)) : [];
}

/** The value with `old` replaced. */
function replace(value: Tree, old: Members, next: Members): Tree {
  if (value === old) {
    return next;
  }
  if (isMembers(value)) {
    return { members: value.members.map(([key, item]) => [key, replace(item, old, next)] as const) };
  }
  return Array.isArray(value) ? value.map((item: Tree) => replace(item, old, next)) : value;
}

/** The value itself. Not by way of `JSON.parse`, which is wrong on Node.js 24 (nodejs/node#63785). */
function valueOf(value: Tree): Json {
  if (isMembers(value)) {
    const made: JsonObject = {};
    for (const [key, item] of value.members) {
      Object.defineProperty(made, key, { value: valueOf(item), configurable: true, enumerable: true, writable: true });
    }
    return made;
  }
  return Array.isArray(value) ? value.map((item: Tree) => valueOf(item)) : value as Json;
}

test('whatever the value and its spelling, it is that value', () => {
  fc.assert(fc.property(tree, dice, (value, roll) => {
    expect(parseStrictJson(write(value, roll))).toEqual(valueOf(value));
  }), { numRuns: 1_500 });
});

test('what the engine refuses is refused, and what it takes is taken', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\"', 'u0041', '"a"', '"b":', '0', '1', '-', '.', 'e', '+', '5', 'true', 'null', ' ', '\n', '\u0000', '\u00a0', '\ufeff', 'x');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')), (json) => {
    let isJson = true;
    try {
      JSON.parse(json);
    } catch {
      isJson = false;
    }
    let took = true;
    try {
      parseStrictJson(json);
    } catch (error) {
      took = error instanceof DuplicateMemberError && isJson;
    }
    expect(took).toBe(isJson);
  }), { numRuns: 20_000 });
});

test('nothing that is nested overflows the stack', () => {
  const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(JSON.stringify(parseStrictJson(lists(1_000)))).toBe(lists(1_000));
  let depth = 0;
  for (let value = parseStrictJson(`${'{"a":['.repeat(200_000)}${']}'.repeat(200_000)}`); !Array.isArray(value) || value.length > 0; depth++) {
    value = Array.isArray(value) ? value[0] : (value as JsonObject).a;
  }
  expect(depth).toBe(399_999);
  expect(() => parseStrictJson('['.repeat(200_000))).toThrow(SyntaxError);
});

describe('the text of one member', () => {
  test('is that of the whole, whatever is around it', () => {
    fc.assert(fc.property(object, dice, (value, roll) => {
      const { members } = value;
      fc.pre(members.length > 0);
      const [wanted, item] = members[roll() % members.length];
      expect(textMember(write(value, roll), wanted)).toBe(typeof item === 'string' ? item : undefined);
      expect(textMember(write(value, roll), 'none of these')).toBeUndefined();
    }), { numRuns: 1_500 });
  });

  test.each<[string, string, string | undefined]>([
    ['the first of two', '{"iss":"a","iss":"b"}', 'a'],
    ['with an escape in its name', '{"is\\u0073":"a"}', 'a'],
    ['behind others that are nested', '{"x":{"iss":"no","y":[{"iss":"no"}]},"z":[],"w":{},"n":-1.5e3,"t":true,"iss":"a"}', 'a'],
    ['before something that is no JSON', '{"iss":"a",,', 'a'],
    ['that is a number', '{"iss":1}', undefined],
    ['that is a list', '{"iss":["a"]}', undefined],
    ['of an empty object', ' { } ', undefined],
  ])('%s', (_, json, value) => {
    expect(textMember(json, 'iss')).toBe(value);
  });

  test.each(['', 'hello', '[]', 'null', '"iss"', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":x}', '{"a":[}', '{"a":{"b":1}', '{iss:"a"}', '{"a" "b"}', '{"a":,,"iss":"b"}', '{"a"::,"iss":"b"}'])('%j has none, and is no object', (json) => {
    expect(() => textMember(json, 'iss')).toThrow(SyntaxError);
  });
});

test.each<[string, Json]>([
  ['"a b"', 'a b'], ['"\\n b\\t"', '\n b\t'], ['" "', ' '], ['1E5', 1e5], ['1e5', 1e5], ['1E+5', 1e5], ['1e-5', 1e-5], ['-0', -0], ['0.5', 0.5], ['-1.25e2', -125], ['[ ]', []], ['{ }', {}],
  ['[[],{},[{"a":[]}]]', [[], {}, [{ a: [] }]]], ['{"a":{"b":[1,2]},"c":3}', { a: { b: [1, 2] }, c: 3 }],
])('%s is what it says', (json, value) => {
  expect(parseStrictJson(json)).toEqual(value);
});

test('a member with the name of the prototype is one like any other', () => {
  const parsed = parseStrictJson('{"__proto__":1,"a":2}') as JsonObject;
  const [one, other] = ['__proto__', 'a'].map((key) => Object.getOwnPropertyDescriptor(parsed, key));
  expect([one, Object.getPrototypeOf(parsed)]).toEqual([{ ...other, value: 1 }, Object.prototype]);
});

test.each([
  '[1}', '{"a":1]', '[1 2]', '{"a":1 "b":2}', '[1', '{"a":1', '{xa":1}', '{a":1}', '{"a":1,xb":2}', '"\\n\u0001"', '"\u0001"', '"a\\', '"\\u00g0"', '"\\q"', '-', '-a', '1.', '1.e5', '1e', '1e+', '.5', '+1',
  '00', '-01', 'tru', 'True', '[,1]', '{,}', ']', '}', ',', '1 2', '{} {}',
])('%j is no JSON, and that is all that is said of it', (json) => {
  expect(() => parseStrictJson(json)).toThrow(new SyntaxError('not JSON'));
});

test.each(['{"a":[x],"iss":"b"}', '{"a":,"iss":"b"}', '{"a"::"iss":"b"}', '{xiss":"b"}', '{"a":{"b":x},"iss":"b"}', '{"a":1;"iss":"b"}', '{"a":-,"iss":"b"}'])(
  'in %j no member is looked for', (json) => {
    expect(() => textMember(json, 'iss')).toThrow(SyntaxError);
  });

test('a member that is written twice is refused, at any depth and in any spelling', () => {
  fc.assert(fc.property(object, tree, dice, fc.boolean(), (value, again, roll, isList) => {
    const candidates = objectsOf(value).filter(({ members }) => members.length > 0);
    fc.pre(candidates.length > 0);
    const victim = candidates[roll() % candidates.length];
    const [twice] = victim.members[roll() % victim.members.length];
    const members = [...victim.members];
    members.splice(roll() % (members.length + 1), 0, [twice, again]);
    const changed = replace(value, victim, { members });
    const json = write(isList ? [changed] : changed, roll);
    expect(() => parseStrictJson(json)).toThrow(DuplicateMemberError);
  }), { numRuns: 1_500 });
});

test.each([
  ['the same value', '{"a":1,"a":1}'],
  ['an escape in one name', '{"sub":"a","s\\u0075b":"b"}'],
  ['an escape elsewhere', '{"a":1,"a":2,"b":"\\u003a"}'],
  ['a dropped value that holds a colon', '{"a":"x:y","a":1}'],
  ['a dropped object', '{"a":{"b":1},"a":1}'],
  ['a dropped list, and a colon spelled by an escape', '{"a":[":"],"a":"\\u003a\\u003a"}'],
  ['the prototype\'s name', '{"__proto__":1,"__proto__":2}'],
  ['an index', '{"1":1,"1":2}'],
  ['an empty name', '{"":1,"":2}'],
  ['a name with a colon', '{"a:b":1,"a:b":2}'],
])('two members with %s', (_, json) => {
  expect(() => parseStrictJson(json)).toThrow(DuplicateMemberError);
});

test.each(['', '{', '{"a":1,}', '{a:1}', '{"a"}', '[1,]', '01', 'NaN', '"\n"', '"\\x41"', '{"a":1}x', '\ufeff{}'])('%j is no JSON', (json) => {
  expect(() => parseStrictJson(json)).toThrow(SyntaxError);
});
