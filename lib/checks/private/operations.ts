import { CfnResource } from 'aws-cdk-lib';
import { isPreflight, METHODS } from './methods';
import { referencedResource, resourceOf, resourcesInApp, refersTo, TemplateResource } from './resources';
import { alternatives, isIntrinsic, isObject, isSurelyTrue, listOf, objectOf, TemplateObject, text } from './values';

/** An operation of a REST API, from a document or from an `AWS::ApiGateway::Method`. */
export interface Operation {
  /** As the findings name it: `GET /orders`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Whether this is a CORS preflight, which browsers send without key and token. */
  readonly preflight: boolean;
  readonly apiKeyRequired: boolean;
  readonly authorized: boolean;
  /** Whether a validator for both parameters and body is in force. */
  readonly validated: boolean;
  /** Schemas or models of the body by content type. */
  readonly models: ReadonlyMap<string, unknown>;
  readonly integration: TemplateObject;
  /** Names of the authorizers of the document that guard the operation. */
  readonly authorizers: string[];
}

export const REST_API = 'AWS::ApiGateway::RestApi';
export const HTTP_API = 'AWS::ApiGatewayV2::Api';
export const METHOD = 'AWS::ApiGateway::Method';

const documents = new WeakMap<TemplateObject, Operation[]>();
const methods = new WeakMap<TemplateResource, Operation>();

/** The operations that a resource defines: those of a REST API's document, the one of a method, or none. */
export function operationsOf(node: CfnResource): Operation[] | undefined {
  if (node.cfnResourceType === METHOD) {
    return [methodOperation(resourceOf(node))];
  }
  const document = documentOf(node);
  return document && operationsOfDocument(document);
}

/** The operations of a document, which is read once a run, however many rules ask. */
export function operationsOfDocument(document: TemplateObject): Operation[] {
  const known = documents.get(document);
  if (known) {
    return known;
  }
  const operations = documentOperations(document);
  documents.set(document, operations);
  return operations;
}

/** The OpenAPI document of a REST API, where it stands in the template. */
export function documentOf(node: CfnResource): TemplateObject | undefined {
  return node.cfnResourceType === REST_API ? bodyOf(resourceOf(node)) : undefined;
}

/** The same for a REST or an HTTP API. */
export function bodyOf(api: TemplateResource): TemplateObject | undefined {
  const { Body: body } = api.properties;
  return isObject(body) && !isIntrinsic(body) ? body : undefined;
}

/** Follows a reference inside the document; a reference that leads nowhere or in a circle gives `undefined`. */
export function dereference(document: TemplateObject, value: unknown): unknown {
  let current = value;
  for (let steps = 0; isObject(current) && typeof current.$ref === 'string'; steps++) {
    if (steps > 100 || !current.$ref.startsWith('#/')) {
      return undefined;
    }
    current = current.$ref.slice(2).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((parent, key) => objectOf(parent)[key], document);
  }
  return current;
}

/** The security schemes of a document, of OpenAPI 3 or 2. */
export function securitySchemes(document: TemplateObject): TemplateObject {
  return { ...objectOf(document.securityDefinitions), ...objectOf(objectOf(document.components).securitySchemes) };
}

function documentOperations(document: TemplateObject): Operation[] {
  const schemes = securitySchemes(document);
  const keySchemes = new Set(Object.keys(schemes).filter((name) => isApiKeyScheme(objectOf(schemes[name]))));
  const authorizers = new Set(Object.keys(schemes).filter((name) => isAuthorizer(objectOf(schemes[name]))));
  const validators = objectOf(document['x-amazon-apigateway-request-validators']);
  const read = (path: string, item: TemplateObject, key: string): Operation => {
    const operation = objectOf(item[key]);
    const method = key === 'x-amazon-apigateway-any-method' ? 'ANY' : key.toUpperCase();
    const integration = objectOf(operation['x-amazon-apigateway-integration']);
    // Root security is applied to operations without their own (recorded: import-root-security-authorizer).
    const requirements = alternatives(operation.security === undefined ? document.security : operation.security)
      .map((list) => listOf(list).flatMap((requirement) => Object.keys(objectOf(requirement))));
    const validator = operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'];
    return {
      name: `${method} ${path}`,
      method,
      path,
      preflight: isPreflight(method, integration.type),
      apiKeyRequired: requirements.every((names) => names.some((name) => keySchemes.has(name))),
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html
      authorized: requirements.every((names) => names.some((name) => authorizers.has(name)))
        || objectOf(operation['x-amazon-apigateway-auth']).type === 'AWS_IAM',
      validated: alternatives(validator).every((name) => typeof name === 'string' && validatesAll(objectOf(validators[name]))),
      models: documentModels(document, item, operation),
      integration,
      authorizers: [...new Set(requirements.flat())].filter((name) => authorizers.has(name)),
    };
  };
  return Object.entries(objectOf(document.paths)).flatMap(([path, value]) => {
    const item = objectOf(dereference(document, value));
    return METHODS.filter((key) => isObject(item[key])).map((key) => read(path, item, key));
  });
}

