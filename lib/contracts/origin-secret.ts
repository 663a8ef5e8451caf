/**
 * What the Edge's constructs, its CloudFront function, the firewall and the rotation function (lambda/origin-secret-rotation) agree on.
 * Types and names only: nothing here may import CDK, since esbuild bundles it into the function.
 */

/** Header with the origin secret: CloudFront adds it, and the regional web ACL refuses what lacks it. In lower case, as both compare it. */
export const ORIGIN_SECRET_HEADER = 'x-origin-verify';

/** Header with the viewer's address, which the Edge writes over whatever the client sent under this name. In lower case, as above. */
export const VIEWER_ADDRESS_HEADER = 'x-viewer-address';

/**
 * Header with the network that the viewer's address counts under, which the Edge writes likewise: the address itself, and of version 6 its
 * first 64 bits, since whoever has one address there has all that begin alike.
 */
export const VIEWER_NETWORK_HEADER = 'x-viewer-network';

/**
 * Header that says whose API key a request has, where the Edge adds one for a website: it is on every request then, and never a client's own
 * word. API Gateway answers 401 where it is missing, since it is one of the authorizer's identity sources. In lower case, as above.
 */
export const KEY_SOURCE_HEADER = 'x-key-source';
/**
 * The same as it arrives at API Gateway, which tells names apart by their case: "when CloudFront Functions converts the event object back into
 * an HTTP request, the first letter of each word in header names is capitalized".
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export const KEY_SOURCE_HEADER_AS_SENT = 'X-Key-Source';
/** Value of that header: the client sent a key itself. */
export const KEY_SOURCE_CALLER = 'caller';
/** Value of that header: the client sent none, and the Edge added the website's. */
export const KEY_SOURCE_WEBSITE = 'website';

/** Key of the origin secret in the Edge's key-value store. */
export const STORE_KEY_ORIGIN_SECRET = 'origin-secret';
/** Key of the website's API key in the Edge's key-value store. */
export const STORE_KEY_API_KEY = 'api-key';

/** Type of the custom resource, one an Edge: the rule group that demands the secret, and the first secret in the store. */
export const ORIGIN_SECRET_RESOURCE_TYPE = 'Custom::OriginSecret';

/** Attribute of the custom resource: ARN of the rule group. */
export const ATTRIBUTE_RULE_GROUP_ARN = 'RuleGroupArn';

/** Environment variable with the name of the rule group. */
export const ENV_RULE_GROUP_NAME = 'RULE_GROUP_NAME';
/** Environment variable with the ARN of the Edge's key-value store. */
export const ENV_STORE_ARN = 'STORE_ARN';

/** Properties of the custom resource. A change of one of them makes CloudFormation ask again. */
export interface OriginSecretProperties {
  readonly SecretArn: string;
  /** A replaced store begins empty. */
  readonly StoreArn: string;
}

/** What is asked every hour: how old the secret is that the Edge sends. */
export interface OriginSecretReportEvent {
  readonly Action: 'ReportOriginSecret';
  readonly SecretArn: string;
}

/**
 * Capacity of the rule group, which can't be changed later: three exact string matches at 2 WCU each, and room.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-string-match.html
 */
export const RULE_GROUP_CAPACITY = 10;

/** Label on what is refused before, or because, it was counted: it has a metric, and no line in the firewall's log. */
export const UNLOGGED_LABEL = 'unlogged';
