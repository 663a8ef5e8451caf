import { RULE_GROUP_CAPACITY } from '../../contracts/origin-secret';
import { WafField, WafStatement, WafTransformation } from './waf-rule';

/** WCU of a web ACL that its base price includes. https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html */
export const DEFAULT_CAPACITY_BUDGET = 1500;

/**
 * Web ACL capacity units by AWS's table.
 *
 * AWS may charge a transformation of the same component once for several rules; that saving is not documented well enough
 * to rely on, so the sum here is what the table adds up to: the deployed web ACL never costs more.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-match.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
 */
export function statementCapacity(statement: WafStatement, managedCapacity: (name: string) => number = () => 0): number {
  const nested = (inner: WafStatement | undefined): number => inner ? statementCapacity(inner, managedCapacity) : 0;
  if (statement.AndStatement) {
    return sum(statement.AndStatement.Statements.map(nested));
  }
  if (statement.OrStatement) {
    return sum(statement.OrStatement.Statements.map(nested));
  }
  if (statement.NotStatement) {
    return nested(statement.NotStatement.Statement);
  }
  if (statement.ByteMatchStatement) {
    const { PositionalConstraint, FieldToMatch, TextTransformations } = statement.ByteMatchStatement;
    const searches = PositionalConstraint === 'CONTAINS' || PositionalConstraint === 'CONTAINS_WORD';
    return (searches ? 10 : 2) + fieldCapacity(FieldToMatch) + transformationCapacity(TextTransformations);
  }
  if (statement.RegexMatchStatement) {
    const { FieldToMatch, TextTransformations } = statement.RegexMatchStatement;
    return 3 + fieldCapacity(FieldToMatch) + transformationCapacity(TextTransformations);
  }
  if (statement.SizeConstraintStatement) {
    const { FieldToMatch, TextTransformations } = statement.SizeConstraintStatement;
    return 1 + fieldCapacity(FieldToMatch) + transformationCapacity(TextTransformations);
  }
  if (statement.IPSetReferenceStatement) {
    return statement.IPSetReferenceStatement.IPSetForwardedIPConfig?.Position === 'ANY' ? 5 : 1;
  }
  if (statement.RateBasedStatement) {
    // "2, as a base cost. For each custom aggregation key that you specify, add 30 WCUs", plus the scope-down statement.
    return 2 + 30 * (statement.RateBasedStatement.CustomKeys?.length ?? 0) + nested(statement.RateBasedStatement.ScopeDownStatement);
  }
  if (statement.ManagedRuleGroupStatement) {
    const { Name, ScopeDownStatement } = statement.ManagedRuleGroupStatement;
    return managedCapacity(Name) + nested(ScopeDownStatement);
  }
  if (statement.RuleGroupReferenceStatement) {
    // Counted by the capacity that the group was made with, whatever its rules cost. The library has one group.
    return RULE_GROUP_CAPACITY;
  }
  // Geographic match and label match.
  return 1;
}

function fieldCapacity(field: WafField): number {
  return field.AllQueryArguments ? 10 : 0;
}

function transformationCapacity(transformations: WafTransformation[]): number {
  return 10 * transformations.filter(({ Type }) => Type !== 'NONE').length;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
