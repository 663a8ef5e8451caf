/**
 * The part of AWS WAF's rule language that this library writes, in CloudFormation's casing.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-wafv2-webacl-rule.html
 */
export interface WafRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: WafStatement;
  readonly Action?: WafAction;
  /** Of a managed rule group, instead of `Action`: `None` leaves the group's own actions in force. */
  readonly OverrideAction?: { readonly None?: object; readonly Count?: object };
  readonly RuleLabels?: Array<{ readonly Name: string }>;
  readonly VisibilityConfig: {
    readonly SampledRequestsEnabled: boolean;
    readonly CloudWatchMetricsEnabled: boolean;
    readonly MetricName: string;
  };
}

export interface WafAction {
  readonly Allow?: object;
  readonly Count?: object;
  readonly Block?: { readonly CustomResponse?: WafCustomResponse };
  readonly Challenge?: object;
}

export interface WafCustomResponse {
  readonly ResponseCode: number;
  readonly CustomResponseBodyKey?: string;
  readonly ResponseHeaders?: Array<{ readonly Name: string; readonly Value: string }>;
}

/** Exactly one member is present. */
export interface WafStatement {
  readonly AndStatement?: { readonly Statements: WafStatement[] };
  readonly OrStatement?: { readonly Statements: WafStatement[] };
  readonly NotStatement?: { readonly Statement: WafStatement };
  readonly ByteMatchStatement?: WafByteMatch;
  readonly RegexMatchStatement?: {
    readonly RegexString: string;
    readonly FieldToMatch: WafField;
    readonly TextTransformations: WafTransformation[];
  };
  readonly SizeConstraintStatement?: {
    readonly ComparisonOperator: 'EQ' | 'NE' | 'LE' | 'LT' | 'GE' | 'GT';
    readonly Size: number;
    readonly FieldToMatch: WafField;
    readonly TextTransformations: WafTransformation[];
  };
  readonly GeoMatchStatement?: { readonly CountryCodes: string[]; readonly ForwardedIPConfig?: WafForwardedIp };
  readonly IPSetReferenceStatement?: {
    readonly Arn: unknown;
    readonly IPSetForwardedIPConfig?: WafForwardedIp & { readonly Position: 'FIRST' | 'LAST' | 'ANY' };
  };
  readonly LabelMatchStatement?: { readonly Scope: 'LABEL' | 'NAMESPACE'; readonly Key: string };
  readonly RateBasedStatement?: WafRateBased;
  readonly RuleGroupReferenceStatement?: { readonly Arn: unknown };
  readonly ManagedRuleGroupStatement?: {
    readonly VendorName: string;
    readonly Name: string;
    readonly RuleActionOverrides?: Array<{ readonly Name: string; readonly ActionToUse: WafAction }>;
    readonly ManagedRuleGroupConfigs?: object[];
    readonly ScopeDownStatement?: WafStatement;
  };
}

export interface WafByteMatch {
  readonly SearchString: string;
  readonly PositionalConstraint: 'EXACTLY' | 'STARTS_WITH' | 'ENDS_WITH' | 'CONTAINS' | 'CONTAINS_WORD';
  readonly FieldToMatch: WafField;
  readonly TextTransformations: WafTransformation[];
}

export interface WafRateBased {
  readonly Limit: number;
  readonly EvaluationWindowSec?: 60 | 120 | 300 | 600;
  readonly AggregateKeyType: 'IP' | 'FORWARDED_IP' | 'CONSTANT' | 'CUSTOM_KEYS';
  readonly ForwardedIPConfig?: WafForwardedIp;
  readonly CustomKeys?: WafRateKey[];
  readonly ScopeDownStatement?: WafStatement;
}

/** Exactly one member is present. */
export interface WafRateKey {
  readonly IP?: object;
  readonly ForwardedIP?: object;
  readonly HTTPMethod?: object;
  /** Number of the autonomous system that the address belongs to: a provider. */
  readonly ASN?: object;
  readonly Header?: { readonly Name: string; readonly TextTransformations: WafTransformation[] };
}

export interface WafForwardedIp {
  readonly HeaderName: string;
  readonly FallbackBehavior: 'MATCH' | 'NO_MATCH';
}

export type WafOversizeHandling = 'CONTINUE' | 'MATCH' | 'NO_MATCH';

/** Exactly one member is present. */
export interface WafField {
  readonly Method?: object;
  readonly UriPath?: object;
  readonly QueryString?: object;
  readonly AllQueryArguments?: object;
  readonly SingleHeader?: { readonly Name: string };
  readonly SingleQueryArgument?: { readonly Name: string };
  readonly Headers?: {
    readonly MatchPattern: { readonly All?: object; readonly IncludedHeaders?: string[]; readonly ExcludedHeaders?: string[] };
    readonly MatchScope: 'ALL' | 'KEY' | 'VALUE';
    readonly OversizeHandling: WafOversizeHandling;
  };
  readonly HeaderOrder?: { readonly OversizeHandling: WafOversizeHandling };
  readonly Body?: { readonly OversizeHandling?: WafOversizeHandling };
}

export type WafTransformationType = 'NONE' | 'LOWERCASE' | 'URL_DECODE' | 'URL_DECODE_UNI' | 'NORMALIZE_PATH' | 'NORMALIZE_PATH_WIN' |
  'COMPRESS_WHITE_SPACE' | 'HTML_ENTITY_DECODE' | 'REMOVE_NULLS' | 'REPLACE_NULLS';

export interface WafTransformation {
  readonly Priority: number;
  readonly Type: WafTransformationType;
}
