/**
 * What the constructs write and `secure-rest-api inventory` knows them by. Types and names only: nothing here may import CDK.
 */

/**
 * Tag on each REST API of this library and on its stage, with its place in the app: AWS's tag search finds them all by the key alone.
 *
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export const TAG_API = 'secure-rest-api:api';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-restrictions.html */
const LONGEST_TAG_VALUE = 256;

/** A place in the app as the value of a tag: of a longer one the end, which tells APIs apart. */
export function apiTagValue(constructPath: string): string {
  return constructPath.replace(/[^A-Za-z0-9 +\-=._:/@]/g, '-').slice(-LONGEST_TAG_VALUE);
}
