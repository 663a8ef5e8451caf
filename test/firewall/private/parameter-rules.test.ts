import { operations } from '../../../lib/firewall/private/operations';
import { lengthRules, lengthsNeeded, parameterRules } from '../../../lib/firewall/private/parameter-rules';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { build, route } from './api';
import { shownStatement } from './shown-statement';

const { query, header, path } = RouteParameter;
const DIGITS = { pattern: '[0-9]{1,3}' };
const WRONG_DIGITS = '(?:\\D|\\d{1,3}[^\\d&]|\\d{4})';
const WRONG_DIGITS_IN_HEADER = '(?:\\D|\\d{1,3}\\D|\\d{4})';
/** Too many alternatives to be turned round. */
const SLOT = { pattern: '(?:[ab][cd]|[ef][gh])[xyz]{3}(?:[ij][kl]|[mn])' };
const RIGHT_SLOT = '(?:[ab][cd]|[ef][gh])[x-z]{3}(?:[ij][kl]|[mn])';
const LONGER_SLOT = { pattern: `(?:${SLOT.pattern})?` };
/** A character of a query value, however it is sent. */
const ONE = '(?:[^%&]|%[^89abAB].)(?:%[89abAB].)*';

function rules(routes: RouteDefinition[], preflight = false): Array<[string, string]> {
  return parameterRules(operations(routes, '/prod', preflight)).map(({ name, statement }) => [name, shownStatement(statement)]);
}

function rulesOf(...parameters: RouteParameter[]): Array<[string, string]> {
  return rules([route({ path: '/a', parameters })]);
}

test('each rule says what it is for, and refuses with 400', () => {
  const all = operations([route({ path: '/a', parameters: [query('limit', DIGITS), header('x-version', DIGITS)] })], '/prod', false);
  expect(parameterRules(all).map(({ statement, ...rest }) => rest)).toEqual([
    {
      name: 'QueryParameters',
      purpose: 'query parameters that break their pattern, length or allowed values',
      action: expect.objectContaining({ Block: { CustomResponse: expect.objectContaining({ ResponseCode: 400 }) } }),
    },
    {
      name: 'HeaderParameters',
      purpose: 'headers that break their pattern, length or allowed values',
      action: expect.objectContaining({ Block: { CustomResponse: expect.objectContaining({ ResponseCode: 400 }) } }),
    },
  ]);
  expect(parameterRules(operations([route({ path: '/a/{id}', parameters: [path('id', DIGITS)] })], '/prod', false))).toEqual([]);
});

describe('the statements for a query string, as they were reviewed', () => {
  test.each<[string, RouteParameter[], string]>([
    ['a pattern', [query('limit', DIGITS)], `query (?:^|&)(?:limit=${WRONG_DIGITS}|limit=?(?:&|$))`],
    ['a length alone', [query('q', { maxLength: 5 })], `query (?:^|&)q=(?:${ONE}){6}`],
    ['a least length', [query('q', { minLength: 2, maxLength: 5 })], `query (?:^|&)(?:q=(?:${ONE})(?:&|$)|q=(?:${ONE}){6}|q=?(?:&|$))`],
    ['a list', [query('s', { allowedValues: ['asc', 'd'] })], 'query (?:^|&)(?:s=(?:[^ad]|a(?:[^s]|$|s(?:[^c]|$|c[^&]))|d[^&])|s=?(?:&|$))'],
    ['two alike', [query('a', DIGITS), query('b[x]', DIGITS)],
      `query (?:^|&)(?:(?:a|b(?:\\[|%5[bB])x(?:\\]|%5[dD]))=${WRONG_DIGITS}|(?:a|b(?:\\[|%5[bB])x(?:\\]|%5[dD]))=?(?:&|$))`],
    // The longest first, and one that may be empty.
    ['several', [query('a', DIGITS), query('b', { pattern: '[a-z]{0,9}' }), query('c')],
      `query (?:^|&)(?:c=(?:${ONE}){257}|b=(?:[^&a-z]|[a-z]{1,9}[^&a-z]|[a-z]{10})|a=${WRONG_DIGITS}|a=?(?:&|$))`],
    ['one that can only be looked for', [query('t', SLOT)],
      `(query (?:^|&)t(?:[=&].*)?&t(?:[=&]|$) | (query (?:^|&)t(?:[=&]|$) & !query (?:^|&)t=(?:${RIGHT_SLOT})(?:&|$)))`],
    ['one that can only be looked for, and may be empty', [query('t', LONGER_SLOT)],
      `(query (?:^|&)t(?:[=&].*)?&t(?:[=&]|$) | (query (?:^|&)t=[^&] & !query (?:^|&)t=(?:(?:${RIGHT_SLOT})?)(?:&|$)))`],
    ['one of each kind', [query('limit', DIGITS), query('t', SLOT)],
      `(query (?:^|&)(?:limit=${WRONG_DIGITS}|t(?:[=&].*)?&t(?:[=&]|$)|limit=?(?:&|$)) | ` +
      `(query (?:^|&)t(?:[=&]|$) & !query (?:^|&)t=(?:${RIGHT_SLOT})(?:&|$)))`],
  ])('of %s', (_, parameters, expected) => {
    expect(rulesOf(...parameters)).toEqual([['QueryParameters', expected]]);
  });

  test('as many parameters as fit share an expression of 200 characters', () => {
    for (let width = 1; width <= 64; width++) {
      const names = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index).padEnd(width, '-'));
      const [[, shown]] = rulesOf(...names.map((name) => query(name, DIGITS)));
      const expressions = shown.replace(/^\(query/, 'query').split(/(?:\)? \| )?query /).slice(1).map((text) => text.replace(/\)\)$/, ')'));
      expect(Math.max(...expressions.map(({ length }) => length))).toBeLessThanOrEqual(200);
      // No more expressions than all of their names take, twice: once with a wrong value, once with none.
      expect(expressions.length).toBeLessThanOrEqual(2 + Math.ceil(2 * names.length * (width + 1) / (200 - 80 - width)));
    }
  });
});

