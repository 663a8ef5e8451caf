import { CfnResource, Stack } from 'aws-cdk-lib';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { parameterOf, resourceOf } from './private/resources';
import { alternatives, isIntrinsic, text } from './private/values';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
export const noKeyInTemplate: NagRule = {
  id: 'SRA16',
  level: NagMessageLevel.ERROR,
  info: 'The value of the API key stands in the template.',
  explanation: 'Whoever can read the repository, the pipeline\'s artifacts or the stack holds the key. Leave Value out, or give it by a dynamic '
    + 'reference to a secret.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::ApiGateway::ApiKey') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return compliance(alternatives(resourceOf(node).properties.Value).every((value) =>
      value === undefined || isReference(node, value) || /\{\{resolve:(secretsmanager|ssm-secure):/.test(text(value))));
  },
};

/** A reference to what holds the value; a parameter with a default, or one that the console shows, holds it in the open too. */
function isReference(node: CfnResource, value: unknown): boolean {
  if (!isIntrinsic(value) || !['Ref', 'Fn::GetAtt', 'Fn::ImportValue'].includes(Object.keys(value)[0])) {
    return false;
  }
  const parameter = parameterOf(value, Stack.of(node));
  return !parameter || parameter.noEcho && parameter.default === undefined;
}
