import { Json, JsonMap, LocalAssembly, LocalResource, LocalStack } from './assembly';
import { documentOf } from './document';
import { mapOf } from './template-values';

/** One operation of an API, as its document has it. */
export interface LocalOperation {
  readonly method: string;
  /** Path of the resource, such as `/orders/{orderId}`. */
  readonly path: string;
  readonly operation: JsonMap;
  readonly integration: JsonMap;
  /** Name of the security scheme with the authorizer that guards it. */
  readonly authorizer?: string;
  /** That the caller signs with credentials of AWS. */
  readonly signed: boolean;
  readonly apiKeyRequired: boolean;
}

/** An authorizer of the document. */
export interface LocalAuthorizer {
  readonly scheme: string;
  readonly type: 'REQUEST' | 'TOKEN' | 'COGNITO_USER_POOLS';
  readonly functionArn: string;
  /** Where the values of the cache's key come from, such as `method.request.header.Authorization`. */
  readonly identitySources: string[];
  /** What a token must look like before the function is asked, as a regular expression. */
  readonly validation?: string;
  readonly ttlSeconds: number;
}

/** A limit of requests: as many at once, and so many a second. */
export interface LocalThrottle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** A usage plan of the stage. */
export interface LocalUsagePlan {
  readonly id: string;
  readonly logicalId: string;
  readonly throttle?: LocalThrottle;
  readonly quota?: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH'; readonly offset: number };
}

/** A REST API with its stage and all that stands before it, read from the template. */
export interface LocalApi {
  readonly stack: LocalStack;
  readonly restApi: LocalResource;
  readonly stage: LocalResource;
  readonly stageName: string;
  readonly document: JsonMap;
  readonly operations: readonly LocalOperation[];
  readonly authorizers: ReadonlyMap<string, LocalAuthorizer>;
  readonly webAcl?: LocalResource;
  readonly usagePlans: readonly LocalUsagePlan[];
  /** Of the whole stage, and by `<METHOD> <path>` of one method. */
  readonly throttle?: LocalThrottle;
  readonly methodThrottles: ReadonlyMap<string, LocalThrottle>;
  readonly binaryTypes: readonly string[];
  readonly stageVariables: { readonly [name: string]: string };
  /** Whether API Gateway's own CloudFront distribution stands in front. */
  readonly isEdgeOptimized: boolean;
  /** Whether only domain names reach the API. */
  readonly executeApiDisabled: boolean;
  /** Where the key comes from: the request's header, or the authorizer's answer. */
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly accessLogFormat?: string;
  /** Under a domain name: the base path, which may be empty, in place of the stage's name. */
  readonly basePath?: string;
}

const EXTENSION = 'x-amazon-apigateway-';
const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];

/** The REST APIs of an assembly whose whole document stands in the template, and why the others can't be served. */
export function readApis(assembly: LocalAssembly): { readonly apis: LocalApi[]; readonly notServed: string[] } {
  const apis: LocalApi[] = [];
  const notServed: string[] = [];
  for (const stack of assembly.stacks) {
    for (const resource of stack.resources.values()) {
      if (resource.type === 'AWS::ApiGatewayV2::Api' || (resource.type === 'AWS::ApiGateway::RestApi' && !isMap(resource.properties.Body))) {
        notServed.push(`${stack.name}/${resource.logicalId}: ${resource.type === 'AWS::ApiGatewayV2::Api' ? 'no REST API' : 'its routes are no document in the template'}`);
      } else if (resource.type === 'AWS::ApiGateway::RestApi') {
        const stage = ofApi(stack, 'AWS::ApiGateway::Stage', resource)[0] as LocalResource | undefined;
        if (stage) {
          apis.push(readApi(stack, resource, stage));
        } else {
          notServed.push(`${stack.name}/${resource.logicalId}: it has no stage`);
        }
      }
    }
  }
  return { apis, notServed };
}

