import { RouteDefinition } from './route-definition';
import { TargetIntegration } from './target-integration';

/** A route whose target has made what it needs. */
export interface BoundRoute extends RouteDefinition {
  readonly operationId: string;
  readonly integration: TargetIntegration;
}

/**
 * Whether a route's key may be one that the Edge added, so that only the authorizer can tell a page of the website from anybody else.
 *
 * @param websiteKey whether the Edge adds the website's key to requests without one
 */
export function needsKeyCheck(route: BoundRoute, websiteKey: boolean): boolean {
  return websiteKey && route.access._apiKeyRequired;
}

/** Whether a public route has path parameters, whose values only the authorizer can check. */
export function needsPathCheck(route: BoundRoute): boolean {
  return !route.access._alternatives && route.path.includes('{');
}
