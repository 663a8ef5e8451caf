import { Json, JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { mapOf } from '../template-values';
import { GatewayRequest } from '../types';

/** The content type that API Gateway takes where the client names none (recorded: mock-no-type, validate-ref-no-body). */
export const DEFAULT_TYPE = 'application/json';

/** A request's content type without its parameters. */
export function contentTypeOf({ headers }: GatewayRequest): string {
  return (headerValue(headers, 'content-type') ?? DEFAULT_TYPE).split(';')[0].trim();
}

/** What is to be done with a request's body: fill a template, hand it on as it is, or refuse it. */
export type BodyChoice = { readonly template: string } | 'as it is' | 'refused';

/**
 * The request template for a content type, or what is to be done without one (recorded: passthrough-never, mock-json-when-no-match,
 * mock-json-when-no-templates).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function requestBody(integration: JsonMap, request: GatewayRequest): BodyChoice {
  const templates = mapOf(integration.requestTemplates);
  const type = contentTypeOf(request);
  const name = Object.keys(templates).find((key) => key.toLowerCase() === type.toLowerCase()) ?? (Object.hasOwn(templates, '$default') ? '$default' : undefined);
  if (name !== undefined) {
    return { template: String(templates[name]) };
  }
  switch (String(integration.passthroughBehavior ?? 'when_no_match').toLowerCase()) {
    case 'never': return 'refused';
    case 'when_no_templates': return Object.keys(templates).length > 0 ? 'refused' : 'as it is';
    default: return 'as it is';
  }
}

/** A template with the content type of what it makes. */
export interface ResponseTemplate {
  readonly type: string;
  readonly template: string;
}

/** The response template and its content type: by the client's `Accept`, else JSON, else the first. */
export function responseTemplate(templates: Json | undefined, request: GatewayRequest): ResponseTemplate | undefined {
  const entries = Object.entries(mapOf(templates));
  const accepted = headerValue(request.headers, 'accept');
  const byType = [accepted, DEFAULT_TYPE].map((type) => entries.find(([key]) => key === type));
  const found = byType.find((entry) => entry !== undefined) ?? entries.at(0);
  return found && { type: found[0], template: String(found[1]) };
}