function readApi(stack: LocalStack, restApi: LocalResource, stage: LocalResource): LocalApi {
  const { Body, Parameters, BinaryMediaTypes, ApiKeySourceType, EndpointConfiguration, DisableExecuteApiEndpoint } = restApi.properties;
  const document = documentOf(mapOf(Body), textOf(mapOf(Parameters).basepath));
  const schemes = mapOf(mapOf(document.components).securitySchemes);
  const settings = listOf(stage.properties.MethodSettings).map(mapOf);
  const stageArn = `/restapis/${restApi.ref}/stages/${stage.ref}`;
  const association = resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation').find(({ properties }) => String(properties.ResourceArn).endsWith(stageArn));
  const mapping = ofApi(stack, 'AWS::ApiGateway::BasePathMapping', restApi)[0] as LocalResource | undefined;
  return {
    stack,
    restApi,
    stage,
    stageName: stage.ref,
    document,
    operations: operationsOf(document, schemes),
    authorizers: new Map(Object.entries(schemes).flatMap(([scheme, value]) => authorizerOf(scheme, mapOf(value)))),
    webAcl: resourcesOf(stack, 'AWS::WAFv2::WebACL').find((acl) => association && String(association.properties.WebACLArn).endsWith(`/${acl.ref.split('|').slice(0, 2).join('/')}`)),
    usagePlans: resourcesOf(stack, 'AWS::ApiGateway::UsagePlan')
      .filter(({ properties }) => listOf(properties.ApiStages).map(mapOf).some(({ ApiId, Stage }) => ApiId === restApi.ref && Stage === stage.ref))
      .map(usagePlanOf),
    throttle: throttleOf(settings.find(({ HttpMethod, ResourcePath }) => HttpMethod === '*' && ResourcePath === '/*') ?? {}),
    methodThrottles: new Map(settings.filter(({ HttpMethod }) => HttpMethod !== '*').flatMap((setting): Array<[string, LocalThrottle]> => {
      const throttle = throttleOf(setting);
      // "/~1orders~1{orderId}": slashes of the path are escaped as in a JSON pointer, or not (recorded: stage-method-setting-path).
      const path = `/${String(setting.ResourcePath).replace(/~1/g, '/').replace(/~0/g, '~').replace(/^\/+/, '')}`;
      return throttle ? [[`${String(setting.HttpMethod)} ${path}`, throttle]] : [];
    })),
    // Both lists hold (recorded: cfn-binary-types-united).
    binaryTypes: [...new Set([...listOf(BinaryMediaTypes), ...listOf(document[`${EXTENSION}binary-media-types`])].map(String))],
    stageVariables: Object.fromEntries(Object.entries(mapOf(stage.properties.Variables)).map(([name, value]) => [name, String(value)])),
    isEdgeOptimized: !listOf(mapOf(EndpointConfiguration).Types).some((type) => type === 'REGIONAL' || type === 'PRIVATE'),
    // Recorded: import-disable-endpoint-oas3, import-disable-endpoint-swagger.
    executeApiDisabled: DisableExecuteApiEndpoint === true ||
      listOf(document.servers).some((server) => mapOf(mapOf(server)[`${EXTENSION}endpoint-configuration`]).disableExecuteApiEndpoint === true),
    apiKeySource: (ApiKeySourceType ?? document[`${EXTENSION}api-key-source`]) === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER',
    accessLogFormat: textOf(mapOf(stage.properties.AccessLogSetting).Format),
    basePath: mapping && (textOf(mapping.properties.BasePath) ?? ''),
  };
}

