import { Stack } from 'aws-cdk-lib';
import { RouteDefinition } from '../../routes/private/route-definition';
import { Models } from './models';
import { overSize } from './template-size';

/**
 * Says whether the template would be over CloudFormation's limit with these routes, whatever else is in it: their models and operations alone are
 * a part of it, so what is refused here could never fit. For an import, which says all of its problems at once.
 */
export function leastTemplateProblem(stack: Stack, routes: readonly RouteDefinition[]): string[] {
  const models = new Models();
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const { method, path, operationId, parameters, body } of routes) {
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId,
        parameters: parameters.filter(({ _location: location }) => location === 'path')
          .map(({ _name: name }) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        content: Object.fromEntries(Object.entries(body._schemas).map(([type, schema]) => [
          type, { schema: { $ref: models.reference(schema, body._definitions) } },
        ])),
      },
    };
  }
  // As deep as the body stands in the template, since each level is a blank in every line.
  return overSize(stack, { Resources: { Api: { Properties: { Body: { paths, components: { schemas: models.schemas } } } } } }, 'at least');
}
