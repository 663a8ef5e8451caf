import { alternatives, isIntrinsic, isObject, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';
import { accessOfMethod } from './access';
import { documentRoutes, TemplateRoute } from './rest-routes';
import { roleOf } from './roles';
import { targetOf } from './targets';
import { referencedId, resourcesOfType, shownText, shownThrottle } from './values';

/** The routes of an HTTP or WebSocket API. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html */
export function httpRoutes(logicalId: string, resources: TemplateMap): { readonly routes: TemplateRoute[]; readonly opaque: boolean } {
  const api = objectOf(objectOf(resources[logicalId]).Properties);
  const { Body: body, BodyS3Location: elsewhere, Target: target, RouteKey: routeKey, CredentialsArn: credentials } = api;
  const documents = alternatives(body).filter((document) => document !== undefined);
  const read = documents.filter((document): document is TemplateObject => isObject(document) && !isIntrinsic(document));
  const own = resourcesOfType(resources, 'AWS::ApiGatewayV2::Route').filter(([, { ApiId: id }]) => referencedId(id) === logicalId);
  const connect = own.find(([, { RouteKey: key }]) => key === '$connect');
  const routes = [
    ...read.flatMap((document) => documentRoutes(document, resources)),
    // A client is asked who it is when it connects, and never again.
    ...own.map(([, properties]) => routeOf(properties, connect?.[1] ?? properties, resources)),
    // "Quick create": https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
    ...(target === undefined ? [] : [routeOf({ RouteKey: routeKey ?? '$default' }, {}, resources, { uri: target, credentials })]),
  ];
  return { routes, opaque: elsewhere !== undefined || read.length < documents.length };
}

function routeOf(properties: TemplateMap, access: TemplateMap, resources: TemplateMap, quick?: TemplateObject): TemplateRoute {
  const key = shownText(properties.RouteKey);
  const [method, routePath] = key.includes(' ') ? [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)] : ['ANY', key];
  const integrationId = Object.keys(resources).find((id) => objectOf(resources[id]).Type === 'AWS::ApiGatewayV2::Integration' && names(properties.Target, id));
  const { IntegrationType: type, IntegrationUri: uri, CredentialsArn: credentials, IntegrationSubtype: subtype } = objectOf(objectOf(resources[integrationId ?? '']).Properties);
  return {
    method,
    path: routePath,
    operationId: typeof properties.OperationName === 'string' ? properties.OperationName : undefined,
    preflight: false,
    ...accessOfMethod(access),
    validation: ['nothing is validated'],
    target: subtype !== undefined ? shownText(subtype) : targetOf({ type: quick ? 'aws_proxy' : type, uri: quick ? quick.uri : uri }),
    role: roleOf(quick ? quick.credentials : credentials, resources),
  };
}

/** A route's target is `integrations/` and the integration's id. */
function names(target: unknown, logicalId: string): boolean {
  return shownText(target).includes(`<${logicalId}>`);
}

/** The stages of an HTTP or WebSocket API, and what each lets through. */
export function httpStages(logicalId: string, resources: TemplateMap): Array<{ readonly name: string; readonly throttle?: string }> {
  return resourcesOfType(resources, 'AWS::ApiGatewayV2::Stage')
    .filter(([, { ApiId: api }]) => referencedId(api) === logicalId)
    .map(([, { StageName: name, DefaultRouteSettings: settings }]) => ({
      name: shownText(name),
      throttle: shownThrottle(objectOf(settings).ThrottlingRateLimit, objectOf(settings).ThrottlingBurstLimit),
    }));
}
