import { TemplateMap } from './read-templates';
import { mapOf } from './resolve';
import { authorizerOf, definedOf, domainOf, integrationOf, Route } from './sam-parts';

/**
 * What AWS SAM makes of an HTTP API: the API with its document, its stage and its domain.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 */
export function httpApiOf(id: string, properties: TemplateMap, routes: readonly Route[], resource: TemplateMap): TemplateMap {
  const { DefinitionBody, DefinitionUri, StageName, AccessLogSettings, DefaultRouteSettings, RouteSettings } = properties;
  const { FailOnWarnings, CorsConfiguration, DisableExecuteApiEndpoint, Domain, Name, Tags } = properties;
  const auth = mapOf(properties.Auth);
  const document = DefinitionUri !== undefined && DefinitionBody === undefined
    ? { BodyS3Location: typeof DefinitionUri === 'string' ? { Bucket: DefinitionUri } : mapOf(DefinitionUri) }
    : { Body: documentOf(routes, auth, mapOf(DefinitionBody)) };
  return {
    [id]: {
      Type: 'AWS::ApiGatewayV2::Api',
      ...(resource.Metadata !== undefined && { Metadata: resource.Metadata }),
      Properties: definedOf({ ...document, Name, Tags, FailOnWarnings, CorsConfiguration: corsOf(CorsConfiguration), DisableExecuteApiEndpoint }),
    },
    [`${id}${StageName === undefined ? 'ApiGatewayDefault' : ''}Stage`]: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: definedOf({
        ApiId: { Ref: id }, StageName: StageName ?? '$default', AutoDeploy: true, AccessLogSettings, DefaultRouteSettings, RouteSettings,
      }),
    },
    ...domainOf(id, Domain, 'AWS::ApiGatewayV2'),
  };
}

/** `true` allows every origin. */
function corsOf(configuration: unknown): unknown {
  return configuration === true ? { AllowOrigins: ['*'] } : configuration;
}

/** The document that SAM writes from functions' events, into one that was given. */
function documentOf(routes: readonly Route[], auth: TemplateMap, given: TemplateMap): TemplateMap {
  const authorizers = mapOf(auth.Authorizers);
  const paths: { [path: string]: TemplateMap } = Object.fromEntries(Object.entries(mapOf(given.paths)).map(([path, item]) => [path, mapOf(item)]));
  for (const route of routes) {
    const { path, method } = route;
    paths[path] = {
      ...paths[path],
      [method === 'any' ? 'x-amazon-apigateway-any-method' : method]: {
        'security': authorizerOf(route, auth),
        'x-amazon-apigateway-integration': integrationOf(route),
      },
    };
  }
  const schemes = Object.entries(authorizers).map(([name, authorizer]) => [name, {
    'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: mapOf(authorizer).JwtConfiguration === undefined ? 'request' : 'jwt' },
  }] as const);
  return {
    openapi: '3.0.1',
    ...given,
    paths,
    components: {
      ...mapOf(given.components),
      securitySchemes: {
        ...mapOf(mapOf(given.components).securitySchemes),
        ...Object.fromEntries(schemes),
        ...(auth.EnableIamAuthorizer === true && {
          AWS_IAM: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
        }),
      },
    },
  };
}
