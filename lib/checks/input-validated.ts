import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { documentOf, dereference, Operation, operationsOf } from './private/operations';
import { isObject, TemplateObject } from './private/values';

const METHODS_WITH_BODY = ['POST', 'PUT', 'PATCH', 'ANY'];

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
export const inputValidated: NagRule = {
  id: 'SRA3',
  level: NagMessageLevel.ERROR,
  info: 'The operation has no validator for parameters and body in force, or takes a body without a JSON model.',
  explanation: 'Hostile input reaches the backend. A validator that is defined and not named by the operation does nothing, and one '
    + 'without a model for the content type lets every body pass. Name a validator of both, and give POST, PUT and PATCH a schema.',
  check(node) {
    const operations = operationsOf(node);
    if (!operations) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const document = documentOf(node);
    return findings(operations.filter((operation) => !operation.preflight).flatMap((operation) => [
      ...operation.validated ? [] : [operation.name],
      ...METHODS_WITH_BODY.includes(operation.method) && !hasJsonModel(operation, document) ? [`${operation.name} body`] : [],
    ]));
  },
};

function hasJsonModel(operation: Operation, document: TemplateObject | undefined): boolean {
  return [...operation.models].some(([contentType, model]) => /^(\$default|application\/([\w.-]+\+)?json\b.*)$/i.test(contentType)
    && !isEmpty(document ? dereference(document, model) : model));
}

/** `Empty` is the model that API Gateway makes itself, and every body fits it. */
function isEmpty(model: unknown): boolean {
  return model === undefined || model === 'Empty' || isObject(model) && Object.keys(model).length === 0;
}
