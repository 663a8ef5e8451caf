import type * as Module from '../../../lib/firewall/private/evaluator';
import { FirewallEvaluator, FirewallRequest, FirewallSurroundings } from '../../../lib/firewall/private/evaluator';
import { WafAction, WafField, WafRateBased, WafRule, WafStatement, WafTransformationType } from '../../../lib/firewall/private/waf-rule';

// Examples are those of the AWS WAF developer guide, named by the page that has them.

const BLOCK: WafAction = { Block: {} };

function rule(Statement: WafStatement, more: Partial<WafRule> = {}): WafRule {
  const Name = more.Name ?? 'Rule';
  return {
    Name,
    Priority: 0,
    Statement,
    Action: BLOCK,
    VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: Name },
    ...more,
  };
}

function matches(statement: WafStatement, request: Partial<FirewallRequest>, surroundings: Partial<FirewallSurroundings> = {}): boolean {
  const evaluator = new FirewallEvaluator([rule(statement)], { bodyWindow: 16384, ...surroundings });
  return evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1', ...request }).action === 'block';
}

const transformed = (...types: WafTransformationType[]) => types.map((Type, Priority) => ({ Priority, Type }));
const contains = (FieldToMatch: WafField, SearchString: string, ...types: WafTransformationType[]): WafStatement => (
  { ByteMatchStatement: { SearchString, PositionalConstraint: 'CONTAINS', FieldToMatch, TextTransformations: transformed(...(types.length ? types : ['NONE' as const])) } });
const sized = (FieldToMatch: WafField, ComparisonOperator: 'EQ' | 'NE' | 'LE' | 'LT' | 'GE' | 'GT', Size: number): WafStatement => (
  { SizeConstraintStatement: { ComparisonOperator, Size, FieldToMatch, TextTransformations: transformed('NONE') } });
const searched = (FieldToMatch: WafField, RegexString: string): WafStatement => ({ RegexMatchStatement: { RegexString, FieldToMatch, TextTransformations: transformed('NONE') } });
const exactly = (FieldToMatch: WafField, SearchString: string): WafStatement => (
  { ByteMatchStatement: { SearchString, PositionalConstraint: 'EXACTLY', FieldToMatch, TextTransformations: transformed('NONE') } });

describe('request components (waf-rule-statement-fields-list)', () => {
  const SALES: WafField = { SingleQueryArgument: { Name: 'SalesRegion' } };

  test('a single query parameter is found in any case of its name', () => {
    const statement = exactly({ SingleQueryArgument: { Name: 'UserName' } }, 'abc');
    for (const query of ['UserName=abc&SalesRegion=seattle', 'username=abc', 'UsERName=abc']) {
      expect(matches(statement, { query })).toBe(true);
    }
    expect(matches(statement, { query: 'Name=abc' })).toBe(false);
  });

  test('with several values of a query parameter, one that matches is enough', () => {
    expect(matches(exactly(SALES, 'boston'), { query: 'SalesRegion=boston&SalesRegion=seattle' })).toBe(true);
    expect(matches(exactly(SALES, 'seattle'), { query: 'SalesRegion=boston&SalesRegion=seattle' })).toBe(true);
    expect(matches(exactly(SALES, 'paris'), { query: 'SalesRegion=boston&SalesRegion=seattle' })).toBe(false);
  });

  test('all query parameters are values, not names', () => {
    expect(matches(exactly({ AllQueryArguments: {} }, 'seattle'), { query: 'UserName=abc&SalesRegion=seattle' })).toBe(true);
    expect(matches(contains({ AllQueryArguments: {} }, 'Sales'), { query: 'UserName=abc&SalesRegion=seattle' })).toBe(false);
  });

  test('a component that is absent does not match, so its negation does', () => {
    const header: WafField = { SingleHeader: { Name: 'referer' } };
    expect(matches(sized(header, 'GE', 0), {})).toBe(false);
    expect(matches({ NotStatement: { Statement: sized(header, 'GE', 0) } }, {})).toBe(true);
    expect(matches(sized({ QueryString: {} }, 'LT', 100), {})).toBe(false);
  });

  test('the name of a header has no case', () => {
    expect(matches(exactly({ SingleHeader: { Name: 'User-Agent' } }, 'x'), { headers: [['user-agent', 'x']] })).toBe(true);
  });

  test('the slash of a path counts: /logo.jpg has nine characters (waf-rule-statement-type-size-constraint-match)', () => {
    expect(matches(sized({ UriPath: {} }, 'EQ', 9), { path: '/logo.jpg' })).toBe(true);
  });

  test('headers can be chosen by name, and inspected by key or value', () => {
    const headers = [['Cookie', 'a=b'], ['X-Bad', 'good']] as const;
    const field = (MatchPattern: object, MatchScope: 'ALL' | 'KEY' | 'VALUE'): WafField => ({ Headers: { MatchPattern, MatchScope, OversizeHandling: 'CONTINUE' } });
    expect(matches(contains(field({ All: {} }, 'KEY'), 'bad'), { headers })).toBe(true);
    expect(matches(contains(field({ All: {} }, 'VALUE'), 'bad'), { headers })).toBe(false);
    expect(matches(contains(field({ All: {} }, 'ALL'), 'bad'), { headers })).toBe(true);
    expect(matches(contains(field({ IncludedHeaders: ['COOKIE'] }, 'VALUE'), 'good'), { headers })).toBe(false);
    expect(matches(contains(field({ ExcludedHeaders: ['cookie'] }, 'VALUE'), 'a=b'), { headers })).toBe(false);
  });

  test('the name of a header is not its value, nor the other way round', () => {
    const headers = [['Cookie', 'a=b'], ['X-Bad', 'good']] as const;
    const field = (MatchScope: 'ALL' | 'KEY' | 'VALUE'): WafField => ({ Headers: { MatchPattern: { All: {} }, MatchScope, OversizeHandling: 'CONTINUE' } });
    expect((['KEY', 'VALUE', 'ALL'] as const).map((scope) => matches(exactly(field(scope), 'good'), { headers }))).toEqual([false, true, true]);
    expect((['KEY', 'VALUE', 'ALL'] as const).map((scope) => matches(exactly(field(scope), 'cookie'), { headers }))).toEqual([true, false, true]);
  });

  test('a body may be a text or bytes, and none is nothing', () => {
    const body: WafField = { Body: { OversizeHandling: 'CONTINUE' } };
    expect(matches(exactly(body, 'ä'), { body: 'ä' })).toBe(true);
    expect(matches(exactly(body, 'ä'), { body: Buffer.from('ä') })).toBe(true);
    expect([undefined, '', new Uint8Array()].map((none) => matches(sized(body, 'GE', 0), { body: none }))).toEqual([false, false, false]);
  });

  test('a query that is absent or empty has no parameter', () => {
    for (const query of [undefined, '']) {
      expect(matches(sized({ AllQueryArguments: {} }, 'GE', 0), { query })).toBe(false);
      expect(matches(sized({ QueryString: {} }, 'GE', 0), { query })).toBe(false);
    }
    expect(matches(exactly({ QueryString: {} }, 'a=b'), { query: 'a=b' })).toBe(true);
  });

  test('names of headers in their order (API_HeaderOrder)', () => {
    const field: WafField = { HeaderOrder: { OversizeHandling: 'MATCH' } };
    const headers = ['Host', 'User-Agent', 'Accept', 'Authorization', 'Referer'].map((name) => [name, 'x'] as const);
    expect(matches(exactly(field, 'host:user-agent:accept:authorization:referer'), { headers })).toBe(true);
    expect(matches(exactly(field, 'accept:accept'), { headers: [['Accept', 'a'], ['accept', 'b']] })).toBe(true);
    expect(matches(sized(field, 'GE', 0), {})).toBe(false);
    expect(matches(exactly(field, 'no'), { headers: [['a', 'x'.repeat(9000)]] })).toBe(true);
  });
});

