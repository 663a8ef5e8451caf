import { Duration, Token } from 'aws-cdk-lib';
import { checkType, checkTypes, DURATION, optional, TEXT } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { HttpTargetOptions } from '../http-target-options';
import { checkMethod } from './check-method';
import { checkAddress, placeholders } from './http-address';
import { LONGEST_TIMEOUT, SHORTEST_TIMEOUT } from './integration-timeout';
import { Target, TargetContext, TargetIntegration, TargetRoute } from './target-integration';

/** An HTTP backend, by proxy integration. */
export class HttpTarget implements Target {
  private readonly timeout: Duration;

  public constructor(private readonly url: string, private readonly options: HttpTargetOptions) {
    checkType('url', url, TEXT);
    checkTypes('options', options, { httpMethod: optional(TEXT), timeout: optional(DURATION) });
    checkAddress(url);
    if (options.httpMethod !== undefined) {
      checkMethod('httpMethod', options.httpMethod);
    }
    this.timeout = options.timeout ?? LONGEST_TIMEOUT;
    if (this.timeout.isUnresolved()) {
      throw new Error('`timeout` must be known at synth time, got a token; right would be Duration.seconds(29)');
    }
    const millis = this.timeout.toMilliseconds();
    if (millis < SHORTEST_TIMEOUT.toMilliseconds() || millis > LONGEST_TIMEOUT.toMilliseconds()) {
      throw new Error(`\`timeout\` must be from 50 milliseconds to 29 seconds, got ${millis} milliseconds`);
    }
  }

  public check(route: TargetRoute): void {
    for (const name of placeholders(this.url)) {
      if (!route.pathParameters.includes(name)) {
        throw new Error(`\`url\` must name path parameters of ${route.method} ${route.path} only, got ${shown(`{${name}}`)} in ${shown(this.url)}; ` +
          `the path has ${route.pathParameters.length > 0 ? route.pathParameters.join(', ') : 'none'}`);
      }
    }
  }

  public equals(other: Target): boolean {
    return other instanceof HttpTarget && other.url === this.url && other.options.httpMethod === this.options.httpMethod &&
      other.timeout.toMilliseconds() === this.timeout.toMilliseconds();
  }

  public bind(context: TargetContext): TargetIntegration {
    const requestParameters: { [destination: string]: string } = {};
    for (const name of context.hiddenHeaders) {
      requestParameters[`integration.request.header.${name}`] = "''";
    }
    for (const name of placeholders(this.url)) {
      requestParameters[`integration.request.path.${name}`] = `method.request.path.${name}`;
    }
    return {
      integration: {
        type: 'http_proxy',
        httpMethod: this.options.httpMethod ?? context.method,
        uri: this.url,
        requestParameters,
        timeoutInMillis: this.timeout.toMilliseconds(),
      },
      role: '-',
      description: `http ${Token.isUnresolved(this.url) ? '(token)' : new URL(this.url).host}`,
    };
  }
}
