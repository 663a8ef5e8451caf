import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * The resource policy: anyone may knock at a public API (the web ACL, the authorizer and the keys decide), but never without TLS; at a
 * private one only who comes through one of its VPC endpoints. Without that condition every VPC of every account could call it.
 *
 * `execute-api:/*` is this API; API Gateway writes the full ARN.
 *
 * @param vpcEndpointIds the only endpoints that a private API admits; absent where the API is public
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function resourcePolicy(stageName: string, vpcEndpointIds?: string[]): iam.PolicyDocument {
  const deny = (conditions: { [operator: string]: { [key: string]: unknown } }) => new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: ['execute-api:/*'],
    conditions,
  });
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        effect: iam.Effect.ALLOW,
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: [`execute-api:/${stageName}/*`],
      }),
      deny({ Bool: { 'aws:SecureTransport': 'false' } }),
      // Denies a request that carries no endpoint at all too: StringNotEquals is true where the key is missing.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
      ...(vpcEndpointIds ? [deny({ StringNotEquals: { 'aws:SourceVpce': vpcEndpointIds } })] : []),
    ],
  });
}
