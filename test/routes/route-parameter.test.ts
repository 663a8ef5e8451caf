import { Lazy } from 'aws-cdk-lib';
import { RouteParameter } from '../../lib';

test('a path parameter is required and not empty', () => {
  expect(RouteParameter.path('id')).toMatchObject({ _required: true, _minLength: 1, _maxLength: 256 });
});

test('a query parameter is optional and bounded', () => {
  expect(RouteParameter.query('page')).toMatchObject({ _required: false, _minLength: 0, _maxLength: 256 });
});

test.each<[string, () => RouteParameter, RegExp]>([
  ['an optional path parameter', () => RouteParameter.path('id', { required: false }), /`required` must not be false for the path parameter "id"/],
  ['an empty name', () => RouteParameter.query(''), /`name` must be a non-empty string, got ""/],
  ['a name that API Gateway can not map', () => RouteParameter.query('a b'), /`name` must be letters, .* got "a b"/],
  ['a header that the library owns', () => RouteParameter.header('Authorization'), /`name` must not be "Authorization": the library itself checks that header/],
  ['a header that the firewall refuses', () => RouteParameter.header('X-Forwarded-Host'), /`name` must not be "X-Forwarded-Host": servers read another .* so the firewall refuses it/],
  ['a header with an underscore', () => RouteParameter.header('api_key'), /`name` of a header must not hold "_", got "api_key".*; right would be "api-key"/],
  ['a header that API Gateway can not name', () => RouteParameter.header('x-a|b'), /`name` must be a header's name/],
  ['a parameter that changes the method', () => RouteParameter.query('_method'), /`name` must not be "_method": frameworks read another method/],
  ['a path parameter in brackets', () => RouteParameter.path('ids[]'), /`name` of a path parameter must be letters, .* got "ids\[\]"/],
  ['a path parameter of dots', () => RouteParameter.path('..'), /`name` of a path parameter .* got "\.\."/],
  ['a header with a colon', () => RouteParameter.header('a:b'), /`name` must be a header's name/],
  ['a pattern that is none', () => RouteParameter.query('a', { pattern: '[' }), /`pattern` of RouteParameter\.query\("a"\) must be a regular expression, got "\["/],
  ['look-ahead', () => RouteParameter.query('a', { pattern: '(?=x)y' }), /must not use "\(\?="/],
  ['a back reference', () => RouteParameter.query('a', { pattern: '(x)\\1' }), /must not use "\\\\1"/],
  ['pattern and values', () => RouteParameter.query('a', { pattern: 'x', allowedValues: ['x'] }), /`pattern` must not stand beside `allowedValues`/],
  ['no values', () => RouteParameter.query('a', { allowedValues: [] }), /`allowedValues` .* must hold at least one value/],
  ['a length below 0', () => RouteParameter.query('a', { maxLength: -1 }), /`maxLength` .* must be a whole number from 0 to 8192, got -1/],
  ['a length that is no whole number', () => RouteParameter.query('a', { minLength: 1.5 }), /`minLength` .* got 1\.5/],
  ['lengths that exclude each other', () => RouteParameter.query('a', { minLength: 5, maxLength: 4 }), /`minLength` must be at most `maxLength` .* got 5 and 4/],
  ['a value that is too long for its own parameter', () => RouteParameter.query('a', { allowedValues: ['abc'], maxLength: 2 }), /`allowedValues` must fit .* got "abc"/],
])('refuses %s', (_name, make, message) => {
  expect(make).toThrow(message);
});

test.each<[() => RouteParameter, string]>([
  [() => RouteParameter.path('id'), 'path id 1..256'],
  [() => RouteParameter.query('limit', { pattern: '[0-9]+' }), 'query limit? /[0-9]+/'],
  [() => RouteParameter.query('sort', { allowedValues: ['a', 'b', 'a'], required: true }), 'query sort a|b'],
  [() => RouteParameter.header('if-match', { minLength: 2, maxLength: 5 }), 'header if-match? 2..5'],
])('the posture says %#', (make, text) => {
  expect(make()._describe()).toBe(text);
});

describe('lengths', () => {
  const lengths = (options: object) => {
    const { _minLength, _maxLength } = RouteParameter.query('a', options);
    return [_minLength, _maxLength];
  };

  test.each<[object, number[]]>([
    [{}, [0, 256]], [{ minLength: 256 }, [256, 256]], [{ minLength: 300 }, [300, 300]],
    [{ minLength: 0, maxLength: 0 }, [0, 0]], [{ maxLength: 8192 }, [0, 8192]], [{ minLength: 4, maxLength: 4 }, [4, 4]],
  ])('%j are %j', (options, expected) => {
    expect(lengths(options)).toEqual(expected);
  });

  test('of a path parameter may be more than one character at least, and may be none where it says so', () => {
    expect(RouteParameter.path('id', { minLength: 3, required: true })._minLength).toBe(3);
    expect(RouteParameter.path('id', { minLength: 0 })._minLength).toBe(0);
  });

  test.each([8193, -1, 1.5, NaN])('are not %d', (maxLength) => {
    expect(() => lengths({ maxLength })).toThrow(/`maxLength` of RouteParameter\.query\("a"\) must be a whole number from 0 to 8192/);
    expect(() => lengths({ minLength: maxLength })).toThrow(/`minLength` of RouteParameter\.query\("a"\) must be/);
  });

  test('are known', () => {
    expect(() => lengths({ maxLength: Lazy.number({ produce: () => 5 }) })).toThrow(/`maxLength` of .* must be known at synth time, got a token/);
  });

  test.each<[string, object, boolean]>([
    ['reach the pattern\'s least', { pattern: '[a-z]{3,5}', maxLength: 3 }, true], ['end before it', { pattern: '[a-z]{3,5}', maxLength: 2 }, false],
    ['begin at its most', { pattern: '[a-z]{3,5}', minLength: 5 }, true], ['begin behind it', { pattern: '[a-z]{3,5}', minLength: 6 }, false],
  ])('%s: %j', (_, options, right) => {
    if (right) {
      expect(() => lengths(options)).not.toThrow();
    } else {
      expect(() => lengths(options)).toThrow(/`pattern` of RouteParameter\.query\("a"\) must take values of `minLength` to `maxLength` characters, got "\[a-z\]\{3,5\}", which takes 3 to 5/);
    }
  });

  test.each<[object, boolean]>([
    [{ allowedValues: ['abc'], maxLength: 3 }, true], [{ allowedValues: ['abc'], minLength: 3 }, true], [{ allowedValues: ['abc'], minLength: 4 }, false], [{ allowedValues: ['ok', 'abcd'], maxLength: 3 }, false],
    // A character beyond the first plane is one.
    [{ allowedValues: ['\u{1f600}'], maxLength: 1 }, true],
  ])('hold the values of %j: %s', (options, right) => {
    if (right) {
      expect(() => lengths(options)).not.toThrow();
    } else {
      expect(() => lengths(options)).toThrow(/`allowedValues` must fit `minLength` and `maxLength` in RouteParameter\.query\("a"\)/);
    }
  });
});

test.each(['.', '..', 'a/', '/a', 'a//b', 'a ', ' a', 'a\\b', 'a?b', 'a#b', '50%', 'a\tb'])('a path takes no value %j', (value) => {
  expect(() => RouteParameter.path('id', { allowedValues: ['fine', value] })).toThrow(`\`allowedValues\` of RouteParameter.path("id") must be values that a path can have, got ${JSON.stringify(value)}`);
  expect(() => RouteParameter.query('id', { allowedValues: [value] })).not.toThrow();
});

test.each<[string, object, RegExp]>([
  ['an empty value', { allowedValues: ['a', ''] }, /must be a non-empty string, got ""/],
  ['no text as pattern', { pattern: 5 }, /`pattern` must be/], ['no number as length', { minLength: '5' }, /`minLength` must be/], ['no list of values', { allowedValues: 'a' }, /`allowedValues` must be a list/],
  ['a word for required', { required: 'no' }, /`required` must be/], ['an empty pattern', { pattern: '' }, /`pattern` must be a non-empty string/],
  ['a pattern that no path can have', { pattern: '%[0-9]{2}' }, /`pattern` of RouteParameter\.path\("id"\) must take a value that a path can have/],
])('refuses %s', (_, options, message) => {
  expect(() => RouteParameter.path('id', options)).toThrow(message);
});

test('a query parameter and a header may have a pattern that no path can', () => {
  expect(() => RouteParameter.query('id', { pattern: '%[0-9]{2}' })).not.toThrow();
  expect(() => RouteParameter.header('id', { pattern: '%[0-9]{2}' })).not.toThrow();
});

test('says where a pattern goes wrong, and in what', () => {
  expect(() => RouteParameter.header('a', { pattern: 'ab(' })).toThrow(/`pattern` of RouteParameter\.header\("a"\) must be a regular expression, got "ab\(": .* at character \d+$/);
  expect(() => RouteParameter.query('a', { pattern: '^(?!x)' })).toThrow(/must not use "\(\?!" \(.*\): neither AWS WAF nor the authorizer's automata know it; got "\^\(\?!x\)"/);
  expect(() => RouteParameter.query('a', { pattern: 'a', allowedValues: [] })).toThrow(/^`pattern` must not stand beside `allowedValues` in RouteParameter\.query\("a"\)/);
});

test.each([[true, true], [false, false], [undefined, false]])('required as %s is %s', (required, expected) => {
  expect(RouteParameter.query('a', { required })._required).toBe(expected);
  expect(RouteParameter.header('a', { required })._required).toBe(expected);
});

test('a list of values has each once, and is none where none is given', () => {
  expect(RouteParameter.query('a', { allowedValues: ['x', 'y', 'x'] })._allowedValues).toEqual(['x', 'y']);
  expect(RouteParameter.query('a')._allowedValues).toBeUndefined();
  expect(RouteParameter.query('a', { pattern: 'x+' })._pattern).toBe('x+');
});