describe('the statements for headers, as they were reviewed', () => {
  test.each<[string, RouteParameter[], string]>([
    ['a pattern', [header('X-Version', DIGITS)], `(header x-version ^${WRONG_DIGITS_IN_HEADER} | header x-version EQ 0)`],
    ['one that may be empty', [header('X-A', { pattern: '[0-9]{0,3}' })], `header x-a ^${WRONG_DIGITS_IN_HEADER}`],
    ['two alike', [header('X-A', DIGITS), header('X-B', DIGITS)],
      `(headers x-a,x-b VALUE CONTINUE ^${WRONG_DIGITS_IN_HEADER} | headers x-a,x-b VALUE CONTINUE EQ 0)`],
    ['several', [header('X-A', { allowedValues: ['de', 'en'] }), header('X-B', { minLength: 2, maxLength: 9 }), header('X-C')],
      '(header x-a ^(?:[^de]|d(?:[^e]|$|e.)|e(?:[^n]|$|n.)) | header x-b ^(?:(?:[^\\x80-\\xbf][\\x80-\\xbf]*){10}|(?:[^\\x80-\\xbf][\\x80-\\xbf]*)$) | ' +
      'header x-c ^(?:[^\\x80-\\xbf][\\x80-\\xbf]*){257} | headers x-a,x-b VALUE CONTINUE EQ 0)'],
    ['one that can only be looked for', [header('X-T', SLOT)],
      `((header x-t GT 0 & !header x-t ^(?:${RIGHT_SLOT})$) | names (?i)(?:^|:)x-t:(?:.*:)?x-t(?::|$) | header x-t EQ 0)`],
    ['one that can only be looked for, and may be empty', [header('X-T', LONGER_SLOT)],
      `((header x-t GT 0 & !header x-t ^(?:(?:${RIGHT_SLOT})?)$) | names (?i)(?:^|:)x-t:(?:.*:)?x-t(?::|$))`],
  ])('of %s', (_, parameters, expected) => {
    expect(rulesOf(...parameters)).toEqual([['HeaderParameters', expected]]);
  });
});

