import { statementCapacity } from '../../../lib/firewall/private/capacity';
import { WafField, WafStatement, WafTransformationType } from '../../../lib/firewall/private/waf-rule';

// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-match.html and the pages of the single statements.

const list = (...types: WafTransformationType[]) => types.map((Type, Priority) => ({ Priority, Type }));
const none = list('NONE');
const path: WafField = { UriPath: {} };
const geo: WafStatement = { GeoMatchStatement: { CountryCodes: ['DE'] } };
const regex = (FieldToMatch: WafField, TextTransformations = none): WafStatement => ({ RegexMatchStatement: { RegexString: 'a', FieldToMatch, TextTransformations } });
const bytes = (PositionalConstraint: 'EXACTLY' | 'STARTS_WITH' | 'ENDS_WITH' | 'CONTAINS' | 'CONTAINS_WORD', TextTransformations = none): WafStatement => (
  { ByteMatchStatement: { SearchString: 'a', PositionalConstraint, FieldToMatch: path, TextTransformations } });

test.each<[string, WafStatement, number]>([
  ['geographic match', geo, 1],
  ['label match', { LabelMatchStatement: { Scope: 'LABEL', Key: 'a' } }, 1],
  ['IP set', { IPSetReferenceStatement: { Arn: 'a' } }, 1],
  ['IP set at any position', { IPSetReferenceStatement: { Arn: 'a', IPSetForwardedIPConfig: { HeaderName: 'x', FallbackBehavior: 'MATCH', Position: 'ANY' } } }, 5],
  ['IP set at the first position', { IPSetReferenceStatement: { Arn: 'a', IPSetForwardedIPConfig: { HeaderName: 'x', FallbackBehavior: 'MATCH', Position: 'FIRST' } } }, 1],
  ['size', { SizeConstraintStatement: { ComparisonOperator: 'GT', Size: 1, FieldToMatch: path, TextTransformations: none } }, 1],
  ['size of all query arguments, in lower case', { SizeConstraintStatement: { ComparisonOperator: 'GT', Size: 1, FieldToMatch: { AllQueryArguments: {} }, TextTransformations: list('LOWERCASE') } }, 21],
  ['string in all query arguments', { ByteMatchStatement: { SearchString: 'a', PositionalConstraint: 'EXACTLY', FieldToMatch: { AllQueryArguments: {} }, TextTransformations: none } }, 12],
  ['string, exactly', bytes('EXACTLY'), 2],
  ['string, start', bytes('STARTS_WITH'), 2],
  ['string, end', bytes('ENDS_WITH'), 2],
  ['string, contained', bytes('CONTAINS'), 10],
  ['string, contained as a word', bytes('CONTAINS_WORD'), 10],
  ['regex', regex(path), 3],
  ['regex on all query arguments', regex({ AllQueryArguments: {} }), 13],
  ['one transformation', regex(path, list('LOWERCASE')), 13],
  ['two transformations', bytes('EXACTLY', list('URL_DECODE', 'LOWERCASE')), 22],
  ['and', { AndStatement: { Statements: [geo, regex(path)] } }, 4],
  ['or in not', { NotStatement: { Statement: { OrStatement: { Statements: [geo, geo] } } } }, 2],
  ['rate', { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP' } }, 2],
  ['rate with scope', { RateBasedStatement: { Limit: 10, AggregateKeyType: 'IP', ScopeDownStatement: regex(path) } }, 5],
  ['rate with two custom keys', { RateBasedStatement: { Limit: 10, AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ IP: {} }, { HTTPMethod: {} }] } }, 62],
  ['managed group', { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Common' } }, 700],
  ['managed group with scope', { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Common', ScopeDownStatement: geo } }, 701],
])('%s', (_, statement, capacity) => {
  expect(statementCapacity(statement, () => 700)).toBe(capacity);
});

test('a managed group of which nothing is said costs what is inside it', () => {
  expect(statementCapacity({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Group', ScopeDownStatement: geo } })).toBe(1);
});
