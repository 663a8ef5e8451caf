import { alternatives, isIntrinsic, isObject, objectOf, oneOrMany, parsedJson, TemplateObject, text } from './values';

const NETWORK_KEYS = /^aws:(?:sourcevpce|sourcevpc|vpcsourceip|sourcevpcarn)$/i;

/** The statements of a resource policy, which may be given as JSON text; none where there is no policy, and `undefined` where only the deployment knows it. */
export function policyStatements(policy: unknown): TemplateObject[] | undefined {
  const documents = alternatives(policy).map(parsedJson);
  if (documents.some((document) => document !== undefined && (!isObject(document) || isIntrinsic(document)))) {
    return undefined;
  }
  return documents.flatMap((document) => oneOrMany(objectOf(document).Statement)).flatMap(alternatives).map(objectOf);
}

/**
 * Whether a policy lets in only who comes through a VPC or an endpoint that it names. Without a policy nobody comes in, and the deployment fails;
 * that is found too, since what somebody adds to make it work is a policy that lets in everybody.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html#apigateway-resource-policies-source-vpc-example
 */
export function closesPrivateApi(statements: TemplateObject[]): boolean {
  const allows = statements.filter(({ Effect: effect }) => effect === 'Allow');
  return statements.some((statement) => statement.Effect === 'Deny' && hasCondition(statement, NETWORK_KEYS, true))
    || allows.length > 0 && allows.every((statement) => hasCondition(statement, NETWORK_KEYS, false) || !isForEverybody(statement));
}

/** Whether a policy refuses anybody at all. */
export function isLimited(statements: TemplateObject[]): boolean {
  return statements.length > 0 && (statements.some(({ Effect: effect }) => effect === 'Deny')
    || statements.every((statement) => statement.Condition !== undefined || !isForEverybody(statement)));
}

function isForEverybody({ Principal: principal }: TemplateObject): boolean {
  const principals = isObject(principal) ? oneOrMany(principal.AWS) : [principal];
  return principals.flatMap(alternatives).some((name) => text(name) === '*');
}

/** Whether a statement asks for one of the keys: in an operator that negates (`StringNotEquals`), or in one that does not. */
function hasCondition({ Condition: condition }: TemplateObject, keys: RegExp, negated: boolean): boolean {
  return Object.entries(objectOf(condition)).some(([operator, asked]) => /Not/.test(operator) === negated
    && Object.entries(objectOf(asked)).some(([key, values]) => keys.test(key) && !oneOrMany(values).some((value) => text(value) === '*')));
}
