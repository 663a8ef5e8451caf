import { listOf, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';
import { Domain, LiveApi, LiveRegion, LiveStage, textOf } from './read-region';

/** A deployed API as a template would have it; several, where its stages have different documents. */
export interface LiveTemplate {
  readonly resources: TemplateMap;
  /** Names of the stages by their logical ids. */
  readonly stages: ReadonlyMap<string, string>;
}

export const API = 'Api';

/** What the service tells of an API, in CloudFormation's words, so that the rules and the report read it as they read a template. */
export function templatesOf(api: LiveApi, region: LiveRegion): LiveTemplate[] {
  return api.version === 1 ? restTemplates(api, region) : [httpTemplate(api, region)];
}

function restTemplates(api: LiveApi, region: LiveRegion): LiveTemplate[] {
  const groups = new Map<string, LiveStage[]>();
  for (const stage of api.stages) {
    const { servers: _, info: __, ...document } = stage.document ?? {};
    const key = stage.document === undefined ? '' : JSON.stringify(document);
    groups.set(key, [...groups.get(key) ?? [], stage]);
  }
  return [...groups.size > 0 ? groups.values() : [[]]].map((stages) => restTemplate(api, stages, region));
}

function restTemplate(api: LiveApi, stages: LiveStage[], region: LiveRegion): LiveTemplate {
  const { name, securityPolicy, endpointAccessMode, disableExecuteApiEndpoint, endpointConfiguration, policy } = api.answer;
  const document = stages[0]?.document;
  const { types } = objectOf(endpointConfiguration);
  const resources: TemplateMap = {
    [API]: resource('AWS::ApiGateway::RestApi', {
      Name: name,
      Body: document,
      SecurityPolicy: securityPolicy,
      EndpointAccessMode: endpointAccessMode,
      DisableExecuteApiEndpoint: disableExecuteApiEndpoint,
      EndpointConfiguration: types === undefined ? undefined : { Types: types },
      Policy: parsedPolicy(policy),
      Tags: listed(api.tags),
    }),
    ...(document === undefined ? methods(api) : {}),
    ...domains(api, region),
    ...usagePlans(api, region),
  };
  const names = new Map<string, string>();
  stages.forEach((stage, index) => {
    const id = `Stage${index}`;
    names.set(id, stage.name);
    Object.assign(resources, { [id]: restStage(stage) }, webAclOf(stage, index, region));
  });
  return { resources, stages: names };
}

function restStage({ name, answer: { methodSettings, accessLogSettings, tracingEnabled, tags } }: LiveStage): TemplateObject {
  return resource('AWS::ApiGateway::Stage', {
    RestApiId: { Ref: API },
    StageName: name,
    // A slash inside of a path is `~1` in the key: `~1orders/GET`.
    MethodSettings: Object.entries(objectOf(methodSettings)).map(([key, settings]) => {
      const cut = key.lastIndexOf('/');
      const { throttlingRateLimit, throttlingBurstLimit, dataTraceEnabled, loggingLevel } = objectOf(settings);
      const path = key.slice(0, cut).replaceAll('~1', '/');
      return defined({
        ResourcePath: path === '*' ? '/*' : path,
        HttpMethod: key.slice(cut + 1),
        ThrottlingRateLimit: throttlingRateLimit,
        ThrottlingBurstLimit: throttlingBurstLimit,
        DataTraceEnabled: dataTraceEnabled,
        LoggingLevel: loggingLevel,
      });
    }),
    AccessLogSetting: accessLogSettings === undefined ? undefined : { DestinationArn: objectOf(accessLogSettings).destinationArn },
    TracingEnabled: tracingEnabled,
    Tags: listed(objectOf(tags)),
  });
}

function webAclOf({ name, answer }: LiveStage, index: number, { webAcls, region }: LiveRegion): TemplateMap {
  const arn = textOf(answer.webAclArn);
  if (arn === '') {
    return {};
  }
  const rules = webAcls.get(arn);
  return {
    [`Association${index}`]: resource('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Join': ['', [`arn:aws:apigateway:${region}::/restapis/`, { Ref: API }, `/stages/${name}`]] },
      WebACLArn: rules === undefined ? arn : { 'Fn::GetAtt': [`WebAcl${index}`, 'Arn'] },
    }),
    ...(rules && { [`WebAcl${index}`]: resource('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', Rules: asText(rules) }) }),
  };
}

