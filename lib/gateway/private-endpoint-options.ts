import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Makes the API private: it answers through these VPC endpoints and nowhere else.
 *
 * Clients reach it by the private DNS name of the endpoint, or by `https://<api id>-<endpoint id>.execute-api.<region>.amazonaws.com`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
 */
export interface PrivateEndpointOptions {
  /** Interface endpoints of the service execute-api, at least one; those of another account too. */
  readonly vpcEndpoints: ec2.IVpcEndpoint[];
}
