import { TemplateMap } from './read-templates';
import { mapOf } from './resolve';
import { httpApiOf } from './sam-http-api';
import { authorizerOf, definedOf, domainOf, gatewayResponsesOf, integrationOf, Route, withCors } from './sam-parts';

const IMPLICIT_API = 'ServerlessRestApi';
const IMPLICIT_STAGE = 'Prod';

const IMPLICIT_HTTP_API = 'ServerlessHttpApi';
/** The types of events that are routes, and where they name their API. */
const EVENTS: { readonly [type: string]: { readonly implicit: string; readonly reference: string } } = {
  Api: { implicit: IMPLICIT_API, reference: 'RestApiId' },
  HttpApi: { implicit: IMPLICIT_HTTP_API, reference: 'ApiId' },
};
const TYPES = ['AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

/**
 * What AWS SAM makes of a template's APIs, as far as the rules look: APIs with their documents, stages and domains, and the permissions of their
 * functions. Everything else stays as it is.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function withoutSam(resources: TemplateMap, globals: TemplateMap): TemplateMap {
  const routes = Object.entries(resources).flatMap(([id, resource]) => routesOf(id, mapOf(resource)));
  const apis = new Set([
    ...Object.entries(resources).filter(([, resource]) => TYPES.includes(String(mapOf(resource).Type))).map(([id]) => id),
    ...[IMPLICIT_API, IMPLICIT_HTTP_API].filter((id) => routes.some(({ api }) => api === id)),
  ]);
  const made = [...apis].map((id) => {
    const resource = mapOf(resources[id]);
    if (resource.Type === 'AWS::Serverless::HttpApi' || id === IMPLICIT_HTTP_API) {
      return httpApiOf(id, { ...mapOf(globals.HttpApi), ...mapOf(resource.Properties) }, routes.filter(({ api }) => api === id), resource);
    }
    return apiOf(id, { ...mapOf(globals.Api), ...mapOf(resource.Properties) }, routes.filter(({ api }) => api === id), resource);
  });
  const others = Object.entries(resources).filter(([id]) => !apis.has(id));
  const permissions = routes.map((route): [string, TemplateMap] => [`${route.functionId}${route.api}${route.method}Permission`, {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: route.functionId },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${route.api}}/*/${permittedOf(route)}` },
    },
  }]);
  return Object.assign({}, Object.fromEntries(others), ...made, Object.fromEntries(permissions)) as TemplateMap;
}

function routesOf(functionId: string, resource: TemplateMap): Route[] {
  if (resource.Type !== 'AWS::Serverless::Function') {
    return [];
  }
  const events = Object.values(mapOf(mapOf(resource.Properties).Events)).map(mapOf);
  return events.filter(({ Type: type }) => EVENTS[String(type)] !== undefined).map((event) => {
    const { implicit, reference } = EVENTS[String(event.Type)];
    const properties = mapOf(event.Properties);
    const { Ref: api } = mapOf(properties[reference]);
    return {
      api: typeof api === 'string' ? api : implicit,
      path: String(properties.Path ?? '$default'),
      method: String(properties.Method ?? 'ANY').toLowerCase(),
      auth: mapOf(properties.Auth),
      functionId,
    };
  });
}

/** What SAM lets a function be invoked for: any method stands as `*`, and so do a path's variables and the default route. */
function permittedOf({ method, path }: Route): string {
  return path === '$default' ? '*' : `${method === 'any' ? '*' : method.toUpperCase()}${path.replace(/\{[^}]*\}/g, '*')}`;
}

function apiOf(id: string, properties: TemplateMap, routes: Route[], resource: TemplateMap): TemplateMap {
  const { DefinitionBody, DefinitionUri, StageName, MethodSettings, AccessLogSetting, TracingEnabled } = properties;
  const { FailOnWarnings, SecurityPolicy, DisableExecuteApiEndpoint, EndpointConfiguration, Name, Tags } = properties;
  const auth = mapOf(properties.Auth);
  const location = mapOf(DefinitionUri);
  const document = DefinitionUri !== undefined && DefinitionBody === undefined
    ? { BodyS3Location: typeof DefinitionUri === 'string' ? { Bucket: DefinitionUri } : location }
    : { Body: DefinitionBody === undefined ? withCors(documentOf(routes, auth), properties.Cors) : DefinitionBody };
  const stageName = typeof StageName === 'string' ? StageName : IMPLICIT_STAGE;
  return {
    [id]: {
      Type: 'AWS::ApiGateway::RestApi',
      ...(resource.Metadata !== undefined && { Metadata: resource.Metadata }),
      Properties: definedOf({
        ...document,
        Name,
        Tags: tagsOf(Tags),
        FailOnWarnings,
        SecurityPolicy,
        DisableExecuteApiEndpoint,
        EndpointConfiguration: endpointOf(EndpointConfiguration),
        Policy: auth.ResourcePolicy,
      }),
    },
    ...gatewayResponsesOf(id, properties.GatewayResponses),
    ...domainOf(id, properties.Domain, 'AWS::ApiGateway'),
    [`${id}${stageName.replace(/\W/g, '')}Stage`]: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: definedOf({ RestApiId: { Ref: id }, StageName: StageName ?? IMPLICIT_STAGE, MethodSettings, AccessLogSetting, TracingEnabled }),
    },
  };
}

/** The document that SAM writes from functions' events. */
function documentOf(routes: Route[], auth: TemplateMap): TemplateMap {
  const authorizers = mapOf(auth.Authorizers);
  const paths: { [path: string]: TemplateMap } = {};
  for (const route of routes) {
    const { path, method, auth: own } = route;
    const key = own.ApiKeyRequired ?? auth.ApiKeyRequired;
    paths[path] = {
      ...paths[path],
      [method === 'any' ? 'x-amazon-apigateway-any-method' : method]: {
        'security': [...authorizerOf(route, auth), ...(key === true ? [{ api_key: [] }] : [])],
        'x-amazon-apigateway-integration': integrationOf(route),
      },
    };
  }
  return {
    swagger: '2.0',
    paths,
    securityDefinitions: {
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      ...Object.fromEntries(Object.entries(authorizers).map(([name, definition]) => [name, schemeOf(mapOf(definition))])),
      ...([auth, ...routes.map((route) => route.auth)].some(({ DefaultAuthorizer, Authorizer }) => [DefaultAuthorizer, Authorizer].includes('AWS_IAM')) && {
        AWS_IAM: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      }),
    },
  };
}

/** SAM's map is CloudFormation's list. */
function tagsOf(tags: unknown): unknown {
  return tags === undefined || Object.keys(mapOf(tags)).some((key) => key.startsWith('Fn::')) ? tags : Object.entries(mapOf(tags)).map(([Key, Value]) => ({ Key, Value }));
}

/** SAM's `Type` is CloudFormation's list of one. */
function endpointOf(configuration: unknown): unknown {
  const { Type: type } = mapOf(configuration);
  return typeof type === 'string' ? { Types: [type] } : configuration;
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html */
function schemeOf(definition: TemplateMap): TemplateMap {
  const { UserPoolArn, FunctionPayloadType, Identity } = definition;
  const { Header, Headers, QueryStrings, StageVariables, Context, ReauthorizeEvery } = mapOf(Identity);
  const names = (list: unknown, prefix: string): string[] => (Array.isArray(list) ? list : []).map((name) => `${prefix}${String(name)}`);
  const header = typeof Header === 'string' ? Header : 'Authorization';
  const scheme = { type: 'apiKey', name: header, in: 'header' };
  if (UserPoolArn !== undefined) {
    return {
      ...scheme,
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [UserPoolArn].flat() },
    };
  }
  const request = FunctionPayloadType === 'REQUEST';
  const sources = [
    ...names(Headers, 'method.request.header.'), ...names(QueryStrings, 'method.request.querystring.'),
    ...names(StageVariables, 'stageVariables.'), ...names(Context, 'context.'),
  ];
  return {
    ...scheme,
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': definedOf({
      type: request ? 'request' : 'token', identitySource: request ? sources.join(', ') : undefined, authorizerResultTtlInSeconds: ReauthorizeEvery,
    }),
  };
}
