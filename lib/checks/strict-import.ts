import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { bodyOf, HTTP_API, REST_API } from './private/operations';
import { resourceOf } from './private/resources';
import { isSurelyTrue } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-errors-warnings.html */
export const strictImport: NagRule = {
  id: 'SRA12',
  level: NagMessageLevel.ERROR,
  info: 'The API is imported without FailOnWarnings, or from a document that is not in the template.',
  explanation: 'API Gateway ignores what it does not understand of a document, security and validation included, and deploys the rest. '
    + 'Set FailOnWarnings. A document in S3 is not seen by these checks: put it inline.',
  check(node) {
    if (node.cfnResourceType !== REST_API && node.cfnResourceType !== HTTP_API) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const { properties } = resourceOf(node);
    if (properties.Body === undefined && properties.BodyS3Location === undefined) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings([
      ...isSurelyTrue(properties.FailOnWarnings) ? [] : ['FailOnWarnings'],
      ...bodyOf(resourceOf(node)) ? [] : ['document'],
    ]);
  },
};
