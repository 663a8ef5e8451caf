import { CfnResource } from 'aws-cdk-lib';
import { bodyOf, HTTP_API, METHOD, methodOperation, operationsOf, operationsOfDocument, REST_API } from './operations';
import { mentions, referencedResource, refersTo, resourceOf, resourcesInApp, TemplateResource } from './resources';
import { objectOf, TemplateObject, text } from './values';

export const ROUTE = 'AWS::ApiGatewayV2::Route';
export const HTTP_INTEGRATION = 'AWS::ApiGatewayV2::Integration';

/** An operation of a REST API, or a route of an HTTP or a WebSocket API. */
interface ApiOperation {
  readonly method: string;
  readonly path: string;
}

const operations = new WeakMap<TemplateResource, readonly ApiOperation[]>();

/** Everything that an API of the app answers, whether its document or resources of their own say so. */
export function operationsOfApi(api: TemplateResource): readonly ApiOperation[] {
  let found = operations.get(api);
  if (!found) {
    const document = bodyOf(api);
    found = [
      ...document ? operationsOfDocument(document) : [],
      ...api.type === HTTP_API
        ? resourcesInApp(api.stack, ROUTE).filter((route) => refersTo(route, route.properties.ApiId, api))
          .map((route) => operationOfKey(text(route.properties.RouteKey)))
        : resourcesInApp(api.stack, METHOD).filter((method) => refersTo(method, method.properties.RestApiId, api)).map(methodOperation),
    ];
    operations.set(api, found);
  }
  return found;
}

/** The API of the app that an ARN names. */
export function referencedApi(from: TemplateResource, arn: unknown): TemplateResource | undefined {
  return [REST_API, HTTP_API].flatMap((type) => resourcesInApp(from.stack, type)).find((api) => mentions(from, arn, api));
}

function operationOfKey(key: string): ApiOperation {
  const [, method, path] = /^([A-Z]+) (\/.*)$/s.exec(key) ?? ['', key === '$default' ? 'ANY' : key, key];
  return { method, path };
}

/** Whether a route is of a WebSocket API; `undefined` where neither the API nor its key tells. */
export function isWebSocket(route: TemplateResource): boolean | undefined {
  const key = text(route.properties.RouteKey);
  const api = referencedResource(route, route.properties.ApiId, HTTP_API);
  if (api) {
    return text(api.properties.ProtocolType).toUpperCase() === 'WEBSOCKET';
  }
  return /^[A-Z]+ \//.test(key) ? false : key === '$connect' || key === '$disconnect' ? true : undefined;
}

/** An integration and the operations that use it, as the findings name them. */
export interface NamedIntegration {
  readonly name: string;
  readonly integration: TemplateObject;
}

/** The integrations that a resource defines, of APIs of every kind; `undefined` for a resource that defines none. */
export function integrationsOf(node: CfnResource): NamedIntegration[] | undefined {
  if (node.cfnResourceType === HTTP_INTEGRATION) {
    const { IntegrationUri: uri, CredentialsArn: credentials } = resourceOf(node).properties;
    return [{ name: 'integration', integration: { uri, credentials } }];
  }
  if (node.cfnResourceType === HTTP_API) {
    const api = resourceOf(node);
    const document = bodyOf(api);
    // An API that is created quickly, by its target alone, has one integration without a resource.
    return [
      ...document ? operationsOfDocument(document) : [],
      ...api.properties.Target === undefined ? [] : [{
        name: quickKey(api), integration: objectOf({ uri: api.properties.Target, credentials: api.properties.CredentialsArn }),
      }],
    ];
  }
  return operationsOf(node);
}

/** The key of the one route of an API that is created quickly. */
export function quickKey(api: TemplateResource): string {
  return api.properties.RouteKey === undefined ? '$default' : text(api.properties.RouteKey);
}

