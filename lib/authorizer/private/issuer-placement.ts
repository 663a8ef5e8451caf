import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import { EnvironmentText, IssuerConfig } from '../../contracts/authorizer';
import { shown } from '../../shared/literals';

/** Lambda's limit for all environment variables together, less what Powertools' own settings take. */
const ENVIRONMENT_LIMIT = 3_800;
/** What CloudFormation puts in place of a token is not known here. The id of a user pool's client has 26 bytes … */
const REFERENCE_BYTES = 32;
/** … and the longest name of a user pool 65: `cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_AbCdEfGhI`. */
const ATTRIBUTE_BYTES = 65;

/** Where the function finds its issuers. */
export interface PlacedIssuers {
  /** For the environment, as JSON. May hold CDK tokens. */
  readonly environment: readonly IssuerConfig[] | ReadonlyArray<string | string[]>;
  /** For the rules file, where they do not all fit in the environment. */
  readonly file?: readonly object[];
}

/**
 * Places the issuers in the environment. A dozen tenants or twenty user pools do not fit: then the rules file has them, and the environment the
 * texts with CDK tokens, which no asset can hold.
 *
 * @throws where not even these fit: better here than at the deployment
 */
export function placeIssuers(issuers: readonly IssuerConfig[], contextClaims: readonly string[]): PlacedIssuers {
  const limit = ENVIRONMENT_LIMIT - bytesOf(contextClaims);
  if (bytesOf(issuers) <= limit) {
    return { environment: issuers };
  }
  const texts: Array<string | string[]> = [];
  const file = issuers.map((issuer) => withoutTokens(issuer, texts) as object);
  const bytes = bytesOf(texts);
  if (bytes > limit) {
    throw new Error(`\`jwtIssuers\` must leave a Lambda function's environment at most ${limit} bytes beside \`contextClaims\`, got about ${bytes} bytes of ` +
      `${texts.length} texts that are known at the deployment only, of ${shown(issuers.length)} issuers; ` +
      'right would be literals, such as UserPool.fromUserPoolId(this, "Pool", "eu-west-1_AbCdEfGhI"), or fewer clients for this API');
  }
  return { environment: texts, file };
}

/** A copy of the value in which every text with a token, and every list that is one (of a parameter), is the index of it. */
function withoutTokens(value: unknown, texts: Array<string | string[]>): unknown {
  if (Token.isUnresolved(value)) {
    const place: EnvironmentText = { environment: texts.push(value as string | string[]) - 1 };
    return place;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withoutTokens(item, texts));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutTokens(item, texts)]))
    : value;
}

/** How long the value's JSON is at the deployment, about. */
function bytesOf(value: unknown): number {
  const resolved = Tokenization.reverseString(JSON.stringify(value))
    .mapTokens({ mapToken: (token) => '?'.repeat(Reference.isReference(token) && token.displayName === 'Ref' ? REFERENCE_BYTES : ATTRIBUTE_BYTES) })
    .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` }) as string;
  return Buffer.byteLength(resolved);
}
