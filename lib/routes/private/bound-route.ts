import { RouteDefinition } from './route-definition';
import { TargetIntegration } from './target-integration';

/** A route whose target has made what it needs. */
export interface BoundRoute extends RouteDefinition {
  readonly operationId: string;
  readonly integration: TargetIntegration;
}
