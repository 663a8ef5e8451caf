import { Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { IssuerGrants } from './issuer-grants';

/**
 * Which of Cognito's tokens the API takes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export enum CognitoTokenUse {
  /** Access tokens: made for APIs, carry scopes. */
  ACCESS = 'access',
  /** ID tokens: made for the client, carry the user's attributes. */
  ID = 'id',
}

/**
 * An Amazon Cognito user pool as issuer.
 */
export interface CognitoIssuerOptions {
  /** App clients whose tokens the API takes; at least one. */
  readonly clients: cognito.IUserPoolClient[];

  /**
   * Kind of token.
   *
   * @default CognitoTokenUse.ACCESS
   */
  readonly tokenUse?: CognitoTokenUse;

  /**
   * All that this user pool may grant; its groups are its roles. Right wherever the API trusts several issuers.
   *
   * @default - every group and scope that its tokens hold
   */
  readonly grants?: IssuerGrants;

  /**
   * Longest time from `iat` to `exp`.
   *
   * @default Duration.hours(24), the most that Cognito issues
   */
  readonly maxTokenLifetime?: Duration;
}
