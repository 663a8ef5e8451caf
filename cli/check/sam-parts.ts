import { TemplateMap } from './read-templates';
import { mapOf } from './resolve';

/** An event of a function that is a route. */
export interface Route {
  readonly api: string;
  readonly path: string;
  readonly method: string;
  readonly auth: TemplateMap;
  readonly functionId: string;
}

export function definedOf(properties: TemplateMap): TemplateMap {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/**
 * What SAM writes of who may call a route. An event's scopes stand above those of its authorizer.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-apifunctionauth.html
 */
export function authorizerOf({ auth: own }: Route, auth: TemplateMap): TemplateMap[] {
  const name = own.Authorizer ?? auth.DefaultAuthorizer;
  if (typeof name !== 'string' || name === 'NONE') {
    return [];
  }
  const scopes = own.AuthorizationScopes ?? mapOf(mapOf(auth.Authorizers)[name]).AuthorizationScopes;
  return [{ [name]: Array.isArray(scopes) ? scopes : [] }];
}

/** The function as the route's target. */
export function integrationOf({ functionId }: Route): TemplateMap {
  return {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: { 'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${functionId}.Arn}/invocations` },
  };
}

/**
 * The preflights that SAM adds to the document it writes: to every path without one, a mock with the origin as it was given.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
 */
export function withCors(document: TemplateMap, cors: unknown): TemplateMap {
  const { AllowOrigin: named, AllowCredentials: credentials } = mapOf(cors);
  const origin = typeof cors === 'string' ? cors : named;
  if (origin === undefined) {
    return document;
  }
  const options = {
    'x-amazon-apigateway-integration': {
      type: 'mock',
      responses: {
        default: {
          responseParameters: {
            'method.response.header.Access-Control-Allow-Origin': origin,
            ...(credentials === true && { 'method.response.header.Access-Control-Allow-Credentials': "'true'" }),
          },
        },
      },
    },
  };
  const paths = Object.entries(mapOf(document.paths)).map(([path, item]) => [path, { options, ...mapOf(item) }] as const);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html#sam-api-gatewayresponses */
export function gatewayResponsesOf(api: string, responses: unknown): TemplateMap {
  return Object.fromEntries(Object.entries(mapOf(responses)).map(([type, response]) => {
    const { ResponseTemplates, ResponseParameters } = mapOf(response);
    const headers = Object.entries(mapOf(mapOf(ResponseParameters).Headers)).map(([name, value]) => [`gatewayresponse.header.${name}`, value] as const);
    return [`${api}${type.replace(/\W/g, '')}Response`, {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: { Ref: api },
        ResponseType: type,
        ...(ResponseTemplates !== undefined && { ResponseTemplates }),
        ResponseParameters: Object.fromEntries(headers),
      },
    }];
  }));
}

/**
 * A domain and its mapping to the API.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
 */
export function domainOf(api: string, domain: unknown, service: 'AWS::ApiGateway' | 'AWS::ApiGatewayV2'): TemplateMap {
  const { DomainName, SecurityPolicy, MutualTlsAuthentication } = mapOf(domain);
  if (DomainName === undefined) {
    return {};
  }
  const isRest = service === 'AWS::ApiGateway';
  return {
    [`${api}Domain`]: {
      Type: `${service}::DomainName`,
      Properties: {
        DomainName,
        ...(SecurityPolicy !== undefined && (isRest ? { SecurityPolicy } : { DomainNameConfigurations: [{ SecurityPolicy }] })),
        ...(MutualTlsAuthentication !== undefined && { MutualTlsAuthentication }),
      },
    },
    [`${api}Mapping`]: isRest
      ? { Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: `${api}Domain` }, RestApiId: { Ref: api } } }
      : { Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: { DomainName: { Ref: `${api}Domain` }, ApiId: { Ref: api } } },
  };
}
