import { alternatives, isIntrinsic, listOf, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { weakest } from '../maturity';
import { Maturity, RouteReport, UNKNOWN } from '../model';
import { shownText } from './values';

/** Who may call a route, as far as a template without posture tells. */
export interface Access {
  readonly access: string;
  readonly key: RouteReport['key'];
  readonly maturity: Maturity;
}

interface Caller {
  readonly text: string;
  readonly maturity: Maturity;
}

const NOBODY_ASKS: Caller = { text: 'anyone', maturity: { level: 0, why: 'neither key nor token' } };
const IAM: Caller = { text: 'IAM principals', maturity: { level: 1, why: 'any signature of an IAM principal that its policies allow' } };

/** Who may call an operation of an OpenAPI document, by its own `security` or the document's. */
export function accessInDocument(operation: TemplateObject, document: TemplateObject, schemes: TemplateObject): Access {
  const all = alternatives(operation.security === undefined ? document.security : operation.security);
  if (objectOf(operation['x-amazon-apigateway-auth']).type === 'AWS_IAM') {
    return combined([IAM], [false]);
  }
  // What API Gateway makes of several requirements is all of them together.
  const requirements = all.map((list) => listOf(list).flatMap((requirement) => Object.entries(objectOf(requirement))));
  const isKey = (name: string): boolean => {
    const scheme = objectOf(schemes[name]);
    return scheme.type === 'apiKey' && scheme.in === 'header' && String(scheme.name).toLowerCase() === 'x-api-key' && !isAuthorizer(scheme);
  };
  const callers = requirements.map((entries) => {
    const [name, scopes] = entries.find(([scheme]) => isAuthorizer(objectOf(schemes[scheme]))) ?? [];
    return name === undefined ? NOBODY_ASKS : callerOf(name, objectOf(schemes[name]), listOf(scopes).map(shownText));
  });
  return combined(callers, requirements.map((entries) => entries.some(([name]) => isKey(name))));
}

/** Who may call an `AWS::ApiGateway::Method` or an `AWS::ApiGatewayV2::Route`. */
export function accessOfMethod(properties: TemplateObject): Access {
  const scopes = alternatives(properties.AuthorizationScopes).flatMap(listOf).map(shownText);
  const callers = alternatives(properties.AuthorizationType).map((type): Caller => {
    switch (type) {
      case undefined: case 'NONE': return NOBODY_ASKS;
      case 'AWS_IAM': return IAM;
      case 'COGNITO_USER_POOLS': return tokensOf('a user pool', scopes);
      case 'JWT': return tokensOf('an issuer', scopes);
      case 'CUSTOM': return customAuthorizer(shownText(properties.AuthorizerId));
      default: return { text: shownText(type), maturity: { why: 'its kind of authorization is known at the deployment only' } };
    }
  });
  return combined(callers, alternatives(properties.ApiKeyRequired).map((key) => (isIntrinsic(key) ? undefined : key === true || key === 'true')));
}

/** Both branches of a condition count: the weaker one is the level. */
function combined(callers: Caller[], keys: Array<boolean | undefined>): Access {
  const key = keys.every((needed) => needed === true) ? 'required' : keys.every((needed) => needed === false) ? 'no' : UNKNOWN;
  const open = callers.map((caller) => (caller === NOBODY_ASKS && key === 'required' ? { text: 'whoever has a key', maturity: { level: 0 as const, why: 'an API key alone' } } : caller));
  return { access: [...new Set(open.map(({ text }) => text))].join(' or, under a condition, '), key, maturity: weakest(open.map(({ maturity }) => maturity)) };
}

function isAuthorizer(scheme: TemplateObject): boolean {
  return Object.keys(objectOf(scheme['x-amazon-apigateway-authorizer'])).length > 0 || typeof scheme['x-amazon-apigateway-authtype'] === 'string';
}

function callerOf(name: string, scheme: TemplateObject, scopes: string[]): Caller {
  const kind = scheme['x-amazon-apigateway-authtype'];
  if (kind === 'awsSigv4') {
    return IAM;
  }
  const { type } = objectOf(scheme['x-amazon-apigateway-authorizer']);
  return kind === 'cognito_user_pools' || type === 'cognito_user_pools' || type === 'jwt' ? tokensOf(name, scopes) : customAuthorizer(name);
}

function tokensOf(issuer: string, scopes: string[]): Caller {
  return scopes.length > 0
    ? { text: `any of the scopes ${scopes.join(', ')} of ${issuer}`, maturity: { level: 2, why: 'scopes of the token' } }
    : { text: `any valid token of ${issuer}`, maturity: { level: 1, why: 'any valid token' } };
}

/** What it asks for stands in its code. */
function customAuthorizer(name: string): Caller {
  return { text: `whom the authorizer ${name} lets in`, maturity: { why: 'what the authorizer asks for stands in its code' } };
}