/** What GetResources tells of the methods: less than the document, and as it is configured, which need not be deployed. */
function methods({ resources = [], authorizers }: LiveApi): TemplateMap {
  const byId = new Map(resources.map(({ id }, index) => [textOf(id), `Resource${index}`]));
  const names = new Map(authorizers.map(({ id, name }) => [textOf(id), textOf(name)]));
  return Object.fromEntries(resources.flatMap(({ pathPart, parentId, resourceMethods }, index) => [
    // The root has no part.
    ...(parentId === undefined ? [] : [[`Resource${index}`, resource('AWS::ApiGateway::Resource', {
      RestApiId: { Ref: API }, PathPart: pathPart, ParentId: { Ref: byId.get(textOf(parentId)) ?? 'Elsewhere' },
    })] as const]),
    ...Object.entries(objectOf(resourceMethods)).map(([verb, method], place) => {
      const { authorizationType, authorizationScopes, authorizerId, apiKeyRequired, operationName, methodIntegration } = objectOf(method);
      const { type, uri, httpMethod, credentials, integrationResponses } = objectOf(methodIntegration);
      return [`Method${index}x${place}`, resource('AWS::ApiGateway::Method', {
        RestApiId: { Ref: API },
        ResourceId: { Ref: parentId === undefined ? 'Root' : `Resource${index}` },
        HttpMethod: verb,
        AuthorizationType: authorizationType,
        AuthorizationScopes: authorizationScopes,
        AuthorizerId: names.get(textOf(authorizerId)) ?? authorizerId,
        ApiKeyRequired: apiKeyRequired,
        OperationName: operationName,
        Integration: defined({
          Type: type,
          Uri: uri,
          IntegrationHttpMethod: httpMethod,
          Credentials: credentials,
          IntegrationResponses: Object.values(objectOf(integrationResponses)).map(objectOf).map(({ responseParameters, responseTemplates }) => (
            defined({ ResponseParameters: responseParameters, ResponseTemplates: responseTemplates })
          )),
        }),
      })] as const;
    }),
  ]));
}

function usagePlans({ id }: LiveApi, { usagePlans: plans }: LiveRegion): TemplateMap {
  const own = plans.filter(({ apiStages }) => listOf(apiStages).some((stage) => objectOf(stage).apiId === id));
  return Object.fromEntries(own.map(({ name, throttle, quota }, index) => {
    const { rateLimit, burstLimit } = objectOf(throttle);
    const { limit, period } = objectOf(quota);
    return [`Plan${index}`, resource('AWS::ApiGateway::UsagePlan', {
      UsagePlanName: name,
      ApiStages: [{ ApiId: { Ref: API } }],
      Throttle: throttle === undefined ? undefined : defined({ RateLimit: rateLimit, BurstLimit: burstLimit }),
      Quota: quota === undefined ? undefined : defined({ Limit: limit, Period: period }),
    })] as const;
  }));
}

function domains(api: LiveApi, { domains: all }: LiveRegion): TemplateMap {
  const service = api.version === 1 ? 'AWS::ApiGateway' : 'AWS::ApiGatewayV2';
  return Object.fromEntries(domainsOf(api, all).flatMap((domain, index) => [
    [`Domain${index}`, resource(`${service}::DomainName`, domainProperties(domain, api.version))],
    [`Mapping${index}`, resource(api.version === 1 ? 'AWS::ApiGateway::BasePathMapping' : 'AWS::ApiGatewayV2::ApiMapping', {
      DomainName: { Ref: `Domain${index}` }, ...(api.version === 1 ? { RestApiId: { Ref: API } } : { ApiId: { Ref: API } }),
    })],
  ]));
}

/** The domain names that lead to an API. */
export function domainsOf({ id }: LiveApi, all: readonly Domain[]): Domain[] {
  return all.filter(({ mappings }) => mappings.some(({ api }) => api === id));
}

