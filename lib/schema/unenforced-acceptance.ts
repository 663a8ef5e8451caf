/**
 * Accepts that API Gateway does not enforce a rule of a schema, such as a `format` that it does not know.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export interface UnenforcedAcceptance {
  /** Keyword as the error lists it, such as `discriminator`, `format: hostname` or a content type. */
  readonly keyword: string;

  /**
   * JSON pointer of the place, or of a place above it, for which this holds.
   *
   * @default - every place with this keyword
   */
  readonly pointer?: string;

  /** Who enforces the rule instead, or why nobody need to: a sentence, shown in the posture report. */
  readonly reason: string;
}
