import { TemplateMap } from './read-templates';
import { mapOf } from './resolve';

const IMPLICIT_API = 'ServerlessRestApi';
const IMPLICIT_STAGE = 'Prod';

/** An event of a function that is a route. */
interface Route {
  readonly api: string;
  readonly path: string;
  readonly method: string;
  readonly auth: TemplateMap;
  readonly functionId: string;
}

/**
 * What AWS SAM makes of a template's APIs, as far as the rules look: REST APIs with their documents, their stages, and the permissions of their
 * functions. Everything else stays as it is.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function withoutSam(resources: TemplateMap, globals: TemplateMap): TemplateMap {
  const routes = Object.entries(resources).flatMap(([id, resource]) => routesOf(id, mapOf(resource)));
  const apis = new Set([
    ...Object.entries(resources).filter(([, resource]) => mapOf(resource).Type === 'AWS::Serverless::Api').map(([id]) => id),
    ...(routes.some(({ api }) => api === IMPLICIT_API) ? [IMPLICIT_API] : []),
  ]);
  const made = [...apis].map((id) => {
    const resource = mapOf(resources[id]);
    return apiOf(id, { ...mapOf(globals.Api), ...mapOf(resource.Properties) }, routes.filter(({ api }) => api === id), resource);
  });
  const others = Object.entries(resources).filter(([id]) => !apis.has(id));
  const permissions = routes.map((route): [string, TemplateMap] => [`${route.functionId}${route.api}${route.method}Permission`, {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: route.functionId },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${route.api}}/*/${route.method}${route.path}` },
    },
  }]);
  return Object.assign({}, Object.fromEntries(others), ...made, Object.fromEntries(permissions)) as TemplateMap;
}

function routesOf(functionId: string, resource: TemplateMap): Route[] {
  if (resource.Type !== 'AWS::Serverless::Function') {
    return [];
  }
  return Object.values(mapOf(mapOf(resource.Properties).Events)).map(mapOf).filter(({ Type: type }) => type === 'Api').map((event) => {
    const { RestApiId: api, Path: path, Method: method, Auth: auth } = mapOf(event.Properties);
    const reference = mapOf(api).Ref;
    return {
      api: typeof reference === 'string' ? reference : IMPLICIT_API,
      path: String(path),
      method: String(method).toLowerCase(),
      auth: mapOf(auth),
      functionId,
    };
  });
}

function apiOf(id: string, properties: TemplateMap, routes: Route[], resource: TemplateMap): TemplateMap {
  const { DefinitionBody, DefinitionUri, StageName, MethodSettings, AccessLogSetting, TracingEnabled } = properties;
  const { FailOnWarnings, SecurityPolicy, DisableExecuteApiEndpoint } = properties;
  const auth = mapOf(properties.Auth);
  const location = mapOf(DefinitionUri);
  const document = DefinitionUri !== undefined && DefinitionBody === undefined
    ? { BodyS3Location: typeof DefinitionUri === 'string' ? { Bucket: DefinitionUri } : location }
    : { Body: DefinitionBody === undefined ? documentOf(routes, auth) : DefinitionBody };
  const stageName = typeof StageName === 'string' ? StageName : IMPLICIT_STAGE;
  return {
    [id]: {
      Type: 'AWS::ApiGateway::RestApi',
      ...(resource.Metadata !== undefined && { Metadata: resource.Metadata }),
      Properties: definedOf({ ...document, FailOnWarnings, SecurityPolicy, DisableExecuteApiEndpoint, Policy: auth.ResourcePolicy }),
    },
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
  for (const { path, method, functionId, auth: own } of routes) {
    const authorizer = own.Authorizer ?? auth.DefaultAuthorizer;
    const key = own.ApiKeyRequired ?? auth.ApiKeyRequired;
    paths[path] = {
      ...paths[path],
      [method === 'any' ? 'x-amazon-apigateway-any-method' : method]: {
        'security': [
          ...(typeof authorizer === 'string' && authorizer !== 'NONE' ? [{ [authorizer]: [] }] : []),
          ...(key === true ? [{ api_key: [] }] : []),
        ],
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          httpMethod: 'POST',
          uri: { 'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${functionId}.Arn}/invocations` },
        },
      },
    };
  }
  return {
    swagger: '2.0',
    paths,
    securityDefinitions: {
      api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
      ...Object.fromEntries(Object.entries(authorizers).map(([name, definition]) => [name, schemeOf(mapOf(definition))])),
      ...(auth.DefaultAuthorizer === 'AWS_IAM' && {
        AWS_IAM: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      }),
    },
  };
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

function definedOf(properties: TemplateMap): TemplateMap {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