/** The scheme that makes API Gateway ask for a key of a usage plan; with an authorizer in it, the same words mean a token's header. */
function isApiKeyScheme(scheme: TemplateObject): boolean {
  return scheme.type === 'apiKey' && scheme.in === 'header' && typeof scheme.name === 'string'
    && scheme.name.toLowerCase() === 'x-api-key' && !isAuthorizer(scheme);
}

function isAuthorizer(scheme: TemplateObject): boolean {
  return isObject(scheme['x-amazon-apigateway-authorizer']) || scheme['x-amazon-apigateway-authtype'] === 'awsSigv4';
}

function validatesAll(validator: TemplateObject): boolean {
  return isSurelyTrue(validator.validateRequestBody) && isSurelyTrue(validator.validateRequestParameters);
}

function documentModels(document: TemplateObject, item: TemplateObject, operation: TemplateObject): Map<string, unknown> {
  const content = objectOf(objectOf(dereference(document, operation.requestBody)).content);
  const models = new Map(Object.entries(content)
    .filter(([, media]) => objectOf(media).schema !== undefined)
    .map(([contentType, media]) => [contentType, objectOf(media).schema]));
  // OpenAPI 2 has the body among the parameters.
  for (const parameter of [...listOf(item.parameters), ...listOf(operation.parameters)].map((value) => objectOf(dereference(document, value)))) {
    if (parameter.in === 'body' && parameter.schema !== undefined) {
      models.set('application/json', parameter.schema);
    }
  }
  return models;
}

/** The operation of a method, which is read once a run too. */
export function methodOperation(resource: TemplateResource): Operation {
  const known = methods.get(resource) ?? readMethod(resource);
  methods.set(resource, known);
  return known;
}

function readMethod(resource: TemplateResource): Operation {
  const { properties } = resource;
  const method = text(properties.HttpMethod);
  const path = pathOf(resource, properties.ResourceId);
  const integration = objectOf(properties.Integration);
  const validators = alternatives(properties.RequestValidatorId)
    .map((id) => referencedResource(resource, id, 'AWS::ApiGateway::RequestValidator')?.properties);
  return {
    name: `${method} ${path}`,
    method,
    path,
    preflight: isPreflight(method, integration.Type),
    apiKeyRequired: isSurelyTrue(properties.ApiKeyRequired),
    authorized: alternatives(properties.AuthorizationType).every((type) => typeof type === 'string' && type !== 'NONE'),
    validated: validators.every((validator) => validator !== undefined
      && isSurelyTrue(validator.ValidateRequestBody) && isSurelyTrue(validator.ValidateRequestParameters)),
    models: new Map(Object.entries(objectOf(properties.RequestModels))),
    // Named as in a document, so that the rules read one spelling.
    integration: {
      type: integration.Type,
      uri: integration.Uri,
      credentials: integration.Credentials,
      responses: Object.fromEntries(listOf(integration.IntegrationResponses).map((response, index) => [
        String(index), { responseParameters: objectOf(response).ResponseParameters, responseTemplates: objectOf(response).ResponseTemplates },
      ])),
    },
    authorizers: [],
  };
}

/** The path of an `AWS::ApiGateway::Resource`; the parts that another stack defines are left out. */
function pathOf(from: TemplateResource, resourceId: unknown): string {
  const parts: string[] = [];
  let current: TemplateResource | undefined = referencedResource(from, resourceId, 'AWS::ApiGateway::Resource');
  while (current && parts.length < 100) {
    parts.unshift(text(current.properties.PathPart));
    current = referencedResource(current, current.properties.ParentId, 'AWS::ApiGateway::Resource');
  }
  return `/${parts.join('/')}`;
}

/** The methods that an `AWS::ApiGateway::Authorizer` guards. */
export function methodsWithAuthorizer(authorizer: TemplateResource): Operation[] {
  return resourcesInApp(authorizer.stack, METHOD)
    .filter((method) => alternatives(method.properties.AuthorizerId).some((id) => refersTo(method, id, authorizer)))
    .map(methodOperation);
}