test.each<['EQ' | 'NE' | 'LE' | 'LT' | 'GE' | 'GT', boolean[]]>([
  ['EQ', [false, true, false]], ['NE', [true, false, true]], ['LE', [true, true, false]], ['LT', [true, false, false]], ['GE', [false, true, true]], ['GT', [false, false, true]],
])('a size that is %s 3', (operator, expected) => {
  expect(['/a', '/aa', '/aaa'].map((path) => matches(sized({ UriPath: {} }, operator, 3), { path }))).toEqual(expected);
});

test('statements in statements: all of them, one of them', () => {
  const [yes, no] = [exactly({ Method: {} }, 'GET'), exactly({ Method: {} }, 'PUT')];
  const all = (...Statements: WafStatement[]) => matches({ AndStatement: { Statements } }, {});
  const one = (...Statements: WafStatement[]) => matches({ OrStatement: { Statements } }, {});
  expect([all(yes, yes), all(yes, no), all(no, yes), all(no, no)]).toEqual([true, false, false, false]);
  expect([one(yes, yes), one(yes, no), one(no, yes), one(no, no)]).toEqual([true, true, true, false]);
});

test('text counts by its UTF-8 bytes; what has one character a byte already is not encoded again', () => {
  const header: WafField = { SingleHeader: { Name: 'x-name' } };
  const all: WafField = { Headers: { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' } };
  const text = { path: '/é', query: 'é', headers: [['X-Name', 'é'.repeat(4_000)] as const] };
  const read = { path: '/Ã©', query: 'Ã©', headers: [['X-Name', 'Ã©'.repeat(4_000)] as const], inBytes: true };
  for (const request of [text, read]) {
    expect(matches(sized({ UriPath: {} }, 'EQ', 3), request)).toBe(true);
    expect(matches(sized({ QueryString: {} }, 'EQ', 2), request)).toBe(true);
    expect(matches(sized(header, 'EQ', 8_000), request)).toBe(true);
    expect(matches(sized(all, 'EQ', 8_000), request)).toBe(true);
    expect(matches(contains(all, 'no text has this'), request)).toBe(false);
  }
  const beyond = { headers: [['X-Name', 'Ã©'.repeat(4_094)] as const] };
  expect(matches(contains(all, 'no text has this'), { ...beyond, inBytes: true })).toBe(true);
});

describe('string match (waf-rule-statement-type-string-match)', () => {
  const agent: WafField = { SingleHeader: { Name: 'user-agent' } };
  const word: WafStatement = { ByteMatchStatement: { SearchString: 'BadBot', PositionalConstraint: 'CONTAINS_WORD', FieldToMatch: agent, TextTransformations: transformed('NONE') } };

  test.each([['BadBot', true], ['BadBot;', true], [';BadBot', true], ['-BadBot;', true], ['BadBots', false], ['xBadBot', false], ['BadBot_', false]])('the word in %s: %s', (value, expected) => {
    expect(matches(word, { headers: [['User-Agent', value]] })).toBe(expected);
  });

  test.each([['a.b', 'x a.b y', true], ['a.b', 'x aab y', false], ['C++', '(C++)', true], ['[x]', 'x', false], ['a|b', 'a', false]])('the word %s as it is written, in %s: %s', (SearchString, value, expected) => {
    const written: WafStatement = { ByteMatchStatement: { SearchString, PositionalConstraint: 'CONTAINS_WORD', FieldToMatch: agent, TextTransformations: transformed('NONE') } };
    expect(matches(written, { headers: [['User-Agent', value]] })).toBe(expected);
  });

  test('at the start and at the end', () => {
    const positioned = (PositionalConstraint: 'STARTS_WITH' | 'ENDS_WITH', SearchString: string): WafStatement => (
      { ByteMatchStatement: { SearchString, PositionalConstraint, FieldToMatch: { UriPath: {} }, TextTransformations: transformed('NONE') } });
    expect(matches(positioned('STARTS_WITH', '/login'), { path: '/login/now' })).toBe(true);
    expect(matches(positioned('STARTS_WITH', '/login'), { path: '/a/login' })).toBe(false);
    expect(matches(positioned('ENDS_WITH', '.php'), { path: '/a.php' })).toBe(true);
    expect(matches(positioned('ENDS_WITH', '.php'), { path: '/a.php/b' })).toBe(false);
    expect(matches(positioned('STARTS_WITH', '/login'), { path: '/logins' })).toBe(true);
    expect(matches(exactly({ UriPath: {} }, '/login'), { path: '/login/now' })).toBe(false);
  });
});

describe('text transformations (waf-rule-statement-transformation)', () => {
  const body: WafField = { Body: { OversizeHandling: 'CONTINUE' } };
  test.each<[WafTransformationType[], string, string]>([
    [['NONE'], 'AbC', 'AbC'],
    [['LOWERCASE'], 'AbC', 'abc'],
    [['URL_DECODE'], '%41+%2B%zz', 'A +%zz'],
    [['URL_DECODE'], '%2541', '%41'],
    [['URL_DECODE', 'URL_DECODE'], '%2541', 'A'],
    [['URL_DECODE_UNI'], '%u0041%42', 'AB'],
    [['URL_DECODE_UNI'], '%uff1cscript', '<script'],
    [['URL_DECODE_UNI'], '%u1241', 'A'],
    [['URL_DECODE_UNI'], 'a+b', 'a b'],
    [['URL_DECODE_UNI'], '%uff01%uff5e', '!~'],
    [['URL_DECODE_UNI'], '%uff00%uff5f', '\0_'],
    [['COMPRESS_WHITE_SPACE'], 'a\t\n  b', 'a b'],
    [['COMPRESS_WHITE_SPACE'], 'a\vb\fc\rV', 'a b c V'],
    [['HTML_ENTITY_DECODE', 'COMPRESS_WHITE_SPACE'], 'a&nbsp;b', 'a b'],
    [['NORMALIZE_PATH'], '/../a', '/../a'],
    [['NORMALIZE_PATH'], '../../a', '../../a'],
    [['NORMALIZE_PATH'], '../a/../b', '../b'],
    [['NORMALIZE_PATH'], 'a/../../b', '../b'],
    [['NORMALIZE_PATH'], './a', 'a'],
    [['HTML_ENTITY_DECODE'], '&lt;b&gt;&quot;&#x41;&#66;', '<b>"AB'],
    [['NORMALIZE_PATH'], '/a//b/./c/../d', '/a/b/d'],
    [['NORMALIZE_PATH'], '../a/b', '../a/b'],
    [['NORMALIZE_PATH'], '/a/b/..', '/a/'],
    [['NORMALIZE_PATH'], '/a/.', '/a/'],
    [['NORMALIZE_PATH_WIN'], '\\a\\..\\b', '/b'],
    [['REMOVE_NULLS'], 'a\0b', 'ab'],
    [['REPLACE_NULLS'], 'a\0b', 'a b'],
    [['URL_DECODE', 'LOWERCASE', 'COMPRESS_WHITE_SPACE'], 'UNION%20%20SELECT', 'union select'],
  ])('%s of %j is %j', (types, input, output) => {
    const statement: WafStatement = { ByteMatchStatement: { SearchString: output, PositionalConstraint: 'EXACTLY', FieldToMatch: body, TextTransformations: transformed(...types) } };
    expect(matches(statement, { body: input })).toBe(true);
  });

  test('they are applied from the lowest priority to the highest, however they are listed', () => {
    const statement = (list: Array<{ Priority: number; Type: WafTransformationType }>): WafStatement => (
      { ByteMatchStatement: { SearchString: 'A', PositionalConstraint: 'EXACTLY', FieldToMatch: body, TextTransformations: list } });
    expect(matches(statement([{ Priority: 1, Type: 'URL_DECODE' }, { Priority: 0, Type: 'LOWERCASE' }]), { body: '%41' })).toBe(true);
    expect(matches(statement([{ Priority: 0, Type: 'URL_DECODE' }, { Priority: 1, Type: 'LOWERCASE' }]), { body: '%41' })).toBe(false);
  });
});

describe('oversize components (waf-oversize-request-components)', () => {
  const late = `${'x'.repeat(16384)}needle`;

  test.each([['CONTINUE', false], ['MATCH', true], ['NO_MATCH', false]] as const)('a body over the window with %s: %s', (OversizeHandling, expected) => {
    expect(matches(contains({ Body: { OversizeHandling } }, 'needle'), { body: late })).toBe(expected);
    expect(matches(contains({ Body: { OversizeHandling } }, 'absent'), { body: late })).toBe(expected);
  });

  test('within the window too, what is oversize is handled as it says', () => {
    const early = `needle${'x'.repeat(16384)}`;
    expect((['CONTINUE', 'MATCH', 'NO_MATCH'] as const).map((OversizeHandling) => matches(contains({ Body: { OversizeHandling } }, 'needle'), { body: early }))).toEqual([true, true, false]);
    expect(matches(contains({ Body: {} }, 'needle'), { body: early })).toBe(true);
    expect(matches(contains({ Body: {} }, 'absent'), { body: early })).toBe(false);
  });

  test('the last byte of headers is seen, with their names', () => {
    const field: WafField = { Headers: { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' } };
    const oversize = (length: number) => matches(exactly(field, 'none'), { headers: [['a', 'x'.repeat(8_000)], ['bb', 'y'.repeat(length)]] });
    expect([oversize(8_192 - 8_000 - 3), oversize(8_192 - 8_000 - 2)]).toEqual([false, true]);
  });

  test('within a wider window the same body is inspected', () => {
    expect(matches(contains({ Body: { OversizeHandling: 'NO_MATCH' } }, 'needle'), { body: late }, { bodyWindow: 32768 })).toBe(true);
  });

  test('the rule of the guide against oversize bodies', () => {
    const guide = sized({ Body: { OversizeHandling: 'MATCH' } }, 'GT', 16384);
    expect(matches(guide, { body: 'x'.repeat(16384) })).toBe(false);
    expect(matches(guide, { body: 'x'.repeat(16385) })).toBe(true);
  });

  test('of 205 headers the last five are not seen', () => {
    const headers = Array.from({ length: 205 }, (_, index) => [`h${index}`, 'v'] as const);
    expect(matches(exactly({ SingleHeader: { Name: 'h199' } }, 'v'), { headers })).toBe(true);
    expect(matches(exactly({ SingleHeader: { Name: 'h200' } }, 'v'), { headers })).toBe(false);
    expect(matches(sized({ Headers: { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' } }, 'GT', 8192), { headers })).toBe(true);
  });

  test('nor are headers beyond 8 KB', () => {
    const headers = [['first', 'x'.repeat(8000)], ['second', 'y'.repeat(500)], ['third', 'z']] as const;
    expect(matches(exactly({ SingleHeader: { Name: 'third' } }, 'z'), { headers })).toBe(false);
  });
});

describe('regular expressions (waf-regex-pattern-support)', () => {
  // Expressions are kept from one request to the next: the module is read anew, so that they are made in the test.
  let Fresh: typeof FirewallEvaluator;

  beforeEach(() => {
    jest.resetModules();
    Fresh = jest.requireActual<typeof Module>('../../../lib/firewall/private/evaluator').FirewallEvaluator;
  });

  const body: WafField = { Body: { OversizeHandling: 'CONTINUE' } };
  test.each<[string, string, boolean]>([
    ['a.c', 'xabcx', true],
    ['a.c', 'a\nc', false],
    ['a.c', 'a\rc', true],
    ['^abc$', 'abc\n', true],
    ['a.c$', 'abc\n', true],
    ['^abc$', 'abc\n\n', false],
    ['(?i)ABC', 'abc', true],
    ['[.$]', 'x', false],
    ['[$]', '$', true],
    ['^\\w+$', 'ä', false],
    ['^.{2}$', 'ä', true],
    ['a\\sb', 'a b', true],
    ['[\\s]', '\xa0', false],
    ['a\\sb', 'a\xa0b', false],
    ['[\\s]', '\v', true],
    ['[\\s]', 's', false],
    ['[a.]b.c', 'abxc', true],
    ['[a.]b.c', 'ab\nc', false],
    ['[a.]b.c', 'xbxc', false],
    ['[.]\\s', '. ', true],
    ['[a]$', 'a\n', true],
    ['[a]$', 'a\nb', false],
    ['[a$]b', '$b', true],
    ['\\$', '$', true],
    ['\\.', 'x', false],
    ['ABC', 'abc', false],
    ['a(?i)', 'a(?i)', false],
  ])('%s on %j: %s', (text, value, expected) => {
    const request = () => {
      const evaluator = new Fresh([rule(searched(body, text))], { bodyWindow: 16384 });
      return evaluator.evaluate({ method: 'POST', path: '/', ip: '10.1.1.1', body: value }).action === 'block';
    };
    if (text === 'a(?i)') {
      expect(request).toThrow(SyntaxError);
      return;
    }
    expect([request(), request()]).toEqual([expected, expected]);
  });
});

describe('IP sets (waf-rule-statement-type-ipset-match)', () => {
  const surroundings = { ipSet: (arn: unknown) => arn === 'set' ? ['192.0.2.44/32', '192.0.2.0/28', '2001:db8:a::/48', '::1/128'] : [] };
  test.each([
    ['192.0.2.44', true], ['192.0.2.15', true], ['192.0.2.16', false], ['2001:db8:a:ffff::1', true], ['2001:db8:b::1', false], ['::1', true], ['::', false], ['nonsense', false],
  ])('%s: %s', (ip, expected) => {
    expect(matches({ IPSetReferenceStatement: { Arn: 'set' } }, { ip }, surroundings)).toBe(expected);
  });
});

test('without what stands beside the rules no address is in a set, and none has a country', () => {
  expect(matches({ IPSetReferenceStatement: { Arn: 'set' } }, { ip: '192.0.2.44' })).toBe(false);
  const ForwardedIPConfig = { HeaderName: 'x-forwarded-for', FallbackBehavior: 'MATCH' } as const;
  expect(matches({ GeoMatchStatement: { CountryCodes: ['US'], ForwardedIPConfig } }, { headers: [['x-forwarded-for', '10.1.1.1']] })).toBe(false);
  expect(['US', 'DE', undefined].map((country) => matches({ GeoMatchStatement: { CountryCodes: ['US'] } }, { country }))).toEqual([true, false, false]);
});

describe('forwarded addresses (waf-rule-statement-forwarded-ip-address)', () => {
  const countryOf = (ip: string): string | undefined => ({ '10.1.1.1': 'US', '127.0.0.0': 'DE', '10.10.10.10': 'FR' })[ip];
  const geo = (FallbackBehavior: 'MATCH' | 'NO_MATCH'): WafStatement => ({ GeoMatchStatement: { CountryCodes: ['US'], ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior } } });
  const forwarded = (value: string): Partial<FirewallRequest> => ({ headers: [['X-Forwarded-For', value]], country: 'US' });

  test('geo match uses the first address of the header', () => {
    expect(matches(geo('NO_MATCH'), forwarded('10.1.1.1, 127.0.0.0, 10.10.10.10'), { countryOf })).toBe(true);
    expect(matches(geo('NO_MATCH'), forwarded('127.0.0.0, 10.1.1.1'), { countryOf })).toBe(false);
  });

  test('a malformed address takes the fallback, an absent header none', () => {
    expect(matches(geo('MATCH'), forwarded('10.1.1.1; 127.0.0.0'), { countryOf })).toBe(true);
    expect(matches(geo('NO_MATCH'), forwarded('unknown'), { countryOf })).toBe(false);
    expect(matches(geo('MATCH'), { country: 'US' }, { countryOf })).toBe(false);
  });

  test.each([
    ['FIRST', '10.0.0.1, 1.1.1.1', true], ['FIRST', '1.1.1.1, 10.0.0.1', false],
    ['LAST', '1.1.1.1, 10.0.0.1', true], ['LAST', '10.0.0.1, 1.1.1.1', false],
    ['LAST', '10.0.0.2, 10.0.0.1, 1.1.1.1', false], ['LAST', '1.1.1.1, 1.1.1.2, 10.0.0.1', true],
    ['ANY', '1.1.1.1, 10.0.0.1, 1.1.1.2', true], ['ANY', '1.1.1.1', false], ['ANY', '10.0.0.1, unknown', false],
    ['ANY', ['10.0.0.1', ...Array<string>(9).fill('1.1.1.1')].join(','), true],
    ['ANY', ['10.0.0.1', ...Array<string>(10).fill('1.1.1.1')].join(','), false],
  ] as const)('an IP set at the position %s of %s: %s', (Position, value, expected) => {
    const statement: WafStatement = { IPSetReferenceStatement: { Arn: 'set', IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH', Position } } };
    expect(matches(statement, forwarded(value), { ipSet: () => ['10.0.0.0/8'] })).toBe(expected);
  });

  test('the header is the one of that name', () => {
    const headers = [['via', '127.0.0.0'], ['X-Forwarded-For', '10.1.1.1']] as const;
    expect(matches(geo('NO_MATCH'), { headers }, { countryOf })).toBe(true);
  });
});

describe('labels (waf-rule-label-match-examples)', () => {
  const labelled = (name: string, Key: string, Scope: 'LABEL' | 'NAMESPACE' = 'LABEL'): boolean => {
    const evaluator = new FirewallEvaluator([
      rule({ GeoMatchStatement: { CountryCodes: ['US'] } }, { Name: 'Marks', Action: { Count: {} }, RuleLabels: [{ Name: name }] }),
      rule({ LabelMatchStatement: { Scope, Key } }, { Name: 'Reads', Priority: 1 }),
    ], { bodyWindow: 16384 });
    return evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1', country: 'US' }).action === 'block';
  };

  test.each([
    ['header:encoding:utf8', 'header:encoding:utf8', true],
    ['testNS1:testNS2:header:encoding:utf8', 'header:encoding:utf8', true],
    ['header:encoding2:utf8', 'header:encoding:utf8', false],
    ['xheader:encoding:utf8', 'header:encoding:utf8', false],
    ['header:encoding:utf8', 'header:encoding', false],
    ['header', 'local:header', false],
    ['header:encoding', 'awswaf:111122223333:webacl:local:header:encoding', true],
    ['header:encoding', 'awswaf:111122223333:webacl:local:header', false],
  ])('the label %s for the key %s: %s', (name, key, expected) => {
    expect(labelled(name, key)).toBe(expected);
  });

  test('a namespace matches all labels in it', () => {
    expect(labelled('ns1:ns2:name', 'ns1:', 'NAMESPACE')).toBe(true);
    expect(labelled('ns1:ns2:name', 'ns2:', 'NAMESPACE')).toBe(true);
    expect(labelled('ns1:ns2:name', 'ns3:', 'NAMESPACE')).toBe(false);
    expect(labelled('ns1:ns2:name', 'awswaf:111122223333:webacl:local:ns1:', 'NAMESPACE')).toBe(true);
    expect(labelled('ns1:ns2:name', 'awswaf:111122223333:webacl:local:ns2:', 'NAMESPACE')).toBe(false);
  });

  test('a label of a managed group is known by its full name only', () => {
    const label = 'awswaf:managed:aws:core-rule-set:NoUserAgent_Header';
    const sees = (Key: string): boolean => {
      const evaluator = new FirewallEvaluator([
        rule({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'G' } }, { OverrideAction: { Count: {} }, Action: undefined }),
        rule({ LabelMatchStatement: { Scope: 'LABEL', Key } }, { Name: 'Reads', Priority: 1 }),
      ], { bodyWindow: 16384, managed: () => [{ rule: 'NoUserAgent_HEADER', label }] });
      return evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' }).action === 'block';
    };
    expect(sees(label)).toBe(true);
    expect(sees('core-rule-set:NoUserAgent_Header')).toBe(false);
    expect(sees('NoUserAgent_Header')).toBe(false);
    expect(sees('awswaf:managed:aws:core-rule-set:')).toBe(false);
  });

  test('a rule sees only labels of rules before it', () => {
    const evaluator = new FirewallEvaluator([
      rule({ LabelMatchStatement: { Scope: 'LABEL', Key: 'a' } }, { Name: 'Reads', Priority: 0 }),
      rule({ GeoMatchStatement: { CountryCodes: ['US'] } }, { Name: 'Marks', Priority: 1, Action: { Count: {} }, RuleLabels: [{ Name: 'a' }] }),
    ], { bodyWindow: 16384 });
    expect(evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1', country: 'US' })).toMatchObject({ action: 'allow', counted: ['Marks'] });
  });
});

describe('actions (waf-rule-action)', () => {
  const always: WafStatement = { SizeConstraintStatement: { ComparisonOperator: 'GT', Size: 0, FieldToMatch: { UriPath: {} }, TextTransformations: transformed('NONE') } };
  const outcome = (...rules: WafRule[]) => new FirewallEvaluator(rules, { bodyWindow: 16384 }).evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' });

  test('rules are evaluated by priority until one ends the evaluation', () => {
    expect(outcome(rule(always, { Name: 'Late', Priority: 2 }), rule(always, { Name: 'Early', Priority: 1, Action: { Allow: {} } }))).toEqual({ action: 'allow', rule: 'Early', counted: [], labels: [] });
    expect(outcome(rule(always, { Name: 'Counts', Action: { Count: {} } }), rule(always, { Name: 'Blocks', Priority: 1 }))).toMatchObject({ action: 'block', status: 403, rule: 'Blocks', counted: ['Counts'] });
  });

  test('a challenge ends it too, with 202', () => {
    expect(outcome(rule(always, { Action: { Challenge: {} } }))).toMatchObject({ action: 'challenge', status: 202 });
  });

  test('a custom response has its own status', () => {
    expect(outcome(rule(always, { Action: { Block: { CustomResponse: { ResponseCode: 429 } } } })).status).toBe(429);
  });

  test('a rule of a managed group that is overridden counts, the others still block', () => {
    const group = rule({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'G', RuleActionOverrides: [{ Name: 'A', ActionToUse: { Count: {} } }] } }, { OverrideAction: { None: {} }, Action: undefined });
    const evaluate = (...found: string[]) => new FirewallEvaluator([group], { bodyWindow: 16384, managed: () => found.map((name) => ({ rule: name })) }).evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' });
    expect(evaluate('A')).toMatchObject({ action: 'allow', counted: ['G/A'] });
    expect(evaluate('A', 'B')).toMatchObject({ action: 'block', rule: 'Rule', counted: ['G/A'] });
  });

  test('a rule that says no action counts, and a group that does not override blocks', () => {
    expect(outcome(rule(always, { Action: undefined }))).toMatchObject({ action: 'allow', counted: ['Rule'] });
    const group = rule({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'G' } }, { Action: undefined });
    const evaluate = (surroundings: Partial<FirewallSurroundings>) => new FirewallEvaluator([group], { bodyWindow: 16384, ...surroundings }).evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' });
    // Strictly: a label that is not there is none.
    expect(evaluate({ managed: () => [{ rule: 'A' }] })).toStrictEqual({ action: 'block', status: 403, rule: 'Rule', counted: [], labels: [] });
    expect(evaluate({})).toEqual({ action: 'allow', counted: [], labels: [] });
  });

  test('a managed group is asked within its scope only, and a rule of it that is overridden with another action than Count still blocks', () => {
    const ScopeDownStatement = exactly({ UriPath: {} }, '/in');
    const group = rule({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'G', ScopeDownStatement, RuleActionOverrides: [{ Name: 'A', ActionToUse: { Block: {} } }] } }, { Action: undefined });
    const evaluator = new FirewallEvaluator([group], { bodyWindow: 16384, managed: () => [{ rule: 'A' }] });
    expect(['/in', '/out'].map((path) => evaluator.evaluate({ method: 'GET', path, ip: '10.1.1.1' }).action)).toEqual(['block', 'allow']);
  });

  test('a group of the account\'s own is its rules in their order, and counts as one where it is overridden', () => {
    const inner = [rule(always, { Name: 'Last', Priority: 2 }), rule(always, { Name: 'First', Priority: 1, Action: { Block: { CustomResponse: { ResponseCode: 404 } } } }), rule(always, { Name: 'Counts', Priority: 0, Action: { Count: {} } })];
    const evaluate = (OverrideAction: object | undefined, ruleGroup?: (arn: unknown) => WafRule[]) => new FirewallEvaluator(
      [rule({ RuleGroupReferenceStatement: { Arn: 'group' } }, { Name: 'Own', Action: undefined, OverrideAction }), rule(always, { Name: 'After', Priority: 1, Action: { Allow: {} } })],
      { bodyWindow: 16384, ruleGroup },
    ).evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' });
    const ruleGroup = (arn: unknown) => (arn === 'group' ? inner : []);
    expect(evaluate({ None: {} }, ruleGroup)).toEqual({ action: 'block', status: 404, rule: 'Own', counted: ['Counts'], labels: [] });
    expect(evaluate(undefined, ruleGroup)).toMatchObject({ action: 'block', status: 404 });
    expect(evaluate({ Count: {} }, ruleGroup)).toEqual({ action: 'allow', rule: 'After', counted: ['Counts', 'Own'], labels: [] });
    expect(evaluate({ None: {} }, () => [rule(exactly({ Method: {} }, 'PUT'))])).toMatchObject({ rule: 'After', counted: [] });
    expect(evaluate({ Count: {} }, () => [])).toMatchObject({ rule: 'After', counted: [] });
    expect(evaluate({ None: {} })).toMatchObject({ rule: 'After', counted: [] });
  });

  test('what this library never writes is refused instead of guessed', () => {
    expect(() => outcome(rule({ RegexPatternSetReferenceStatement: {} } as WafStatement))).toThrow(/is not one that/);
    expect(() => outcome(rule(exactly({ JsonBody: {} } as WafField, 'x')))).toThrow(/is not one that/);
  });
});

describe('rate rules (waf-rule-statement-type-rate-based)', () => {
  const flood = (rate: WafRateBased, requests: Array<Partial<FirewallRequest>>, countryOf?: (ip: string) => string | undefined): boolean[] => {
    const evaluator = new FirewallEvaluator([rule({ RateBasedStatement: rate })], { bodyWindow: 16384, countryOf });
    return requests.map((request, index) => evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1', time: index, ...request }).action === 'block');
  };
  const last = (results: boolean[]): boolean => results[results.length - 1];
  const times = (count: number, request: Partial<FirewallRequest> = {}) => Array<Partial<FirewallRequest>>(count).fill(request);

  test('counts and blocks only what the scope-down statement matches: the login page', () => {
    const rate: WafRateBased = { Limit: 100, AggregateKeyType: 'IP', ScopeDownStatement: { ByteMatchStatement: { SearchString: '/login', PositionalConstraint: 'STARTS_WITH', FieldToMatch: { UriPath: {} }, TextTransformations: transformed('NONE') } } };
    expect(last(flood(rate, times(101, { path: '/login' })))).toBe(true);
    expect(last(flood(rate, [...times(101, { path: '/login' }), { path: '/home' }]))).toBe(false);
    expect(last(flood(rate, [...times(101, { path: '/home' }), { path: '/login' }]))).toBe(false);
  });

  test('each address is counted for itself', () => {
    const rate: WafRateBased = { Limit: 10, AggregateKeyType: 'IP' };
    expect(last(flood(rate, [...times(10), { ip: '127.0.0.0' }]))).toBe(false);
    expect(last(flood(rate, [...times(10), {}]))).toBe(true);
  });

  test('only the window counts', () => {
    const rate: WafRateBased = { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP' };
    expect(last(flood(rate, [...times(10, { time: 0 }), { time: 59_999 }]))).toBe(true);
    expect(last(flood(rate, [...times(10, { time: 0 }), { time: 60_000 }]))).toBe(false);
  });

  test('the example with a forwarded address and a country', () => {
    const ForwardedIPConfig = { HeaderName: 'x-forwarded-for', FallbackBehavior: 'MATCH' } as const;
    const rate: WafRateBased = { Limit: 100, AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig, ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['US'], ForwardedIPConfig } } };
    const countryOf = (ip: string): string => ip.startsWith('10.') ? 'US' : 'DE';
    const from = (ip: string): Partial<FirewallRequest> => ({ headers: [['x-forwarded-for', ip]] });
    expect(last(flood(rate, times(101, from('10.1.1.1')), countryOf))).toBe(true);
    expect(last(flood(rate, times(101, from('127.0.0.1')), countryOf))).toBe(false);
    expect(flood(rate, [from('malformed')], countryOf)).toEqual([true]);
  });

  test('a request without the header of the key is not counted, so the rule never sees it', () => {
    const forwarded: WafRateBased = { Limit: 10, AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior: 'MATCH' } };
    expect(last(flood(forwarded, times(50)))).toBe(false);
    const custom: WafRateBased = { Limit: 10, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ IP: {} }, { Header: { Name: 'x-api-key', TextTransformations: transformed('NONE') } }] };
    expect(last(flood(custom, times(50)))).toBe(false);
    expect(last(flood(custom, times(11, { headers: [['X-Api-Key', 'a']] })))).toBe(true);
  });

  test('a client that makes up a forwarded address for each request is never limited by it', () => {
    const rate: WafRateBased = { Limit: 10, AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior: 'MATCH' } };
    expect(last(flood(rate, Array.from({ length: 100 }, (_, index) => ({ headers: [['x-forwarded-for', `10.0.0.${index}`]] as const }))))).toBe(false);
  });

  test('the example of aggregation by address and method (waf-rule-statement-type-rate-based-aggregation-instances)', () => {
    const requests = [
      { ip: '10.1.1.1', method: 'POST' }, { ip: '10.1.1.1', method: 'GET' }, { ip: '127.0.0.0', method: 'POST' }, { ip: '10.1.1.1', method: 'GET' },
    ];
    const blockedAt = (CustomKeys: WafRateBased['CustomKeys']): boolean[] => flood({ Limit: 1, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys }, requests);
    expect(blockedAt([{ IP: {} }, { HTTPMethod: {} }])).toEqual([false, false, false, true]);
    expect(blockedAt([{ IP: {} }])).toEqual([false, true, false, true]);
    expect(blockedAt([{ HTTPMethod: {} }])).toEqual([false, false, true, true]);
  });

  test('what is malformed takes the fallback, in a key of several parts too', () => {
    const rate = (FallbackBehavior: 'MATCH' | 'NO_MATCH', own: boolean): WafRateBased => ({
      Limit: 10, ForwardedIPConfig: { HeaderName: 'x-forwarded-for', FallbackBehavior }, ...own ? { AggregateKeyType: 'FORWARDED_IP' } : { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ HTTPMethod: {} }, { ForwardedIP: {} }] },
    });
    for (const own of [true, false]) {
      expect(flood(rate('MATCH', own), [{ headers: [['x-forwarded-for', 'unknown']] }])).toEqual([true]);
      expect(last(flood(rate('NO_MATCH', own), times(20, { headers: [['x-forwarded-for', 'unknown']] })))).toBe(false);
      expect(last(flood(rate('MATCH', own), times(11, { headers: [['x-forwarded-for', '10.0.0.1, unknown']] })))).toBe(true);
    }
  });

  test('a header is one of its own name, as its transformations leave it', () => {
    const rate: WafRateBased = { Limit: 1, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ Header: { Name: 'X-Api-Key', TextTransformations: transformed('LOWERCASE') } }] };
    const keyed = (index: number, value: string): Partial<FirewallRequest> => ({ headers: [['x-other', String(index)], ['x-api-key', value]] });
    expect(flood(rate, [keyed(1, 'a'), keyed(2, 'A'), keyed(1, 'b')])).toEqual([false, true, false]);
  });

  test('addresses of one autonomous system are counted together, and those of none too', () => {
    const rate: WafRateBased = { Limit: 1, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ ASN: {} }] };
    const outcomes = (asnOf?: (ip: string) => number | undefined) => {
      const evaluator = new FirewallEvaluator([rule({ RateBasedStatement: rate })], { bodyWindow: 16384, asnOf });
      return ['10.0.0.1', '10.0.0.2', '20.0.0.1', '30.0.0.1', '30.0.0.2'].map((ip) => evaluator.evaluate({ method: 'GET', path: '/', ip, time: 0 }).action === 'block');
    };
    expect(outcomes((ip) => ({ 10: 64_500, 20: 64_501 })[ip.slice(0, 2)])).toEqual([false, true, false, false, true]);
    expect(outcomes()).toEqual([false, true, true, true, true]);
  });

  test('two rules count for themselves, and a request without a time came at the beginning', () => {
    const limit = (Name: string, Priority: number): WafRule => rule({ RateBasedStatement: { Limit: 2, AggregateKeyType: 'IP' } }, { Name, Priority, Action: { Count: {} } });
    const evaluator = new FirewallEvaluator([limit('A', 0), limit('B', 1)], { bodyWindow: 16384 });
    expect([1, 2, 3].map(() => evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' }).counted)).toEqual([[], [], ['A', 'B']]);
  });

  test('all requests of a constant key belong together', () => {
    const rate: WafRateBased = { Limit: 2, AggregateKeyType: 'CONSTANT', ScopeDownStatement: exactly({ Method: {} }, 'GET') };
    expect(flood(rate, [{ ip: '1.1.1.1' }, { ip: '2.2.2.2' }, { ip: '3.3.3.3' }])).toEqual([false, false, true]);
  });
});

