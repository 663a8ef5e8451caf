import { checkTypes, instanceOf, listOf, OBJECT, optional, Shape, TEXT } from '../../shared/check-types';
import { RequestBody } from '../request-body';
import { RouteOptions } from '../route';
import { RouteParameter } from '../route-parameter';
import { RouteDefinition } from './route-definition';

/** Of what a route need not say; `checkRoute` asks for the rest in words of its own. */
const SHAPE: Shape = {
  parameters: optional(listOf(instanceOf(RouteParameter, "RouteParameter.query('limit')"))),
  body: optional(instanceOf(RequestBody, 'RequestBody.json(schema)')),
  operationId: optional(TEXT),
  throttle: optional(OBJECT),
  allowUndeclaredQuery: optional(TEXT),
};

/** A route with every default filled in. @throws where an option is of another type */
export function routeOf(options: RouteOptions): RouteDefinition {
  checkTypes('options', options, SHAPE);
  const { method, path, operationId, target, access, parameters = [], body = RequestBody.none(), throttle, allowUndeclaredQuery } = options;
  return { method, path, operationId, target, access, parameters: [...parameters], body, throttle, allowUndeclaredQuery, notes: [] };
}
