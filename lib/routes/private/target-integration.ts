import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { JsonObject } from '../../schema/private/json-schema';

/** What a target knows of the route that uses it. */
export interface TargetRoute {
  readonly method: string;
  readonly path: string;
  /** Names of the path's parameters, without braces and `+`. */
  readonly pathParameters: string[];
  /** Parameters that API Gateway knows, as a mapping names them: `path.id`, `querystring.limit`, `header.if-match`. */
  readonly mappable: string[];
}

/** The same, and where the target makes what it needs: its execution role above all. */
export interface TargetContext extends TargetRoute {
  readonly scope: Construct;
  /** Headers that are for the gateway only: a backend (or its log) has no business with them. */
  readonly hiddenHeaders: string[];
}

/** What a target contributes to its operation and to the posture. */
export interface TargetIntegration {
  /** Value of `x-amazon-apigateway-integration`; may hold tokens. */
  readonly integration: { [key: string]: unknown };
  /** Status codes with a method response, for integrations that are no proxies. */
  readonly responses?: JsonObject;
  /** Name of the execution role's construct, or `-`. */
  readonly role: string;
  /** What the posture report says. */
  readonly description: string;
}

/** Where a route sends a request: one class a kind. */
export interface Target {
  /** @throws where the target can't serve the route; absent where it serves any */
  check?(route: TargetRoute, stack: Stack): void;

  /** Whether the two, if not the same, send a request to the same place in the same way; absent where that is never so. */
  equals?(other: Target): boolean;

  /** Makes what the target needs (once an API) and says what goes into the operation. */
  bind(context: TargetContext): TargetIntegration;
}
