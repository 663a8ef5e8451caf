import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { shown } from '../../shared/literals';
import { replaceTokens } from '../../shared/token-text';

/**
 * A role that API Gateway may assume for the one action on the exact ARNs.
 *
 * The trust has no `aws:SourceAccount` condition: API Gateway does not send that key when it assumes an integration's role, and
 * every request would end in a 500 (seen in aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws#479).
 * Against a confused deputy stands that a role can be passed only within its own account (iam:PassRole).
 */
export function executionRole(scope: Construct, id: string, action: string, resources: string[]): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    inlinePolicies: {
      InvokeTarget: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: [action], resources })] }),
    },
  });
}

/** @throws where the role would be wider than exact resources */
export function checkArns(arns: string[]): void {
  if (arns.length === 0) {
    throw new Error('`resourceArns` must hold at least one ARN, got none; right would be [table.tableArn]');
  }
  for (const arn of arns) {
    if (!Token.isUnresolved(arn) && !/^arn:[^:*]+:[^:*]+:[^:]*:[^:]*:[^*?]+$/.test(arn)) {
      // `arn:aws:iam::*:user/*` would even pass the caller's own identity on.
      throw new Error(`\`resourceArns\` must be exact ARNs without wildcards, got ${shown(arn)}; right would be table.tableArn`);
    }
    if (Token.isUnresolved(arn) && /[*?]/.test(replaceTokens(arn, ''))) {
      throw new Error(`\`resourceArns\` must be exact ARNs without wildcards, got one that ends in ${shown(arn.slice(arn.lastIndexOf('}') + 1))}`);
    }
  }
}

/** @throws where a resource is of another region than the API, which calls the service in its own region only */
export function checkRegion(arns: string[], stack: Stack, route: string): void {
  const far = arns.find((arn) => {
    const region = Token.isUnresolved(arn) ? '' : arn.split(':')[3];
    return region !== '' && !Token.isUnresolved(stack.region) && region !== stack.region;
  });
  if (far !== undefined) {
    throw new Error(`\`target\` of ${route} must be of the API's own region ${shown(stack.region)}, where API Gateway calls the service, got ${shown(far)} in \`resourceArns\`; ` +
      'right would be a resource of that region');
  }
}
