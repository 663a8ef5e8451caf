import { WafField, WafStatement } from '../../../lib/firewall/private/waf-rule';

/** A statement in few signs, for tables of what was reviewed: `&`, `|` and `!` join, a method or what an expression looks at stands before it. */
export function shownStatement(statement: WafStatement | undefined): string {
  if (!statement) {
    return 'any';
  }
  const { AndStatement: all, OrStatement: some, NotStatement: none } = statement;
  const { ByteMatchStatement: text, RegexMatchStatement: regex, SizeConstraintStatement: size } = statement;
  if (all) {
    return `(${all.Statements.map(shownStatement).join(' & ')})`;
  }
  if (some) {
    return `(${some.Statements.map(shownStatement).join(' | ')})`;
  }
  if (none) {
    return `!${shownStatement(none.Statement)}`;
  }
  if (text) {
    return `${shownField(text.FieldToMatch)} ${text.PositionalConstraint} ${text.SearchString}`;
  }
  if (regex) {
    return `${shownField(regex.FieldToMatch)} ${regex.RegexString}`;
  }
  if (size) {
    return `${shownField(size.FieldToMatch)} ${size.ComparisonOperator} ${size.Size}`;
  }
  throw new Error(`no sign for ${JSON.stringify(statement)}`);
}

function shownField(field: WafField): string {
  const { Method: method, UriPath: path, QueryString: query, SingleHeader: header, Headers: headers, HeaderOrder: names } = field;
  if (header) {
    return `header ${header.Name}`;
  }
  if (headers) {
    return `headers ${headers.MatchPattern.IncludedHeaders!.join(',')} ${headers.MatchScope} ${headers.OversizeHandling}`;
  }
  return method ? 'method' : path ? 'path' : query ? 'query' : names ? 'names' : 'another field';
}
