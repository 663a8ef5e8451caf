import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from '../http-method';
import { RequestBody } from '../request-body';
import { RouteAccess } from '../route-access';
import { RouteParameter } from '../route-parameter';
import { RouteTarget } from '../route-target';

/** A route with every default filled in: what all generators (document, authorizer rules, firewall, posture) read. */
export interface RouteDefinition {
  readonly method: HttpMethod;
  readonly path: string;
  readonly operationId?: string;
  readonly target: RouteTarget;
  readonly access: RouteAccess;
  readonly parameters: RouteParameter[];
  readonly body: RequestBody;
  /** The document that the route was imported from, as errors call it. */
  readonly source?: string;
  readonly throttle?: apigateway.ThrottleSettings;
  /** Why the route takes query parameters that it does not declare. */
  readonly allowUndeclaredQuery?: string;
  /** What the target's answers mean, by status, where a document says it. Clients are told, and nothing enforces it. */
  readonly responses?: { readonly [status: string]: string };
  /** Exceptions that an import needed, as the posture shows them. */
  readonly notes: string[];
}
