import { Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { shown } from '../../shared/literals';
import { replaceTokens } from '../../shared/token-text';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,140}(?::[\w$-]{1,128})?$/;

/** @throws where it is no function, or may be several */
export function checkFunction({ functionArn }: lambda.IFunction): void {
  if (/[*?]/.test(replaceTokens(functionArn, ''))) {
    throw new Error(`\`handler\` must be one function, got the ARN ${shown(replaceTokens(functionArn, '(token)'))} with a wildcard: the route's role could invoke others; right would be the function itself`);
  }
  if (!Token.isUnresolved(functionArn) && !FUNCTION_ARN.test(functionArn)) {
    throw new Error(`\`handler\` must be a Lambda function, got the ARN ${shown(functionArn)}; right would be "arn:aws:lambda:eu-west-1:111122223333:function:orders"`);
  }
}

/**
 * @throws where the function is of another region or account than the API. The invocation address names the API's own region, and another
 * account's function asks for a resource policy that only its owner can write: either would be an error in each request.
 */
export function checkSameEnvironment(handler: lambda.IFunction, stack: Stack, route: string): void {
  for (const part of ['region', 'account'] as const) {
    const [own, other] = [stack[part], handler.env[part]];
    if (!Token.isUnresolved(own) && !Token.isUnresolved(other) && own !== other) {
      throw new Error(`\`target\` of ${route} must be a function of the API's own ${part} ${shown(own)}, got one of ${shown(other)} (${handler.node.path}); ` +
        `right would be a function in ${own}, or RouteTarget.http() with an address of the other one`);
    }
  }
}
