/** Why values of the suite are refused although their schemas let them through. */
interface ReviewedRefusal {
  readonly reason: string;
  /** File of the suite. */
  readonly file: RegExp;
  /** Description of the test. */
  readonly test: RegExp;
  /** Drafts that say otherwise; all where it is left out. */
  readonly draft?: RegExp;
}

const REVIEWED: ReviewedRefusal[] = [
  {
    reason: 'where members are named or asked for and no type is stated, an object is meant: arrays, texts and null are refused',
    file: /^(required|properties|additionalProperties)\.json$/,
    test: /^ignores (arrays|strings|null|boolean|other non-objects)$/,
  },
  {
    reason: 'as above, for a schema that is its own member',
    file: /^ref\.json$/,
    test: /^(match|recursive match)$/,
  },
  {
    reason: 'formats and encodings that can be enforced are, although validators may take them for remarks',
    file: /^(format|content)\.json$/,
    test: /is only an annotation by default$|validates true$/,
  },
  {
    reason: 'rules beside a reference hold, as they do since draft 2019-09: who wrote them there meant them',
    file: /^ref\.json$/,
    test: /^ref valid, maxItems ignored$/,
    draft: /^draft[467]$/,
  },
  {
    reason: 'vocabularies are not read: every rule that a schema states is held to',
    file: /^vocabulary\.json$/,
    test: /^no validation: invalid number, but it still validates$/,
  },
  {
    reason: 'a leap second is taken in UTC only',
    file: /^optional\/format\/date-time\.json$/,
    test: /leap second, with minus offset$/,
  },
  {
    reason: 'JavaScript writes such numbers as 1.2e52, in which the other validator sees a fraction',
    file: /^optional\/bignum\.json$/,
    test: /bignum is an integer$/,
  },
  {
    reason: 'the quotient is no number of JavaScript',
    file: /^optional\/float-overflow\.json$/,
    test: /^valid if optional overflow handling is implemented$/,
  },
];

/** The reason for which somebody found a refusal right, or undefined. */
export function refusalReason(draft: string, file: string, test: string): string | undefined {
  return REVIEWED.find((reviewed) => reviewed.file.test(file) && reviewed.test.test(test) && (reviewed.draft?.test(draft) ?? true))?.reason;
}

/** Names that a validator itself leaves aside, whatever the schema says of them. */
export function isLimitOf(validator: string, test: string): boolean {
  // `allSchemaProperties` of ajv filters it out.
  return validator.endsWith('ajv-draft-04') && test.startsWith('__proto__');
}
