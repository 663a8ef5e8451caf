import { RouteDefinition } from './route-definition';
import { TargetIntegration } from './target-integration';

/** A route whose target has made what it needs. */
export interface BoundRoute extends RouteDefinition {
  readonly operationId: string;
  readonly integration: TargetIntegration;
}

/** Whether a public route has path parameters, whose values only the authorizer can check. */
export function needsPathCheck(route: BoundRoute): boolean {
  return !route.access._alternatives && route.path.includes('{');
}
