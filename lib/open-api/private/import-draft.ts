import { RouteDefinition } from '../../routes/private/route-definition';
import { RouteAccess } from '../../routes/route-access';
import { eitherBody, ImportedBody } from './bodies';
import { DocumentOperation } from './operations';
import { eitherParameters } from './parameters';
import { ImportProblems } from './problems';

/** A route of which only the body is incomplete: bodies share their definitions, and are known when all are read. */
export interface Draft {
  /** Whether another operation may be the same route. */
  readonly merges: boolean;
  readonly route: Omit<RouteDefinition, 'body'>;
  readonly body: ImportedBody['body'];
  readonly bodyReason?: string;
}

/** Stands in where nobody said, so that the rest of the route is looked at all the same; the import ends with an error then. */
export const UNDECIDED_ACCESS = RouteAccess.authenticated('Nobody has decided yet');

/** Two operations of the document that are one route. The one whose path is its own names it. */
export function eitherDraft(first: Draft, second: Draft, operation: DocumentOperation, problems: ImportProblems): Draft {
  const [main, other] = first.merges && !second.merges ? [second, first] : [first, second];
  if (main.route.access !== UNDECIDED_ACCESS && other.route.access !== UNDECIDED_ACCESS && !main.route.access._equals(other.route.access)) {
    problems.add('operations that become the same route and differ in who may call them; set `access` of both', operation.methodAndPath);
  }
  if (!main.route.target._equals(other.route.target)) {
    problems.add('operations that become the same route and differ in their target; set `targets` of both', operation.methodAndPath);
  }
  return {
    merges: first.merges && second.merges,
    route: {
      ...main.route,
      parameters: eitherParameters(main.route.parameters, other.route.parameters),
      allowUndeclaredQuery: main.route.allowUndeclaredQuery ?? other.route.allowUndeclaredQuery,
      responses: { ...other.route.responses, ...main.route.responses },
      notes: [...new Set([...main.route.notes, ...other.route.notes])],
    },
    body: (definitions) => eitherBody(main.body(definitions, main.bodyReason), other.body(definitions, other.bodyReason)),
    bodyReason: main.bodyReason ?? other.bodyReason,
  };
}
