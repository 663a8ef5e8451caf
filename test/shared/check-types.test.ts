import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { RouteAccess } from '../../lib';
import { BOOLEAN, checkScope, checkTypes, DURATION, having, instanceOf, listOf, mapOf, memberOf, NUMBER, OBJECT, optional, TEXT } from '../../lib/shared/check-types';
import { shown } from '../../lib/shared/literals';

enum Colour { RED = 'red', BLUE = 'blue' }

const SHAPE = {
  name: TEXT,
  count: optional(NUMBER),
  on: optional(BOOLEAN),
  time: optional(DURATION),
  access: optional(instanceOf(RouteAccess, "RouteAccess.roles('reader')")),
  names: optional(listOf(TEXT)),
  byName: optional(mapOf(NUMBER)),
  nested: optional(OBJECT),
  colour: optional(memberOf('Colour', Colour)),
  key: optional(having('a key', 'keyArn')),
};

test('takes what is right, tokens among it', () => {
  expect(() => checkTypes('options', {
    name: Lazy.string({ produce: () => 'x' }),
    count: Lazy.number({ produce: () => 1 }),
    on: false,
    time: Duration.seconds(1),
    access: RouteAccess.roles('reader'),
    names: Lazy.list({ produce: () => ['x'] }),
    byName: { a: 1 },
    nested: {},
    colour: Colour.RED,
    key: { keyArn: 'arn' },
    unknown: 1,
  }, SHAPE)).not.toThrow();
  expect(() => checkTypes('options', { name: 'x', count: undefined }, SHAPE)).not.toThrow();
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, '`options` must be an object with properties, got undefined; right would be { name: … }'],
  ['null', null, '`options` must be an object with properties, got null'],
  ['a text', 'x', '`options` must be an object with properties, got "x"'],
  ['a list', ['x'], '`options` must be an object with properties, got ["x"]'],
  ['an object without what is required', {}, '`a.name` must be a string, got undefined'],
  ['null for a property', { name: 'x', count: null }, '`a.count` must be a number, got null'],
  ['a number in a text', { name: 'x', count: '1' }, '`a.count` must be a number, got "1"'],
  ['a word for a boolean', { name: 'x', on: 'true' }, '`a.on` must be true or false, got "true"'],
  ['a number for a time', { name: 'x', time: 5 }, '`a.time` must be a Duration, got 5'],
  ['a function', { name: (): void => undefined }, '`a.name` must be a string, got the function name'],
  ['an object built by hand', { name: 'x', access: { _alternatives: [] } }, '`a.access` must be a RouteAccess such as RouteAccess.roles(\'reader\'), got {"_alternatives":[]}'],
  ['the class itself', { name: 'x', access: RouteAccess }, 'got the function RouteAccess'],
  ['a construct', { name: 'x', access: new Stack() }, 'got an object of the class Stack'],
  ['a text for a list', { name: 'x', names: 'orders' }, '`a.names` must be a list, each a string, got "orders"'],
  ['a list with something else in it', { name: 'x', names: ['a', 5] }, '`a.names` must be a list, each a string, got 5 at "1"'],
  ['a list for a map', { name: 'x', byName: [1] }, '`a.byName` must be an object, each property a number, got [1]'],
  ['a map with something else in it', { name: 'x', byName: { a: 1, b: '2' } }, '`a.byName` must be an object, each property a number, got "2" at "b"'],
  ['a list for an object', { name: 'x', nested: [] }, '`a.nested` must be an object with properties, got []'],
  ['no member of an enumeration', { name: 'x', colour: 'green' }, '`a.colour` must be a member of Colour (RED, BLUE), got "green"'],
  ['no key', { name: 'x', key: 'arn' }, '`a.key` must be a key, got "arn"'],
])('refuses %s', (_, value, message) => {
  expect(() => checkTypes('options', value, SHAPE, 'a.')).toThrow(message);
});

test.each<[unknown, unknown, string]>([
  [undefined, 'Api', '`scope` must be a construct, such as `this` of a stack, got undefined'],
  [{}, 'Api', '`scope` must be a construct'],
  [new Stack(), undefined, '`id` must be a string'],
  [new Stack(), '', '`id` must be a string'],
  [new Stack(), 5, '`id` must be a string that no other construct of the scope has, got 5'],
])('a construct at %s called %s', (scope, id, message) => {
  expect(() => checkScope(scope, id)).toThrow(message);
});

test('whatever was given can be shown', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect([circle, [circle], 10n, Symbol('x'), NaN, -0, Infinity, undefined, null, () => 1, class Foo {}, new Map(), Object.create(null), Lazy.number({ produce: () => 1 }), 'x'].map(shown))
    .toEqual(['an object', 'a list', '10', 'Symbol(x)', 'NaN', '0', 'Infinity', 'undefined', 'null', 'the function without a name', 'the function Foo', 'an object of the class Map', '{}', 'a token', '"x"']);
  expect(shown({ text: 'x'.repeat(1_000) }).length).toBeLessThan(510);
});
