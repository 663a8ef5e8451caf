import { BoundRoute } from '../../routes/private/bound-route';
import { pathParameterNames } from '../../routes/private/paths';
import { RouteParameter } from '../../routes/route-parameter';
import { JsonObject } from '../../schema/private/json-schema';
import { API_KEY_DEFINITION, API_KEY_SCHEME, apiDocument, ApiDocumentSource, DocumentObject, TOKEN_SCHEME } from './api-document';
import { clientSchema } from './client-schema';

/**
 * What an undescribed part of a path may be, a little narrower than what the authorizer takes: a value that begins with a dot may name another
 * path, and is refused.
 */
const PART = '[A-Za-z0-9_~-][A-Za-z0-9._~-]*';
const REST = `${PART}(?:/${PART})*`;

/**
 * The same API for its clients: no integration, authorizer or policy, the security requirement as OpenAPI itself reads it, and what a
 * parameter's value must look like, which API Gateway's import would ignore.
 */
export function clientDocument(source: ApiDocumentSource): DocumentObject {
  const document = apiDocument({ ...source, cors: undefined });
  const paths: DocumentObject = {};
  for (const route of source.routes) {
    const operations = (document.paths as { [path: string]: { [method: string]: DocumentObject } })[route.path];
    const method = route.method.toLowerCase();
    const members = Object.fromEntries(Object.entries(operations[method]).filter(([key]) => !key.startsWith('x-amazon-')));
    const described = parameters(route);
    paths[route.path] = {
      ...paths[route.path] as DocumentObject | undefined,
      [method]: {
        ...members,
        ...(described.length > 0 && { parameters: described }),
        ...uncheckedBody(route),
        responses: responses(route),
        security: security(route),
      },
    };
  }
  const { schemas } = document.components as DocumentObject;
  return {
    openapi: document.openapi,
    info: document.info,
    paths,
    components: {
      ...(schemas !== undefined && {
        schemas: Object.fromEntries(Object.entries(schemas as JsonObject).map(([name, schema]) => [name, clientSchema(schema)])),
      }),
      securitySchemes: {
        [API_KEY_SCHEME]: API_KEY_DEFINITION,
        [TOKEN_SCHEME]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

function security(route: BoundRoute): DocumentObject[] {
  return [{
    ...(route.access._alternatives && { [TOKEN_SCHEME]: [] }),
    ...(route.access._apiKeyRequired && { [API_KEY_SCHEME]: [] }),
  }];
}

function parameters(route: BoundRoute): DocumentObject[] {
  const declared = route.parameters.map((parameter) => (
    { name: parameter._name, in: parameter._location as string, required: parameter._required, schema: schemaOf(parameter, route.path) }));
  const undeclared = pathParameterNames(route.path)
    .filter((name) => !declared.some((parameter) => parameter.in === 'path' && parameter.name === name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string', pattern: `^${partPattern(route.path, name)}$` } }));
  return [...declared, ...undeclared];
}

function schemaOf({ _name, _location, _pattern, _minLength, _maxLength, _allowedValues }: RouteParameter, path: string): DocumentObject {
  if (_allowedValues) {
    return { type: 'string', enum: _allowedValues };
  }
  const pattern = _pattern ?? (_location === 'path' ? partPattern(path, _name) : undefined);
  return {
    type: 'string',
    // The whole value must fit, while a schema's pattern is looked for anywhere in it.
    ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
    ...(_minLength > 0 && { minLength: _minLength }),
    maxLength: _maxLength,
  };
}

function partPattern(path: string, name: string): string {
  return path.includes(`{${name}+}`) ? REST : PART;
}

/** A body that no schema describes: its types, and bytes. */
function uncheckedBody({ body }: BoundRoute): DocumentObject {
  const unchecked = body._contentTypes.filter((type) => !Object.hasOwn(body._schemas, type));
  return unchecked.length === 0 || Object.keys(body._schemas).length > 0 ? {} : {
    requestBody: { required: body._required, content: Object.fromEntries(unchecked.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])) },
  };
}

/**
 * What a target answers, as far as it is known, and what the layers before it answer, which stands under the codes of its kind unless the
 * route says it itself.
 */
function responses({ responses: described, integration }: BoundRoute): DocumentObject {
  const own = described && Object.keys(described).length > 0
    ? Object.fromEntries(Object.entries(described).map(([status, description]) => [status, { description }]))
    : integration.responses as DocumentObject | undefined ?? { '2XX': { description: 'Answer of the target' } };
  return own.default !== undefined ? own : {
    ...own,
    ...(own['4XX'] === undefined && { '4XX': { description: 'The request is refused, or the answer of the target' } }),
    ...(own['5XX'] === undefined && { '5XX': { description: 'The target failed, or can not be reached' } }),
  };
}
