import { isUtf8 } from 'buffer';
import { isBinaryType, LocalApi } from '../api';
import { JsonMap } from '../assembly';
import { headerValue, queryParameters } from '../headers';
import { GatewayError } from '../layers/gateway-response';
import { IntegrationRequest } from '../layers/lambda-proxy';
import { mapOf } from '../template-values';
import { MappedRequest, MappingSources, mapRequest } from './data-mapping';
import { mayBeMapped } from './header-rules';
import { fillTemplate, TemplateInput } from './mapping-template';
import { contentHandlingOf, convertedPayload } from './payload';
import { contentTypeOf, requestBody } from './templates';

/** Why API Gateway answers in the target's place. */
export interface IntegrationFailure {
  readonly kind: 'failed';
  readonly error: GatewayError;
  readonly message?: string;
  readonly status?: number;
  readonly reason: string;
}

/** A request as the target is to get it. */
export interface PreparedRequest {
  readonly kind: 'prepared';
  readonly mapped: MappedRequest;
  readonly body: Buffer;
  readonly contentType: string;
}

/** Type of an integration, in lower case. */
export function typeOf({ type }: JsonMap): string {
  return String(type).toLowerCase();
}

/** What mappings of a request may read. */
export function sourcesOf({ request, pathParameters, context, stageVariables }: IntegrationRequest): MappingSources {
  return { request, pathParameters, context, stageVariables };
}

/** A template over this body; a failure where that is no text. */
export function filledTemplate(template: string, target: IntegrationRequest, body: Buffer): Buffer | IntegrationFailure {
  return isUtf8(body)
    ? Buffer.from(fillTemplate(template, () => templateInput(target, body.toString('utf8'))))
    : { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'templates read text, and the body is bytes' };
}

function templateInput(target: IntegrationRequest, body: string): TemplateInput {
  const { request, pathParameters, context, stageVariables } = target;
  return {
    body,
    path: pathParameters,
    querystring: Object.fromEntries(queryParameters(request.rawQuery)),
    header: Object.fromEntries(request.headers),
    context,
    stageVariables,
  };
}

/** Parameters alone: what a proxy integration maps. */
export function mapParameters(target: IntegrationRequest): PreparedRequest | IntegrationFailure {
  const { integration } = target.operation;
  const refused = Object.keys(mapOf(integration.requestParameters))
    .map((destination) => /^integration\.request\.header\.(.+)$/.exec(destination)?.[1])
    .find((name) => name !== undefined && !mayBeMapped(typeOf(integration), name));
  if (refused !== undefined) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: `no mapping may set ${refused} (recorded: the cases forbidden-mapping-…)` };
  }
  const { request } = target;
  return { kind: 'prepared', mapped: mapRequest(integration.requestParameters, sourcesOf(target)), body: request.body, contentType: contentTypeOf(request) };
}

/** Parameters, the body by its template, and what the template overrides: integrations without a proxy. */
export function prepareRequest(api: LocalApi, target: IntegrationRequest): PreparedRequest | IntegrationFailure {
  const unconverted = mapParameters(target);
  if (unconverted.kind === 'failed') {
    return unconverted;
  }
  const { operation: { integration }, request } = target;
  const choice = requestBody(integration, request);
  if (choice === 'refused') {
    // Recorded: passthrough-never.
    return { kind: 'failed', error: 'UNSUPPORTED_MEDIA_TYPE', reason: `the integration has no template for ${unconverted.contentType}` };
  }
  const isBinary = isBinaryType(api, headerValue(request.headers, 'content-type'));
  const converted = convertedPayload(request.body, isBinary, contentHandlingOf(integration.contentHandling));
  if (!converted) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'the body is no Base64, which contentHandling asks for' };
  }
  const prepared = { ...unconverted, body: converted };
  if (choice === 'as it is') {
    return prepared;
  }
  try {
    const body = filledTemplate(choice.template, target, converted);
    return 'kind' in body ? body : { ...prepared, body, mapped: overridden(prepared.mapped, mapOf(target.context.requestOverride)) };
  } catch (error) {
    return error instanceof SyntaxError
      ? { kind: 'failed', error: 'BAD_REQUEST_BODY', message: 'Could not parse request body into json', reason: 'the template reads JSON, and the body is none' }
      : { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: `the request template failed: ${(error as Error).message}` };
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html */
function overridden({ header, querystring, path }: MappedRequest, override: JsonMap): MappedRequest {
  const texts = (place: string): Array<[string, string]> => Object.entries(mapOf(override[place])).map(([name, value]) => [name, String(value)]);
  return {
    header: { ...header, ...Object.fromEntries(texts('header')) },
    querystring: { ...querystring, ...Object.fromEntries(texts('querystring').map(([name, value]) => [name, [value]])) },
    path: { ...path, ...Object.fromEntries(texts('path')) },
  };
}
