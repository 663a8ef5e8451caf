import { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { documentOf, METHOD, operationsOf, REST_API } from './private/operations';
import { resourceOf } from './private/resources';
import { objectOf, text, textsIn } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
export const discreetResponses: NagRule = {
  id: 'SRA11',
  level: NagMessageLevel.ERROR,
  info: 'A response tells what failed inside ($context.error), or allows every origin with credentials.',
  explanation: 'The text of an error tells an attacker which schema, key or policy refused him, and so how to get around it. '
    + 'Answer with a fixed text and $context.requestId. With credentials, name the origins one by one.',
  check(node) {
    const responses = responsesOf(node);
    return responses
      ? findings(responses.filter(([, response]) => leaks(response) || allowsEveryOrigin(response)).map(([name]) => name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};

function responsesOf(node: CfnResource): Array<readonly [name: string, response: unknown]> | undefined {
  if (node.cfnResourceType === 'AWS::ApiGateway::GatewayResponse') {
    const { properties } = resourceOf(node);
    return [[text(properties.ResponseType), {
      responseParameters: properties.ResponseParameters,
      responseTemplates: properties.ResponseTemplates,
    }]];
  }
  if (node.cfnResourceType !== REST_API && node.cfnResourceType !== METHOD) {
    return undefined;
  }
  return [
    ...Object.entries(objectOf(documentOf(node)?.['x-amazon-apigateway-gateway-responses'])),
    ...(operationsOf(node) ?? []).flatMap((operation) =>
      Object.values(objectOf(operation.integration.responses)).map((response) => [operation.name, response] as const)),
  ];
}

function leaks(response: unknown): boolean {
  return textsIn(response).some((value) => /\$\{?context\.error\.(message|messageString|validationErrorString)\b/.test(value));
}

function allowsEveryOrigin(response: unknown): boolean {
  const headers = Object.entries(objectOf(objectOf(response).responseParameters))
    .map(([name, value]) => [name.split('.').pop()?.toLowerCase(), text(value)] as const);
  const has = (name: string, value: string): boolean => headers.some(([header, content]) => header === name && content === value);
  return has('access-control-allow-origin', "'*'") && has('access-control-allow-credentials', "'true'");
}