function domainProperties({ name, properties, version }: Domain, asVersion: 1 | 2): TemplateMap {
  const [configuration] = listOf(properties.DomainNameConfigurations).map(objectOf);
  const securityPolicy = version === 1 ? properties.securityPolicy : configuration?.SecurityPolicy;
  const mutualTls = properties.mutualTlsAuthentication ?? properties.MutualTlsAuthentication;
  return {
    DomainName: name,
    MutualTlsAuthentication: mutualTls === undefined ? undefined : { TruststoreUri: 'deployed' },
    ...(asVersion === 1
      ? { SecurityPolicy: securityPolicy, EndpointAccessMode: properties.endpointAccessMode }
      : { DomainNameConfigurations: [defined({ SecurityPolicy: securityPolicy })] }),
  };
}

function httpTemplate(api: LiveApi, region: LiveRegion): LiveTemplate {
  const { Name, ProtocolType, DisableExecuteApiEndpoint, CorsConfiguration, RouteSelectionExpression } = api.answer;
  const ApiId = { Ref: API };
  const names = new Map(api.authorizers.map(({ AuthorizerId, Name: name }) => [textOf(AuthorizerId), textOf(name)]));
  const integrations = new Map(api.integrations.map(({ IntegrationId }, index) => [textOf(IntegrationId), `Integration${index}`]));
  const stages = new Map(api.stages.map(({ name }, index) => [`Stage${index}`, name]));
  return {
    stages,
    resources: {
      [API]: resource('AWS::ApiGatewayV2::Api', {
        Name, ProtocolType, DisableExecuteApiEndpoint, CorsConfiguration, RouteSelectionExpression, Tags: api.tags,
      }),
      ...each('Route', api.routes, ({ RouteKey, AuthorizationType, AuthorizationScopes, AuthorizerId, ApiKeyRequired, OperationName, Target }) => {
        const integration = integrations.get(textOf(Target).replace(/^integrations\//, ''));
        return resource('AWS::ApiGatewayV2::Route', {
          ApiId,
          RouteKey,
          AuthorizationType,
          AuthorizationScopes,
          ApiKeyRequired,
          OperationName,
          AuthorizerId: names.get(textOf(AuthorizerId)) ?? AuthorizerId,
          Target: integration === undefined ? Target : { 'Fn::Join': ['', ['integrations/', { Ref: integration }]] },
        });
      }),
      ...each('Integration', api.integrations, ({ IntegrationType, IntegrationUri, IntegrationSubtype, CredentialsArn }) => (
        resource('AWS::ApiGatewayV2::Integration', { ApiId, IntegrationType, IntegrationUri, IntegrationSubtype, CredentialsArn })
      )),
      ...each('Authorizer', api.authorizers, ({ AuthorizerType, AuthorizerResultTtlInSeconds, IdentitySource, Name: name }) => (
        resource('AWS::ApiGatewayV2::Authorizer', { ApiId, Name: name, AuthorizerType, AuthorizerResultTtlInSeconds, IdentitySource })
      )),
      ...each('Stage', api.stages.map(({ answer }) => answer), ({ StageName, DefaultRouteSettings, RouteSettings, AccessLogSettings, AutoDeploy, Tags }) => (
        resource('AWS::ApiGatewayV2::Stage', { ApiId, StageName, DefaultRouteSettings, RouteSettings, AccessLogSettings, AutoDeploy, Tags })
      )),
      ...domains(api, region),
    },
  };
}

function each(name: string, answers: readonly TemplateObject[], make: (answer: TemplateObject) => TemplateObject): TemplateMap {
  return Object.fromEntries(answers.map((answer, index) => [`${name}${index}`, make(answer)]));
}

function resource(type: string, properties: TemplateMap): TemplateObject {
  return { Type: type, Properties: defined(properties) };
}

function defined(properties: TemplateMap): TemplateMap {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

function listed(tags: TemplateObject): Array<{ readonly Key: string; readonly Value: unknown }> {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** API Gateway answers with the policy's quotes escaped a second time. https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html */
function parsedPolicy(policy: unknown): unknown {
  if (typeof policy !== 'string' || policy === '') {
    return undefined;
  }
  for (const text of [policy, policy.replaceAll('\\"', '"').replaceAll('\\/', '/')]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other way of writing it.
    }
  }
  // Not to be read as none.
  return { Ref: 'UnreadablePolicy' };
}

/** A rule's texts to look for come as bytes. */
function asText(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('utf8');
  }
  if (Array.isArray(value)) {
    return value.map(asText);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, asText(item)])) : value;
}
