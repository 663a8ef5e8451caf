import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { BoundRoute } from '../../routes/private/bound-route';

/**
 * Settings of the stage: those of all methods, and the throttle of each route that has one of its own.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html
 */
export function methodSettings(throttle: apigateway.ThrottleSettings, routes: BoundRoute[]): apigateway.CfnStage.MethodSettingProperty[] {
  const settings = {
    metricsEnabled: true,
    loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    // Would write tokens, keys and bodies to the log.
    dataTraceEnabled: false,
    throttlingRateLimit: throttle.rateLimit,
    throttlingBurstLimit: throttle.burstLimit,
  };
  const own = routes.filter((route) => route.throttle !== undefined).map((route) => ({
    ...settings,
    httpMethod: route.method,
    // A slash inside a path is `~1`, as in a JSON pointer.
    resourcePath: `/${route.path.replace(/\//g, '~1')}`,
    throttlingRateLimit: route.throttle?.rateLimit ?? throttle.rateLimit,
    throttlingBurstLimit: route.throttle?.burstLimit ?? throttle.burstLimit,
  }));
  return [{ ...settings, httpMethod: '*', resourcePath: '/*' }, ...own];
}
