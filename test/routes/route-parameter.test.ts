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
