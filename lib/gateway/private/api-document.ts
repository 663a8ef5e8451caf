import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KEY_SOURCE_HEADER_AS_SENT } from '../../contracts/origin-secret';
import { binaryTypes } from '../../routes/private/binary-types';
import { BoundRoute, needsKeyCheck, needsPathCheck } from '../../routes/private/bound-route';
import { pathParameterNames } from '../../routes/private/paths';
import { splitParameters } from '../../routes/private/split-parameters';
import { RouteParameter } from '../../routes/route-parameter';
import { JsonValue } from '../../schema/private/json-schema';
import { SharedTokens } from '../../shared/shared-tokens';
import { Cors, preflightOperation } from './cors';
import { gatewayResponses } from './gateway-responses';
import { Models } from './models';

/** A JSON object whose leaves may be CDK tokens. */
export interface DocumentObject {
  [key: string]: unknown;
}

/** How the authorizer is called. */
export interface AuthorizerReference {
  readonly uri: string;
  readonly credentials: string;
  readonly cacheTtlSeconds: number;
  /** Whether the Edge adds the website's key to requests without one, and says in a header whether it did. */
  readonly websiteKey: boolean;
}

/** What a document is made from. */
export interface ApiDocumentSource {
  readonly title: string;
  readonly description?: string;
  readonly routes: BoundRoute[];
  readonly cors?: Cors;
  /** Whether the Edge adds the CORS headers to refusals. */
  readonly behindEdge: boolean;
  readonly authorizer: AuthorizerReference;
  readonly resourcePolicy: iam.PolicyDocument;
  /** Stack that the document is deployed with. */
  readonly stack: Stack;
}

/** Names of the security schemes. */
export const API_KEY_SCHEME = 'ApiKey';
export const TOKEN_SCHEME = 'Token';
const PUBLIC_PATH_SCHEME = 'PublicPath';
const VALIDATOR = 'Everything';

/**
 * The OpenAPI body that API Gateway imports: every route hardened, and everything that belongs to the API itself (authorizer, validators,
 * gateway responses, resource policy) inside it, so that a change to any of them changes the deployment's hash and is deployed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function apiDocument(source: ApiDocumentSource): DocumentObject {
  const models = new Models();
  const tokens = new SharedTokens(source.stack);
  const paths: { [path: string]: DocumentObject } = {};
  for (const route of source.routes) {
    paths[route.path] ??= {};
    paths[route.path][route.method.toLowerCase()] = {
      ...operation(route, source, models),
      'x-amazon-apigateway-integration': tokens.share(route.integration.integration),
    };
  }
  if (source.cors) {
    for (const [path, operations] of Object.entries(paths)) {
      operations.options = {
        ...parameters(path, []),
        ...preflightOperation(source.cors, [...Object.keys(operations).map((method) => method.toUpperCase()), 'OPTIONS']),
      };
      paths[path] = operations;
    }
  }
  const binary = binaryTypes(source.routes);
  return {
    'openapi': '3.0.1',
    'info': { title: source.title, version: '1.0.0', ...(source.description !== undefined && { description: source.description }) },
    paths,
    'components': {
      ...(models.count > 0 && { schemas: models.schemas }),
      securitySchemes: securitySchemes(source),
    },
    'x-amazon-apigateway-api-key-source': 'HEADER',
    'x-amazon-apigateway-request-validators': { [VALIDATOR]: { validateRequestBody: true, validateRequestParameters: true } },
    'x-amazon-apigateway-request-validator': VALIDATOR,
    'x-amazon-apigateway-gateway-responses': gatewayResponses(source.behindEdge ? undefined : source.cors),
    'x-amazon-apigateway-policy': source.resourcePolicy,
    ...(binary.length > 0 && { 'x-amazon-apigateway-binary-media-types': binary }),
  };
}

/** The scheme of the API key. */
export const API_KEY_DEFINITION = { type: 'apiKey', name: 'x-api-key', in: 'header' };