function operationsOf(document: JsonMap, schemes: JsonMap): LocalOperation[] {
  return Object.entries(mapOf(document.paths)).flatMap(([path, item]) => Object.entries(mapOf(item))
    .filter(([method]) => METHODS.includes(method) || method === `${EXTENSION}any-method`)
    .map(([method, value]): LocalOperation => {
      const operation = mapOf(value);
      // The document's own security holds for operations without theirs (recorded: import-root-security-authorizer).
      const names = listOf(operation.security ?? document.security).flatMap((requirement) => Object.keys(mapOf(requirement)));
      const authorizer = names.find((name) => mapOf(schemes[name])[`${EXTENSION}authorizer`] !== undefined);
      return {
        method: method.startsWith('x-') ? 'ANY' : method.toUpperCase(),
        path,
        operation,
        integration: mapOf(operation[`${EXTENSION}integration`]),
        authorizer,
        signed: mapOf(operation[`${EXTENSION}auth`]).type === 'AWS_IAM' || names.some((name) => String(mapOf(schemes[name])[`${EXTENSION}authtype`]).toLowerCase() === 'awssigv4'),
        apiKeyRequired: names.some((name) => isApiKey(mapOf(schemes[name]))),
      };
    }));
}

/** A scheme with an authorizer asks for no key, whatever header it names (recorded: import-root-security-authorizer, import-api-key-scheme). */
function isApiKey(scheme: JsonMap): boolean {
  return scheme.type === 'apiKey' && String(scheme.name).toLowerCase() === 'x-api-key' && scheme[`${EXTENSION}authorizer`] === undefined;
}

function authorizerOf(scheme: string, value: JsonMap): Array<[string, LocalAuthorizer]> {
  const authorizer = value[`${EXTENSION}authorizer`];
  if (!isMap(authorizer)) {
    return [];
  }
  const { authorizerUri, identitySource, identityValidationExpression, authorizerResultTtlInSeconds } = authorizer;
  const type = String(authorizer.type).toUpperCase();
  // A token comes in the scheme's own header (recorded: import-token-authorizer).
  const sources = identitySource ?? (type === 'TOKEN' ? `method.request.header.${String(value.name)}` : '');
  return [[scheme, {
    scheme,
    type: type === 'TOKEN' || type === 'COGNITO_USER_POOLS' ? type : 'REQUEST',
    functionArn: functionArnOf(String(authorizerUri)),
    ...(typeof identityValidationExpression === 'string' && { validation: identityValidationExpression }),
    identitySources: String(sources).split(',').map((source) => source.trim()).filter((source) => source !== ''),
    // "The default value is 300": https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html
    ttlSeconds: Number(authorizerResultTtlInSeconds ?? 300),
  }]];
}

/** ARN of the function in an invocation address of API Gateway. */
export function functionArnOf(uri: string): string {
  return /functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

function usagePlanOf({ ref, logicalId, properties }: LocalResource): LocalUsagePlan {
  const { Limit, Period, Offset } = mapOf(properties.Quota);
  const { RateLimit, BurstLimit } = mapOf(properties.Throttle);
  return {
    id: ref,
    logicalId,
    ...(RateLimit !== undefined && { throttle: { rateLimit: Number(RateLimit), burstLimit: Number(BurstLimit ?? RateLimit) } }),
    ...(Limit !== undefined && { quota: { limit: Number(Limit), period: String(Period) as 'DAY', offset: Number(Offset ?? 0) } }),
  };
}

function throttleOf({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }: JsonMap): LocalThrottle | undefined {
  return rate === undefined ? undefined : { rateLimit: Number(rate), burstLimit: Number(burst ?? rate) };
}

function ofApi(stack: LocalStack, type: string, restApi: LocalResource): LocalResource[] {
  return resourcesOf(stack, type).filter(({ properties }) => properties.RestApiId === restApi.ref);
}

/** The resources of a type. */
export function resourcesOf(stack: LocalStack, type: string): LocalResource[] {
  return [...stack.resources.values()].filter((resource) => resource.type === type);
}

function isMap(value: Json | undefined): value is JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value where it is a list, else an empty one. */
export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whether a content type is one of the API's binary ones: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html */
export function isBinaryType({ binaryTypes }: LocalApi, contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0].trim().toLowerCase();
  return binaryTypes.some((binary) => binary === '*/*' || binary.toLowerCase() === type || (binary.endsWith('/*') && type.startsWith(binary.slice(0, -1).toLowerCase())));
}
