import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { checkTypes, NUMBER, optional } from './check-types';
import { shown } from './literals';

/**
 * Checks both limits of a throttle. They come together: of one that is left out API Gateway would take none, in place of the default.
 *
 * @param whose what the error says after the property, such as ` of GET /orders`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function checkThrottle(throttle: apigateway.ThrottleSettings, whose: string, right: string): void {
  checkTypes('throttle', throttle, { rateLimit: optional(NUMBER), burstLimit: optional(NUMBER) }, 'throttle.');
  const { rateLimit, burstLimit } = throttle;
  for (const [property, value] of Object.entries({ rateLimit, burstLimit })) {
    if (value === undefined || Token.isUnresolved(value)) {
      continue;
    }
    if (!(value > 0 && Number.isFinite(value))) {
      throw new Error(`\`throttle.${property}\`${whose} must be more than 0, got ${shown(value)}; right would be ${right}`);
    }
    if (property === 'burstLimit' && !Number.isInteger(value)) {
      throw new Error(`\`throttle.burstLimit\`${whose} must be a whole number, got ${shown(value)}; right would be ${right}`);
    }
  }
  if (rateLimit === undefined || burstLimit === undefined) {
    throw new Error(`\`throttle\`${whose} must have \`rateLimit\` and \`burstLimit\` together, got ${shown(throttle)}; right would be ${right}, or no \`throttle\` for the default`);
  }
}