function securitySchemes(source: ApiDocumentSource): DocumentObject {
  // Whose key a request has is part of the cache key, or an answer for the website's key would serve a caller with one of his own, and the
  // reverse. A source that is missing is 401 before the function is asked: behind an Edge with a website the header is always there, and
  // nowhere else is it asked for.
  const sources = [...(source.authorizer.websiteKey ? [`method.request.header.${KEY_SOURCE_HEADER_AS_SENT}`] : []), 'context.httpMethod', 'context.path'];
  const authorizer = {
    type: 'request',
    authorizerUri: source.authorizer.uri,
    authorizerCredentials: source.authorizer.credentials,
  };
  return {
    [API_KEY_SCHEME]: API_KEY_DEFINITION,
    ...(source.routes.some((route) => route.access._alternatives) && {
      [TOKEN_SCHEME]: {
        'type': 'apiKey',
        'name': 'Authorization',
        'in': 'header',
        'x-amazon-apigateway-authtype': 'custom',
        // Token, method and concrete path make the cache key, and the policy allows that one method ARN: no cached answer serves another
        // route, and a request without a token is refused with 401 before the function is invoked.
        'x-amazon-apigateway-authorizer': {
          ...authorizer,
          identitySource: ['method.request.header.Authorization', ...sources].join(', '),
          authorizerResultTtlInSeconds: source.authorizer.cacheTtlSeconds,
        },
      },
    }),
    ...(source.routes.some((route) => isCheckedPublic(route, source)) && {
      // A public route has no token, but the values of its path parameters, and whose its key is, are checked by the same function.
      [PUBLIC_PATH_SCHEME]: {
        'type': 'apiKey',
        'name': 'Unused',
        'in': 'header',
        'x-amazon-apigateway-authtype': 'custom',
        'x-amazon-apigateway-authorizer': {
          ...authorizer,
          identitySource: sources.join(', '),
          authorizerResultTtlInSeconds: source.authorizer.cacheTtlSeconds,
        },
      },
    }),
  };
}

/** Whether a public route is one for the authorizer. */
function isCheckedPublic(route: BoundRoute, { authorizer }: ApiDocumentSource): boolean {
  return !route.access._alternatives && (needsPathCheck(route) || needsKeyCheck(route, authorizer.websiteKey));
}

/**
 * Security of one operation. API Gateway applies every requirement of the list at once (it is how API Gateway exports a method with key
 * and authorizer, and what AWS SAM writes), while OpenAPI reads the list as alternatives: `clientSecurity` is for such readers.
 */
function security(route: BoundRoute, source: ApiDocumentSource): DocumentObject[] {
  const scheme = route.access._alternatives ? TOKEN_SCHEME : isCheckedPublic(route, source) ? PUBLIC_PATH_SCHEME : undefined;
  return [
    ...(scheme !== undefined ? [{ [scheme]: [] }] : []),
    ...(route.access._apiKeyRequired ? [{ [API_KEY_SCHEME]: [] }] : []),
  ];
}

function operation(route: BoundRoute, source: ApiDocumentSource, models: Models): DocumentObject {
  return {
    operationId: route.operationId,
    ...parameters(route.path, splitParameters(route).gateway),
    ...(Object.keys(route.body._schemas).length > 0 && {
      requestBody: {
        required: route.body._required,
        content: Object.fromEntries(Object.entries(route.body._schemas).map(([contentType, schema]) => [
          contentType, { schema: { $ref: models.reference(schema, route.body._definitions) } },
        ])),
      },
    }),
    responses: route.integration.responses ?? { 200: { description: 'Answer of the target' } },
    security: security(route, source),
  };
}

/**
 * API Gateway keeps name, place and necessity of a parameter; what its value must look like is checked by authorizer and web ACL. A part of
 * the path that nobody described is a parameter all the same: integrations map it by name, and the import warns where it is not declared.
 */
function parameters(path: string, described: RouteParameter[]): { parameters?: JsonValue[] } {
  const declared = described.map((parameter) => ({ name: parameter._name, in: parameter._location as string, required: parameter._required }));
  const undeclared = pathParameterNames(path)
    .filter((name) => !declared.some((parameter) => parameter.in === 'path' && parameter.name === name))
    .map((name) => ({ name, in: 'path', required: true }));
  const all = [...declared, ...undeclared].map((parameter) => ({ ...parameter, schema: { type: 'string' } }));
  return all.length > 0 ? { parameters: all } : {};
}
