import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { operationsOfApi, referencedApi } from './private/operations-of-api';
import { resourceOf, TemplateResource } from './private/resources';
import { alternatives, text } from './private/values';

/** A function's policy compares with `*` and `?` across slashes. */
const EXECUTE_API = /^arn:[^:]*:execute-api:[^:]*:[^:]*:([^/]*)(?:\/([^/]*)(?:\/([^/]*)(?:\/(.*))?)?)?$/s;

/**
 * A permission that names no method, or every one, where the API has methods by name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export const invocationByMethod: NagRule = {
  id: 'SRA25',
  level: NagMessageLevel.WARN,
  info: 'The function may be invoked by more of the API than the methods that it stands behind.',
  explanation: 'A route that is added later, with a weaker authorizer or none, reaches the function too. Name the method and the path in SourceArn, '
    + 'or give the integration a role and remove the permission.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::Lambda::Permission') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const permission = resourceOf(node);
    if (!alternatives(permission.properties.Principal).some((name) => ['apigateway.amazonaws.com', '*'].includes(text(name)))) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings(alternatives(permission.properties.SourceArn).flatMap((arn) => widths(arn, permission)));
  },
  unknown(node) {
    if (node.cfnResourceType !== 'AWS::Lambda::Permission') {
      return [];
    }
    const { Principal: principal, SourceArn: arn } = resourceOf(node).properties;
    const isOpaque = text(principal) === 'apigateway.amazonaws.com' && alternatives(arn).some((value) => value !== undefined && /^<[^>]*>$/.test(text(value)));
    return isOpaque ? ['The SourceArn of the permission is known to the deployment only: whether it names a method was not looked at.'] : [];
  },
};

function widths(arn: unknown, permission: TemplateResource): string[] {
  // Without one it is of every account: another rule's finding (SRA14).
  const match = EXECUTE_API.exec(text(arn));
  if (!match) {
    return [];
  }
  const [, apiId, stage, method, path] = match;
  if (/[*?]/.test(apiId)) {
    return ['api'];
  }
  if (stage === 'authorizers') {
    return [];
  }
  if (method === undefined) {
    return stage === undefined || /[*?]/.test(stage) ? ['method'] : [];
  }
  const api = referencedApi(permission, arn);
  const operations = api ? operationsOfApi(api) : [];
  const isAny = operations.some((operation) => operation.method === 'ANY' && covers(operation.path, path));
  const isGreedy = operations.some((operation) => ['ANY', method].includes(operation.method) && /^\/?\{[^}]*\+\}$|^\$default$/.test(operation.path));
  return [
    ...method === '*' && !isAny ? ['method'] : [],
    ...path === '*' && !isGreedy && !isSingle(operations, method) || path === undefined && method !== '*' ? ['path'] : [],
  ];
}

/** Whether the path of an ANY method is the one that a permission names; its variables stand there as `*`. */
function covers(path: string, named: string | undefined): boolean {
  const pattern = path === '$default' ? '*' : path.replace(/^\//, '').replace(/\{[^}]*\}/g, '*');
  return named === undefined ? pattern === '*' : pattern === named.replace(/\{[^}]*\}/g, '*');
}

/** A variable at the root, `/{id}`, is a path of one part. */
function isSingle(operations: ReadonlyArray<{ readonly method: string; readonly path: string }>, method: string): boolean {
  return operations.some((operation) => ['ANY', method].includes(operation.method) && /^\/\{[^}]*\}$/.test(operation.path));
}
