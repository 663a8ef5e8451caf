import { Json, JsonMap } from '../assembly';
import { FunctionError } from '../functions/function-error';
import { headerValue } from '../headers';
import { GatewayRequest, GatewayResponse } from '../types';
import type { LocalSession } from './session';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * What operators call beside what the functions do: `aws lambda invoke` and `aws secretsmanager rotate-secret`, with `--endpoint-url`, on a
 * function and a secret of the served stacks.
 */
export class SessionServices {
  public constructor(private readonly session: LocalSession) {
  }

  public async receive(request: GatewayRequest): Promise<GatewayResponse | undefined> {
    const invoked = request.method === 'POST' ? INVOKE.exec(request.rawPath)?.[1] : undefined;
    if (invoked !== undefined) {
      return this.invoke(decodeURIComponent(invoked), inputOf(request));
    }
    return headerValue(request.headers, 'x-amz-target') === 'secretsmanager.RotateSecret' ? this.rotate(inputOf(request)) : undefined;
  }

  /** A function that throws is an answer all the same: the header says that its body is an error. */
  private async invoke(name: string, event: Json): Promise<GatewayResponse> {
    const arn = this.session.functionArn(name);
    if (arn === undefined) {
      return answered(404, { Type: 'User', Message: `Function not found: ${name}` }, [['x-amzn-ErrorType', 'ResourceNotFoundException']]);
    }
    try {
      return answered(200, await this.session.invoke(arn, event));
    } catch (error) {
      const errorType = error instanceof FunctionError ? error.errorType : 'Error';
      return answered(200, { errorMessage: (error as Error).message, errorType }, [['X-Amz-Function-Error', 'Unhandled']]);
    }
  }

  /** As Secrets Manager does, this answers before the rotation is done. What fails in it stands in the function's log. */
  private rotate(input: Json): GatewayResponse {
    const { SecretId } = input as JsonMap;
    const rotation = this.session.rotations.find(({ secretArn }) => secretArn === SecretId);
    if (rotation === undefined) {
      return answered(400, { __type: 'ResourceNotFoundException', Message: 'Secrets Manager can\'t find the specified secret with a rotation.' });
    }
    this.session.rotate(rotation).catch(() => undefined);
    return answered(200, { ARN: rotation.secretArn, Name: rotation.secretArn.split(':').at(-1)!.replace(/-[^-]+$/, '') });
  }
}

function inputOf({ body }: GatewayRequest): Json {
  return body.length > 0 ? JSON.parse(body.toString('utf8')) as Json : {};
}

function answered(status: number, body: Json, headers: GatewayResponse['headers'] = []): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json'], ...headers], body: Buffer.from(JSON.stringify(body ?? null)) };
}
