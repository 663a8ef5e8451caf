import { functionArnOf, LocalApi } from '../api';
import { Json, JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { AwsEndpoint, awsAddress, callAwsService } from '../integrations/aws-service';
import { answerHeaders } from '../integrations/header-rules';
import { callHttpTarget, timeoutOf } from '../integrations/http-target';
import { IntegrationFailure, mapParameters, prepareRequest, PreparedRequest, typeOf } from '../integrations/integration-request';
import { integrationResponse, TargetAnswer } from '../integrations/integration-response';
import { mockAnswer } from '../integrations/mock';
import { roleMay } from '../integrations/role';
import { GatewayResponse } from '../types';
import { Invoke } from './authorizer';
import { IntegrationRequest, proxyAnswer, proxyEvent } from './lambda-proxy';

/** What a target answered, or why API Gateway answers in its place. */
export type IntegrationResult = { readonly kind: 'answered'; readonly response: GatewayResponse; readonly by: string } | IntegrationFailure;

/** Hands a request to its target. */
export class IntegrationLayer {
  public constructor(private readonly api: LocalApi, private readonly invoke: Invoke, private readonly awsEndpoint?: AwsEndpoint) {
  }

  public async call(target: IntegrationRequest): Promise<IntegrationResult> {
    const type = typeOf(target.operation.integration);
    const prepared = type.endsWith('_proxy') ? mapParameters(target) : prepareRequest(this.api, target);
    if (prepared.kind === 'failed') {
      return prepared;
    }
    switch (type) {
      case 'aws_proxy': return this.lambdaProxy(target);
      case 'http_proxy': return answered(await callHttpTarget(this.api, target, prepared), hostOf(target), (answer) => ({
        ...answer, headers: answerHeaders(type, answer.headers),
      }));
      case 'http': return this.shaped(target, await callHttpTarget(this.api, target, prepared), hostOf(target));
      case 'mock': return this.shaped(target, mockAnswer(prepared), 'mock');
      case 'aws': return this.aws(target, prepared);
      default: return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `an integration of the type ${type} can't be served here` };
    }
  }

  private shaped(target: IntegrationRequest, answer: TargetAnswer | IntegrationFailure, by: string): IntegrationResult {
    return answered(answer, by, (received) => integrationResponse(this.api, target, received));
  }

  private async lambdaProxy(target: IntegrationRequest): Promise<IntegrationResult> {
    const { integration } = target.operation;
    const arn = functionArnOf(String(integration.uri));
    const refused = this.refusedFunction(integration, arn);
    if (refused) {
      return refused;
    }
    let answer;
    try {
      answer = await this.invokeInTime(integration, arn, proxyEvent(this.api, target));
    } catch (error) {
      return error instanceof TooLong ? timedOut(arn) : { kind: 'failed', error: 'DEFAULT_5XX', reason: `the function failed: ${(error as Error).message}` };
    }
    const response = proxyAnswer(this.api, headerValue(target.request.headers, 'accept'), answer);
    return response
      ? { kind: 'answered', response: { ...response, headers: answerHeaders('aws_proxy', response.headers) }, by: arn }
      : { kind: 'failed', error: 'DEFAULT_5XX', reason: 'the function\'s answer is malformed' };
  }

  /** A function without a proxy integration gets the template's text, and its error's message is what patterns select by. */
  private async aws(target: IntegrationRequest, prepared: PreparedRequest): Promise<IntegrationResult> {
    const { integration } = target.operation;
    const address = awsAddress(String(integration.uri));
    if (address?.service !== 'lambda' || !/functions\/.+\/invocations$/.test(address.rest)) {
      const action = address?.kind === 'action' ? `${address.service}:${address.rest}` : undefined;
      if (action !== undefined && typeof integration.credentials === 'string' && !roleMay(this.api.stack, integration.credentials, action, '*')) {
        return notAllowed(action);
      }
      return this.shaped(target, await callAwsService(target, prepared, this.awsEndpoint), String(address?.service));
    }
    const arn = functionArnOf(String(integration.uri));
    const refused = this.refusedFunction(integration, arn);
    if (refused) {
      return refused;
    }
    let event: Json;
    try {
      event = prepared.body.length === 0 ? {} : JSON.parse(prepared.body.toString('utf8')) as Json;
    } catch {
      return { kind: 'failed', error: 'BAD_REQUEST_BODY', message: 'Could not parse request body into json', reason: 'the function takes JSON' };
    }
    let answer: Json;
    // Where a function does not fail there is nothing to compare, so that `.+` is every error and no success: https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html
    let selection = '';
    try {
      answer = await this.invokeInTime(integration, arn, event as JsonMap);
    } catch (error) {
      if (error instanceof TooLong) {
        return timedOut(arn);
      }
      selection = (error as Error).message;
      answer = { errorMessage: selection, errorType: (error as Error).name };
    }
    return this.shaped(target, { status: 200, headers: [['Content-Type', 'application/json']], body: Buffer.from(JSON.stringify(answer ?? null)), selection }, arn);
  }

  /**
   * Waits for a function as long as the integration does; the function goes on, as in AWS.
   *
   * @throws `TooLong`, or what the function threw
   */
  private async invokeInTime(integration: JsonMap, arn: string, event: JsonMap): Promise<Json> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new TooLong()), timeoutOf(integration));
    });
    try {
      return await Promise.race([this.invoke(arn, event), over]);
    } finally {
      clearTimeout(timer);
    }
  }

  private refusedFunction({ httpMethod, credentials }: JsonMap, arn: string): IntegrationFailure | undefined {
    if (String(httpMethod).toUpperCase() !== 'POST') {
      // Recorded: lambda-proxy-wrong-integration-method.
      return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason: `Lambda is invoked by POST, the integration says ${String(httpMethod)}` };
    }
    // A role is enough (recorded: lambda-proxy-role).
    return typeof credentials === 'string' && !roleMay(this.api.stack, credentials, 'lambda:InvokeFunction', arn) ? notAllowed('lambda:InvokeFunction') : undefined;
  }
}

/** A function took longer than its integration waits. */
class TooLong extends Error {}

function timedOut(arn: string): IntegrationFailure {
  return { kind: 'failed', error: 'INTEGRATION_TIMEOUT', reason: `${arn} did not answer in time` };
}

/** https://repost.aws/knowledge-center/api-gateway-rest-api-lambda-integrations: 500, "Invalid permissions on Lambda function" in the log. */
function notAllowed(action: string): IntegrationFailure {
  return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: `the integration's role is not allowed ${action}` };
}

function answered(
  answer: TargetAnswer | IntegrationFailure, by: string, shape: (answer: TargetAnswer) => GatewayResponse | IntegrationFailure,
): IntegrationResult {
  if ('kind' in answer) {
    return answer;
  }
  const response = shape(answer);
  return 'kind' in response ? response : { kind: 'answered', response, by };
}

function hostOf({ operation: { integration } }: IntegrationRequest): string {
  return /^https?:\/\/([^/?#]+)/.exec(String(integration.uri))?.[1] ?? 'the target';
}
