import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { refersTo, resourceOf, resourcesInApp, TemplateResource } from './private/resources';
import { isSurelyTrue } from './private/values';

/**
 * A deployment is a picture of the API at the time when it was made, and CloudFormation makes a new one only under a new logical id. Tools that
 * know it end the id in a digest of the API or the time: the CDK in 32 hexadecimal digits, AWS SAM in 10, the Serverless Framework in 13 digits.
 * The 8 capital digits at the end of the CDK's ids are of the path in the tree and never change.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
const RENEWED = /(?:[0-9a-f]{10,}|\d{8,}|[0-9A-F]{16,})$/;

export const deploymentRenewed: NagRule = {
  id: 'SRA27',
  level: NagMessageLevel.WARN,
  info: 'The deployment has a fixed logical id: a change of the API is not deployed with the stack.',
  explanation: 'An authorizer, a validator or a policy that was added stands in the template and in no stage: the old API goes on answering. End '
    + 'the logical id of the deployment in a digest of the API (in the CDK: addToLogicalId, or the deployment that the API makes itself).',
  check(node) {
    if (node.cfnResourceType !== 'AWS::ApiGateway::Deployment' && node.cfnResourceType !== 'AWS::ApiGatewayV2::Deployment') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const deployment = resourceOf(node);
    return compliance(RENEWED.test(deployment.logicalId) || isOverruled(deployment));
  },
};

/** The stages of an HTTP API may deploy every change by themselves. */
function isOverruled(deployment: TemplateResource): boolean {
  const stages = resourcesInApp(deployment.stack, 'AWS::ApiGatewayV2::Stage')
    .filter((stage) => refersTo(stage, stage.properties.DeploymentId, deployment));
  return stages.length > 0 && stages.every(({ properties }) => isSurelyTrue(properties.AutoDeploy));
}