describe('what stays from one request to the next', () => {
  const path = (SearchString: string): WafStatement => exactly({ UriPath: {} }, SearchString);

  test('a rule group whose rules were replaced counts as it is now', () => {
    let rules = [rule(path('/old'))];
    const evaluator = new FirewallEvaluator([rule({ RuleGroupReferenceStatement: { Arn: 'group' } })], { bodyWindow: 16384, ruleGroup: () => rules });
    const blocked = (): boolean[] => ['/old', '/new'].map((value) => evaluator.evaluate({ method: 'GET', path: value, ip: '10.1.1.1' }).action === 'block');
    expect(blocked()).toEqual([true, false]);
    rules = [rule(path('/new'))];
    expect(blocked()).toEqual([false, true]);
  });

  test('nothing of what a request said', () => {
    const statement: WafStatement = { OrStatement: { Statements: [path('/a'), { NotStatement: { Statement: path('/a') } }] } };
    const both: WafStatement = { AndStatement: { Statements: [statement, path('/a')] } };
    const evaluator = new FirewallEvaluator([rule(both)], { bodyWindow: 16384 });
    expect(['/a', '/b', '/a'].map((value) => evaluator.evaluate({ method: 'GET', path: value, ip: '10.1.1.1' }).action)).toEqual(['block', 'allow', 'block']);
  });

  test('one component under two transformations is two values', () => {
    const lower: WafStatement = { ByteMatchStatement: { SearchString: '/a', PositionalConstraint: 'EXACTLY', FieldToMatch: { UriPath: {} }, TextTransformations: transformed('LOWERCASE') } };
    expect(matches({ AndStatement: { Statements: [path('/A'), lower] } }, { path: '/A' })).toBe(true);
    expect(matches({ AndStatement: { Statements: [lower, path('/a')] } }, { path: '/A' })).toBe(false);
  });
});

test('a statement that can not be nested fails the request that comes to it, and no other', () => {
  const limited: WafStatement = { NotStatement: { Statement: { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP' } } } };
  const evaluator = new FirewallEvaluator([rule({ AndStatement: { Statements: [exactly({ Method: {} }, 'POST'), limited] } })], { bodyWindow: 16384 });
  expect(evaluator.evaluate({ method: 'GET', path: '/', ip: '10.1.1.1' }).action).toBe('allow');
  expect(() => evaluator.evaluate({ method: 'POST', path: '/', ip: '10.1.1.1' })).toThrow('RateBasedStatement');
});
