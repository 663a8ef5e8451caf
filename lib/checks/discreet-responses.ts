import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { headersOf, isEveryOrigin, NamedResponse, originsOf, responsesOf } from './private/responses';
import { textsIn } from './private/values';

/**
 * Variables that say which layer refused a request and why. A parameter of a response names them without the dollar.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const WHAT_FAILED = /(?:\$\{?|^)context\.(?:error\.(?:message|messageString|validationErrorString)|(?:authorize|authenticate|waf|integration)\.\w+|integrationErrorMessage|integrationStatus|wafResponseCode|authorizer\.(?:error|integrationStatus))\b/;
/** In a gateway's own response, an answer to somebody who was refused, also what the authorizer found out, and who the gateway takes him for. */
const WHO_WAS_REFUSED = /(?:\$\{?|^)context\.(?:error\.responseType|authorizer|identity)\b/;
/** What a function throws: its text, its file names and lines. */
const STACK_TRACE = /\$input\.\w+\(\s*['"]\$\.(?:stackTrace|trace)\b/;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
export const discreetResponses: NagRule = {
  id: 'SRA11',
  level: NagMessageLevel.ERROR,
  info: 'A response tells what failed inside ($context.error, authorizer, identity, integration), or allows every origin with credentials.',
  explanation: 'The text of an error tells an attacker which schema, key or policy refused him, and so how to get around it. '
    + 'Answer with a fixed text and $context.requestId. With credentials, name the origins one by one.',
  check(node) {
    const responses = responsesOf(node);
    return responses
      ? findings(responses.filter((response) => leaks(response) || allowsEveryOrigin(response)).map(({ name }) => name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};

function leaks({ response, ofGateway }: NamedResponse): boolean {
  return textsIn(response).some((value) => WHAT_FAILED.test(value) || STACK_TRACE.test(value) || ofGateway && WHO_WAS_REFUSED.test(value));
}

function allowsEveryOrigin({ response }: NamedResponse): boolean {
  return originsOf(response).some(isEveryOrigin)
    && headersOf(response).some(([header, value]) => header === 'access-control-allow-credentials' && value === "'true'");
}
