import { escapeText } from '../../shared/regex/escape-text';
import { WafField, WafStatement, WafTransformation } from './waf-rule';

/** Every statement inspects what the client sent, byte by byte: a transformation costs 10 WCU, so ambiguous spellings are refused instead. */
const UNTRANSFORMED: WafTransformation[] = [{ Priority: 0, Type: 'NONE' }];

export const METHOD: WafField = { Method: {} };
export const URI_PATH: WafField = { UriPath: {} };
export const QUERY_STRING: WafField = { QueryString: {} };
/**
 * The names of all headers in their order, separated by colons: where a name stands twice, so does the header.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_HeaderOrder.html
 */
export const HEADER_NAMES: WafField = { HeaderOrder: { OversizeHandling: 'MATCH' } };

export function header(name: string): WafField {
  return { SingleHeader: { Name: name.toLowerCase() } };
}

/** True where the request has the header more than once. */
export function twice(name: string): WafStatement {
  const text = escapeText(name.toLowerCase());
  return regex(HEADER_NAMES, `(?i)(?:^|:)${text}:(?:.*:)?${text}(?::|$)`);
}

/** `AndStatement` and `OrStatement` take at least two statements; one stands for itself. */
export function and(...statements: WafStatement[]): WafStatement {
  const flat = statements.flatMap((statement) => statement.AndStatement?.Statements ?? [statement]);
  return flat.length === 1 ? flat[0] : { AndStatement: { Statements: flat } };
}

export function or(...statements: WafStatement[]): WafStatement {
  const flat = statements.flatMap((statement) => statement.OrStatement?.Statements ?? [statement]);
  return flat.length === 1 ? flat[0] : { OrStatement: { Statements: flat } };
}

export function not(statement: WafStatement): WafStatement {
  return statement.NotStatement ? statement.NotStatement.Statement : { NotStatement: { Statement: statement } };
}

export function regex(field: WafField, pattern: string): WafStatement {
  return { RegexMatchStatement: { RegexString: pattern, FieldToMatch: field, TextTransformations: UNTRANSFORMED } };
}

export function equals(field: WafField, value: string): WafStatement {
  return {
    ByteMatchStatement: { SearchString: value, PositionalConstraint: 'EXACTLY', FieldToMatch: field, TextTransformations: UNTRANSFORMED },
  };
}

export function size(field: WafField, operator: 'EQ' | 'GE' | 'GT', bytes: number): WafStatement {
  return { SizeConstraintStatement: { ComparisonOperator: operator, Size: bytes, FieldToMatch: field, TextTransformations: UNTRANSFORMED } };
}

/** True where the request has the component and it is not empty; one that is absent matches no statement. */
export function present(field: WafField): WafStatement {
  return size(field, 'GT', 0);
}

export function hasLabel(name: string): WafStatement {
  return { LabelMatchStatement: { Scope: 'LABEL', Key: name } };
}
