/**
 * How an import closes and bounds the bodies that its document leaves open. What is left open is no error, but the posture report lists it.
 */
export interface BodyDefaults {
  /**
   * Whether objects that name their members and say nothing of others are closed, so that no other member reaches the backend
   * (mass assignment). Objects that say `additionalProperties`, and those that name no member, stay as they are.
   *
   * @default false
   */
  readonly closeObjects?: boolean;

  /**
   * Whether `closeObjects` also closes objects that name their members and say `additionalProperties: true`, as tools write it that know no
   * other way. Maps, which name no member, stay open, and so do objects whose further members have a schema.
   *
   * @default false
   */
  readonly closeStatedOpen?: boolean;

  /**
   * Most characters of strings that have no bound of their own.
   *
   * @default - such strings are bounded by `maxBytes` only
   */
  readonly maxStringLength?: number;

  /**
   * Most items of arrays that have no bound of their own. AWS documents that request validation leaves `maxItems` out, so don't
   * rely on it alone: `maxBytes` holds in any case.
   *
   * @default - such arrays are bounded by `maxBytes` only
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
   */
  readonly maxItems?: number;

  /**
   * Most bytes of a JSON body; at most 65,536.
   *
   * @default 8192
   */
  readonly maxBytes?: number;

  /** Why clients can live with this: a sentence, shown in the posture report. */
  readonly reason: string;
}
