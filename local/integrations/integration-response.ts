import { isBinaryType, LocalApi } from '../api';
import { JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { IntegrationRequest } from '../layers/lambda-proxy';
import { mapOf } from '../template-values';
import { GatewayResponse } from '../types';
import { mapHeaders } from './data-mapping';
import { answerHeaders, HeaderLine } from './header-rules';
import { filledTemplate, IntegrationFailure, sourcesOf, typeOf } from './integration-request';
import { contentHandlingOf, convertedPayload } from './payload';
import { DEFAULT_TYPE, responseTemplate } from './templates';

/** A target's answer before API Gateway changed it. */
export interface TargetAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** What selection patterns are compared with: the status, or the message of a function's error, empty where it did not fail. */
  readonly selection: string;
}

/**
 * The method's answer: the integration response whose pattern is the selection, else the default one (recorded: http-status-unmapped,
 * import-mock-options), its parameters and its template.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-execution-console.html
 */
export function integrationResponse(api: LocalApi, target: IntegrationRequest, answer: TargetAnswer): GatewayResponse | IntegrationFailure {
  const { operation: { integration }, request, context } = target;
  const chosen = chosenResponse(mapOf(integration.responses), answer.selection);
  if (!chosen) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: `no integration response fits ${answer.selection}, and there is no default` };
  }
  const converted = convertedBody(api, target, answer, chosen.contentHandling);
  if (!converted) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'the body is no base64, which contentHandling asks for' };
  }
  const template = responseTemplate(chosen.responseTemplates, request);
  let body: Buffer | IntegrationFailure;
  try {
    body = template ? filledTemplate(template.template, target, converted) : converted;
  } catch (error) {
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: `the response template failed: ${(error as Error).message}` };
  }
  if ('kind' in body) {
    return body;
  }
  const override = mapOf(context.responseOverride);
  const replaced = Object.entries(mapOf(override.header)).map(([name, value]): HeaderLine => [name, String(value)]);
  const mapped = mapHeaders('method.response.header.', chosen.responseParameters, { ...sourcesOf(target), answer })
    .filter(([name]) => !replaced.some(([other]) => other.toLowerCase() === name.toLowerCase()));
  const lines = answerHeaders(typeOf(integration), [...mapped, ...replaced]);
  const status = Number(override.status);
  return {
    // What is no status is passed over.
    status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : Number(chosen.statusCode ?? 200),
    headers: lines.some(([name]) => name.toLowerCase() === 'content-type') ? lines : [['Content-Type', template?.type ?? DEFAULT_TYPE], ...lines],
    body,
  };
}

/** Patterns are the keys of a document's `responses`; a pattern fits the whole text. */
function chosenResponse(responses: JsonMap, selection: string): JsonMap | undefined {
  const name = Object.keys(responses).find((pattern) => pattern !== 'default' && fits(pattern, selection)) ??
    (responses.default === undefined ? undefined : 'default');
  return name === undefined ? undefined : mapOf(responses[name]);
}

function fits(pattern: string, selection: string): boolean {
  // Most patterns are a status.
  if (/^\w*$/.test(pattern)) {
    return pattern === selection;
  }
  try {
    return new RegExp(`^(?:${pattern})$`).test(selection);
  } catch {
    return pattern === selection;
  }
}

function convertedBody(api: LocalApi, { request }: IntegrationRequest, { headers, body }: TargetAnswer, handling: unknown): Buffer | undefined {
  // Only the first type of Accept decides (recorded: binary-browser-accept).
  const acceptsBytes = isBinaryType(api, headerValue(request.headers, 'accept')?.split(',')[0]);
  const wanted = contentHandlingOf(handling) ?? (acceptsBytes ? 'CONVERT_TO_BINARY' : 'CONVERT_TO_TEXT');
  return convertedPayload(body, isBinaryType(api, headerValue(headers, 'content-type')), wanted);
}
