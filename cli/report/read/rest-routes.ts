import { isPreflight, METHODS } from '../../../lib/checks/private/methods';
import { alternatives, isIntrinsic, isObject, isSurelyTrue, listOf, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';
import { RouteReport, UNKNOWN } from '../model';
import { accessInDocument, accessOfMethod } from './access';
import { roleOf } from './roles';
import { targetOf } from './targets';
import { referencedId, resourcesOfType, shownText } from './values';

/** A route as its template has it; the stage's throttle is not known here. */
export interface TemplateRoute extends Omit<RouteReport, 'throttle' | 'exceptions' | 'alsoServes'> {
  readonly preflight: boolean;
}

/** The routes of a REST API, of its document and of its methods; `opaque` where some of them stand elsewhere. */
export function restRoutes(logicalId: string, resources: TemplateMap): { readonly routes: TemplateRoute[]; readonly opaque: boolean } {
  const { Body: body, BodyS3Location: elsewhere } = objectOf(objectOf(resources[logicalId]).Properties);
  const documents = alternatives(body).filter((document) => document !== undefined);
  const read = documents.filter((document): document is TemplateObject => isObject(document) && !isIntrinsic(document));
  const routes = [
    ...read.flatMap((document) => documentRoutes(document, resources)),
    ...resourcesOfType(resources, 'AWS::ApiGateway::Method')
      .filter(([, { RestApiId: api }]) => referencedId(api) === logicalId)
      .map(([, properties]) => methodRoute(properties, resources)),
  ];
  return { routes, opaque: elsewhere !== undefined || read.length < documents.length };
}

/** The routes of an OpenAPI document, whichever kind of API it is for. */
export function documentRoutes(document: TemplateObject, resources: TemplateMap): TemplateRoute[] {
  const schemes = { ...objectOf(document.securityDefinitions), ...objectOf(objectOf(document.components).securitySchemes) };
  return Object.entries(objectOf(document.paths)).flatMap(([routePath, item]) => METHODS
    .filter((key) => isObject(objectOf(item)[key]))
    .map((key) => {
      const operation = objectOf(objectOf(item)[key]);
      const integration = objectOf(operation['x-amazon-apigateway-integration']);
      const method = key === 'x-amazon-apigateway-any-method' ? 'ANY' : key.toUpperCase();
      const validator = operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'];
      return {
        method,
        path: routePath,
        operationId: typeof operation.operationId === 'string' ? operation.operationId : undefined,
        preflight: isPreflight(method, integration.type),
        ...accessInDocument(operation, document, schemes),
        validation: [validationOf(validator, (name) => objectOf(objectOf(document['x-amazon-apigateway-request-validators'])[name]), 'validateRequest')],
        target: targetOf(integration),
        role: roleOf(integration.credentials, resources),
      };
    }));
}

function methodRoute(properties: TemplateMap, resources: TemplateMap): TemplateRoute {
  const { Type: type, Uri: uri, IntegrationHttpMethod: httpMethod, Credentials: credentials } = objectOf(properties.Integration);
  const method = shownText(properties.HttpMethod);
  const validator = (id: string): TemplateObject => objectOf(objectOf(resources[id]).Properties);
  return {
    method,
    path: pathOf(properties.ResourceId, resources),
    operationId: typeof properties.OperationName === 'string' ? properties.OperationName : undefined,
    preflight: isPreflight(method, type),
    ...accessOfMethod(properties),
    validation: [validationOf(alternativesOfReference(properties.RequestValidatorId), validator, 'ValidateRequest')],
    target: targetOf({ type, uri, httpMethod }),
    role: roleOf(credentials, resources),
  };
}

/** A reference as the name that it has in the template. */
function alternativesOfReference(value: unknown): unknown {
  const names = alternatives(value).map((alternative) => (alternative === undefined ? undefined : referencedId(alternative) ?? UNKNOWN));
  return names.length === 1 ? names[0] : { 'Fn::If': ['', ...names.slice(0, 2)] };
}

/** What is surely checked, whatever the deployment's conditions are. */
function validationOf(validator: unknown, find: (name: string) => TemplateObject, prefix: 'validateRequest' | 'ValidateRequest'): string {
  const found = alternatives(validator).map((name) => (typeof name === 'string' ? find(name) : {}));
  if (alternatives(validator).some((name) => name !== undefined && (typeof name !== 'string' || Object.keys(find(name)).length === 0))) {
    return UNKNOWN;
  }
  const checked = [
    ...(found.every((one) => isSurelyTrue(one[`${prefix}Parameters`])) ? ['that parameters are there'] : []),
    ...(found.every((one) => isSurelyTrue(one[`${prefix}Body`])) ? ['bodies that have a model'] : []),
  ];
  return checked.length > 0 ? checked.join(', ') : 'nothing is validated';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
function pathOf(resourceId: unknown, resources: TemplateMap): string {
  const parts: string[] = [];
  let id = referencedId(resourceId);
  while (id !== undefined && objectOf(resources[id]).Type === 'AWS::ApiGateway::Resource' && parts.length < 100) {
    const { PathPart: part, ParentId: parent } = objectOf(objectOf(resources[id]).Properties);
    parts.unshift(shownText(part));
    id = referencedId(parent);
  }
  return `/${parts.join('/')}`;
}

interface RestStage {
  readonly name: string;
  readonly settings: TemplateObject[];
}

/** The stages of a REST API, with the settings of their methods. */
export function restStages(logicalId: string, resources: TemplateMap): RestStage[] {
  return ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'].flatMap((type) => resourcesOfType(resources, type)
    .filter(([, { RestApiId: api, StageName: name }]) => referencedId(api) === logicalId && name !== undefined)
    .map(([, { StageName: name, MethodSettings: settings, StageDescription: description }]) => ({
      name: shownText(name), settings: listOf(settings ?? objectOf(description).MethodSettings).map(objectOf),
    })));
}