describe('the requests in which a parameter is held', () => {
  const wrongLimit = `query (?:^|&)(?:limit=${WRONG_DIGITS}|limit=?(?:&|$))`;
  const wrongVersion = `(header x-version ^${WRONG_DIGITS_IN_HEADER} | header x-version EQ 0)`;

  test('of a query parameter: all, where those that have it agree and the others take no such name', () => {
    expect(rules([
      route({ path: '/a', parameters: [query('limit', DIGITS)] }),
      route({ path: '/b', parameters: [query('limit', DIGITS)] }),
      route({ path: '/c' }),
    ], true)).toEqual([['QueryParameters', wrongLimit]]);
  });

  test('of a query parameter: all but a route that takes any', () => {
    const free = { path: '/c', allowUndeclaredQuery: 'Names of columns, as the report has them' };
    const limited = route({ path: '/a', parameters: [query('limit', DIGITS)] });
    expect(rules([limited, route({ path: '/b' }), route(free)])).toEqual([['QueryParameters', `(path ^/prod/(?:a|b)/?$ & ${wrongLimit})`]]);
    // Unless it has the parameter itself.
    expect(rules([limited, route({ path: '/b' }), route({ ...free, parameters: [query('limit', DIGITS)] })])).toEqual([['QueryParameters', wrongLimit]]);
  });

  test('of a query parameter that is another on another route: those that agree', () => {
    expect(rules([
      route({ path: '/a', parameters: [query('q', { maxLength: 5 })] }),
      route({ path: '/b', parameters: [query('q', { maxLength: 6 })] }),
      route({ path: '/c', parameters: [query('q', { maxLength: 5 })] }),
    ])).toEqual([['QueryParameters', `((path ^/prod/(?:a|c)/?$ & query (?:^|&)q=(?:${ONE}){6}) | (path ^/prod/b/?$ & query (?:^|&)q=(?:${ONE}){7}))`]]);
  });

  test.each<[string, object, object]>([
    ['pattern', { pattern: '[0-9]' }, { pattern: '[a-z]' }],
    ['list', { allowedValues: ['a'] }, { allowedValues: ['b'] }],
    ['least length', { minLength: 1, maxLength: 9 }, { minLength: 2, maxLength: 9 }],
    ['length', { maxLength: 8 }, { maxLength: 9 }],
  ])('another %s is another constraint, of query and header', (_, one, other) => {
    for (const kind of [query, header]) {
      const [[, shown]] = rules([route({ path: '/a', parameters: [kind('x-q', one)] }), route({ path: '/b', parameters: [kind('x-q', other)] })]);
      expect(shown).toMatch(/^\(\(path \^\/prod\/a\/\?\$ & .* \| \(!?path \^\/prod\/[ab]\/\?\$ & /);
    }
  });

  test('the name of a query parameter in other letters is another one', () => {
    expect(rules([route({ path: '/a', parameters: [query('q', { maxLength: 5 })] }), route({ path: '/b', parameters: [query('Q', { maxLength: 5 })] })]))
      .toEqual([['QueryParameters', `query (?:^|&)(?:q|Q)=(?:${ONE}){6}`]]);
  });

  test('of a header: the routes that declare it, in whatever letters', () => {
    expect(rules([route({ path: '/a', parameters: [header('X-Version', DIGITS)] }), route({ path: '/b', parameters: [header('x-version', DIGITS)] })]))
      .toEqual([['HeaderParameters', wrongVersion]]);
    expect(rules([route({ path: '/a', parameters: [header('X-Version', DIGITS)] }), route({ path: '/b' })]))
      .toEqual([['HeaderParameters', `(path ^/prod/a/?$ & ${wrongVersion})`]]);
    expect(rules([route({ path: '/a', parameters: [header('X-Version', DIGITS)] })], true))
      .toEqual([['HeaderParameters', `(method EXACTLY GET & ${wrongVersion})`]]);
  });

  test('those of the same requests share their condition', () => {
    expect(rules([
      route({ path: '/a', parameters: [header('x-a', { pattern: '[0-9]{0,3}' }), header('x-b', { pattern: '[a-z]{0,3}' })] }),
      route({ path: '/b', parameters: [header('x-c', { pattern: '[0-9]{0,3}' })] }),
    ])).toEqual([['HeaderParameters',
      `((path ^/prod/a/?$ & (header x-a ^${WRONG_DIGITS_IN_HEADER} | header x-b ^(?:[^a-z]|[a-z]{1,3}[^a-z]|[a-z]{4}))) | ` +
      `(path ^/prod/b/?$ & header x-c ^${WRONG_DIGITS_IN_HEADER}))`]]);
  });
});

test.each<[string, RouteParameter]>([
  ['query parameter "q"', query('q', { pattern: '[ab]{100}(?:c|d|e[fg]){9}[^a-z]{3,7}(?:hello|world|there|again){2}(?:[0-9][a-f]){40}(?:one|two|three){7}(?:four|five|six){9}' })],
  ['header parameter "X-Q"', header('X-Q', { pattern: '\\p{L}{3}' })],
])('a pattern that AWS WAF can not hold is an error that names the route: %s', (named, parameter) => {
  expect(() => rules([route({ path: '/ok' }), route({ method: HttpMethod.POST, path: '/a/b', parameters: [parameter] })]))
    .toThrow(new RegExp(`^\`pattern\` .* \\(${named} of POST /a/b\\)$`));
});

describe('hostile and innocent requests', () => {
  const { send } = build([
    route({ path: '/a', parameters: [query('limit', DIGITS), query('slot', SLOT), query('note', LONGER_SLOT), header('X-Version', DIGITS), header('X-Slot', SLOT)] }),
    route({ path: '/b', parameters: [query('limit', { pattern: '[a-z]{2}' })] }),
    route({ path: '/c', allowUndeclaredQuery: 'Names of columns, as the report has them' }),
  ]);
  const answer = (to: string, sent: string, headers: Array<readonly [string, string]> = []): string | undefined =>
    send({ path: `/prod${to}`, query: sent, headers: [['x-api-key', 'k3y0123456789abcdefghij'], ['authorization', 'Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ln'], ...headers] }).rule;

  test.each([
    ['/a', 'limit=1'], ['/a', 'limit=123&slot=acxxxik'], ['/a', 'slot=fhzzzn'], ['/a', 'note='], ['/a', 'note'], ['/a', 'note=acxyzm'],
    ['/a', 'limit=1&limit=2'], ['/b', 'limit=ab'], ['/c', 'limit=anything&slot=x'],
  ])('%s?%s passes', (to, sent) => {
    expect(answer(to, sent)).toBeUndefined();
  });

  test.each([
    ['/a', 'limit='], ['/a', 'limit'], ['/a', 'limit=1234'], ['/a', 'limit=12a'], ['/a', 'limit=1&limit=x'], ['/a', 'limit=x&limit=1'], ['/a', 'limit=ab'],
    ['/a', 'slot='], ['/a', 'slot'], ['/a', 'slot=acxxxi'], ['/a', 'slot=acxxxikk'], ['/a', 'slot=acxxxik&slot=x'], ['/a', 'slot=x&slot=acxxxik'],
    ['/a', 'slot=acxxxik&slot=acxxxik'], ['/a', 'slot&slot'], ['/a', 'note=x'], ['/a', 'note=acxyzm&note=x'], ['/b', 'limit=1'], ['/b', 'limit='],
  ])('%s?%s is refused', (to, sent) => {
    expect(answer(to, sent)).toBe('QueryParameters');
  });

  test.each<[string, string, string | undefined]>([
    ['/a', '12', undefined], ['/a', '', 'HeaderParameters'], ['/a', '1234', 'HeaderParameters'], ['/a', 'x', 'HeaderParameters'], ['/b', 'x', undefined], ['/c', '', undefined],
  ])('at %s a version "%s": %s', (to, value, rule) => {
    expect(answer(to, '', [['x-version', value]])).toBe(rule);
  });

  test.each<[string, string[], string | undefined]>([
    ['/a', ['acxxxik'], undefined], ['/a', [''], 'HeaderParameters'], ['/a', ['acxxxi'], 'HeaderParameters'], ['/a', ['acxxxik', 'acxxxik'], 'HeaderParameters'],
    ['/a', ['acxxxik', 'x'], 'HeaderParameters'], ['/b', ['x'], undefined],
  ])('at %s slots %j: %s', (to, values, rule) => {
    expect(answer(to, '', values.map((value) => ['x-slot', value] as const))).toBe(rule);
  });
});

describe('how long requests may be', () => {
  const needed = (...routes: RouteDefinition[]) => lengthsNeeded(operations(routes, '/prod', false));

  test.each<[string, number, RouteParameter[]]>([
    ['/', '/prod//'.length, []],
    ['/orders', '/prod/orders/'.length, []],
    ['/a/{id}', '/prod/a//'.length + 256, []],
    ['/a/{id}', '/prod/a//'.length + 20, [path('id', { maxLength: 20 })]],
    // What another parameter says is not of this one.
    ['/a/{id}', '/prod/a//'.length + 256, [query('id', { maxLength: 20 }), header('id', { maxLength: 20 })]],
    ['/a/{id}/{no}', '/prod/a///'.length + 20 + 3 * 7, [path('no', { pattern: '[0-9:]+', maxLength: 7 }), path('id', { maxLength: 20 })]],
    ['/a/{id}', '/prod/a//'.length + 12 * 7, [path('id', { pattern: '.+', maxLength: 7 })]],
    ['/a/{id}', '/prod/a//'.length + 3 * 7, [path('id', { allowedValues: ['a:b', 'c'], maxLength: 7 })]],
    ['/a/{id}', '/prod/a//'.length + 7, [path('id', { allowedValues: ['a~b', 'c'], maxLength: 7 })]],
    ['/a/{id}', '/prod/a//'.length + 7, [path('id', { pattern: '[a-z~.]+', maxLength: 7 })]],
    ['/a/{id}', '/prod/a//'.length + 12 * 7, [path('id', { pattern: '\\p{L}+', maxLength: 7 })]],
    ['/a/{rest+}', '/prod/a//'.length + 30, [path('rest', { pattern: '[a-z/]+', maxLength: 30 })]],
    ['/a/{rest+}', '/prod/a//'.length + 90, [path('rest', { pattern: '[a-z/:]+', maxLength: 30 })]],
    ['/a/{id}', '/prod/a//'.length + 512, [path('id', { maxLength: 513 })]],
    ['/a/{id}', '/prod/a//'.length + 511, [path('id', { maxLength: 511 })]],
  ])('the path %s takes %i bytes', (resource, bytes, parameters) => {
    expect(needed(route({ path: resource, parameters })).path).toBe(bytes);
  });

  test.each<[string, number, RouteParameter[]]>([
    ['nothing', 0, []],
    ['nothing of a header or a path', 0, [header('x-a', { maxLength: 20 }), path('id')]],
    // Before the value a separator, the name, of which each character may be encoded, and `=`.
    ['plain characters', 2 + 3 * 5 + 3, [query('limit', { pattern: '[0-9]+', maxLength: 3 })]],
    ['any characters', 2 + 3 + 12 * 5, [query('q', { maxLength: 5 })]],
    ['a character that may be encoded', 2 + 3 + 12 * 5, [query('q', { pattern: '[a-z~]+', maxLength: 5 })]],
    ['a list of plain ones', 2 + 3 + 5, [query('q', { allowedValues: ['a', 'b'], maxLength: 5 })]],
    ['a list of others', 2 + 3 + 12 * 5, [query('q', { allowedValues: ['a', 'b c'], maxLength: 5 })]],
    ['a pattern of what nobody can tell', 2 + 3 + 12 * 5, [query('q', { pattern: '\\p{L}+', maxLength: 5 })]],
    ['two', 2 + 3 + 5 + 2 + 6 + 7, [query('q', { pattern: '[a-z]+', maxLength: 5 }), query('qq', { pattern: '[a-z]+', maxLength: 7 })]],
  ])('a query string of %s takes %i bytes', (_, bytes, parameters) => {
    expect(needed(route({ path: '/a/{id}', parameters })).query).toBe(bytes);
  });

  test('of all routes the longest counts, up to what API Gateway takes of a line', () => {
    const plain = { pattern: '[a-z]+' };
    expect(needed(
      route({ path: '/a', parameters: [query('q', { ...plain, maxLength: 5 })] }),
      route({ path: '/abcdef', parameters: [query('q', { ...plain, maxLength: 4 })] }),
    )).toEqual({ path: '/prod/abcdef/'.length, query: 10 });
    expect(needed(route({ path: '/a', parameters: [query('q', { ...plain, maxLength: 8187 })] })).query).toBe(8192);
    expect(needed(route({ path: '/a', parameters: [query('q', { ...plain, maxLength: 8000 }), query('r', { ...plain, maxLength: 183 })] })).query).toBe(8192);
    expect(needed(route({ path: '/a', parameters: [query('q'), query('r'), query('s')] })).query).toBe(8192);
    expect(needed()).toEqual({ path: 0, query: 0 });
  });

  test('a rule of its own stands where the common rule set allows less, and no other', () => {
    const rulesFor = (pathLength: number, queryLength: number) => lengthRules(operations([route({
      path: `/${'a'.repeat(pathLength - '//'.length)}`,
      parameters: [query('q', { pattern: '[a-z]+', maxLength: queryLength - '&q='.length - 2 })],
    })], '', false));
    expect(rulesFor(1024, 2048)).toEqual([]);
    expect(rulesFor(1025, 2048).map(({ name }) => name)).toEqual(['PathLength']);
    expect(rulesFor(1025, 2049).map(({ statement, ...rest }) => [shownStatement(statement), rest])).toEqual([
      ['path GT 1025', {
        name: 'PathLength',
        purpose: 'more characters than the parameters of any route add up to',
        action: expect.objectContaining({ Block: { CustomResponse: expect.objectContaining({ ResponseCode: 414 }) } }),
      }],
      ['query GT 2049', {
        name: 'QueryLength',
        purpose: 'more characters than the parameters of any route add up to',
        action: expect.objectContaining({ Block: { CustomResponse: expect.objectContaining({ ResponseCode: 414 }) } }),
      }],
    ]);
  });
});
