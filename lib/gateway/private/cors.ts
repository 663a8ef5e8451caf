import { Duration, Token } from 'aws-cdk-lib';
import { JsonObject } from '../../schema/private/json-schema';
import { checkReason } from '../../shared/check-reason';
import { BOOLEAN, checkTypes, DURATION, listOf, optional, Shape, TEXT } from '../../shared/check-types';
import { checkLiterals, shown } from '../../shared/literals';
import { wholeSeconds } from '../../shared/whole-seconds';
import { CorsOptions } from '../cors-options';

/** CORS with every default filled in. */
export interface Cors {
  readonly origins: string[];
  readonly credentials: boolean;
  readonly headers: string[];
  readonly exposeHeaders: string[];
  readonly maxAgeSeconds: number;
}

const SHAPE: Shape = {
  allowOrigins: listOf(TEXT),
  allowAnyOrigin: optional(TEXT),
  allowCredentials: optional(BOOLEAN),
  allowHeaders: optional(listOf(TEXT)),
  exposeHeaders: optional(listOf(TEXT)),
  maxAge: optional(DURATION),
};

/** No browser keeps the answer longer. https://developer.mozilla.org/docs/Web/HTTP/Headers/Access-Control-Max-Age */
const LONGEST_MAX_AGE_SECONDS = 86_400;

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** @throws where a browser or an attacker would read the options differently than their author */
export function checkCors(options: CorsOptions): Cors {
  checkTypes('cors', options, SHAPE, 'cors.');
  checkLiterals('cors.allowOrigins', options.allowOrigins, "['https://app.example.com']");
  for (const origin of options.allowOrigins) {
    checkOrigin(origin, options);
  }
  checkAnyOrigin(options);
  const headers = options.allowHeaders ?? ['Authorization', 'Content-Type', 'X-Api-Key'];
  for (const [property, names] of [['allowHeaders', headers], ['exposeHeaders', options.exposeHeaders ?? []]] as const) {
    for (const name of names) {
      if (Token.isUnresolved(name) || !HEADER_NAME.test(name) || name === '*') {
        throw new Error(`\`cors.${property}\` must name each header, got ${shown(name)}; right would be ['Authorization']`);
      }
    }
  }
  return {
    origins: [...new Set(options.allowOrigins)],
    credentials: options.allowCredentials ?? false,
    headers,
    exposeHeaders: options.exposeHeaders ?? [],
    maxAgeSeconds: wholeSeconds('cors.maxAge', options.maxAge ?? Duration.hours(1), 0, LONGEST_MAX_AGE_SECONDS),
  };
}

function checkOrigin(origin: string, options: CorsOptions): void {
  if (origin === '*') {
    if (options.allowCredentials) {
      throw new Error('`cors.allowOrigins` must name the origins where `allowCredentials` is true, got "*": any website could act as the visitor');
    }
    if (options.allowOrigins.length > 1) {
      throw new Error(`\`cors.allowOrigins\` must hold "*" alone or named origins, got ${shown(options.allowOrigins)}`);
    }
    return;
  }
  if (!/^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?$/.test(origin)) {
    throw new Error(`\`cors.allowOrigins\` must hold origins of scheme and host, got ${shown(origin)}; right would be "https://app.example.com"`);
  }
  // Browsers send the host in lower case, and no port that the scheme implies: another spelling would never be matched.
  const sent = new URL(origin).origin;
  if (origin !== sent) {
    throw new Error(`\`cors.allowOrigins\` must hold origins as browsers send them, got ${shown(origin)}; right would be ${shown(sent)}`);
  }
  if (origin.startsWith('http:') && !/^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(origin)) {
    throw new Error(`\`cors.allowOrigins\` must be https outside of localhost, got ${shown(origin)}: whoever sits on the network could write that page`);
  }
}

function checkAnyOrigin({ allowOrigins, allowAnyOrigin }: CorsOptions): void {
  const any = allowOrigins.includes('*');
  if (any && allowAnyOrigin === undefined) {
    throw new Error('`cors.allowAnyOrigin` must say why pages of any website may call the API, got `allowOrigins` of "*" without a reason; right would be the origins by name, or a sentence');
  }
  if (!any && allowAnyOrigin !== undefined) {
    throw new Error(`\`cors.allowAnyOrigin\` must come together with \`allowOrigins\` of "*", got ${shown(allowOrigins)}; right would be to leave it out`);
  }
  if (allowAnyOrigin !== undefined) {
    checkReason('cors.allowAnyOrigin', allowAnyOrigin);
  }
}

/** The preflight operation of a path: a mock without key and token, since browsers send neither with it (aws-cdk#21419). */
export function preflightOperation(cors: Cors, methods: string[]): JsonObject {
  const headers: { [name: string]: string } = {
    'Access-Control-Allow-Methods': `'${methods.join(',')}'`,
    'Access-Control-Allow-Headers': `'${cors.headers.join(',')}'`,
    'Access-Control-Max-Age': `'${cors.maxAgeSeconds}'`,
    'Access-Control-Allow-Origin': `'${cors.origins[0]}'`,
    ...(cors.origins[0] !== '*' && { Vary: "'Origin'" }),
    ...(cors.credentials && { 'Access-Control-Allow-Credentials': "'true'" }),
  };
  return {
    'security': [],
    'responses': {
      204: { description: 'Preflight', headers: Object.fromEntries(Object.keys(headers).map((name) => [name, { schema: { type: 'string' } }])) },
    },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode":204}' },
      passthroughBehavior: 'when_no_templates',
      responses: {
        default: {
          statusCode: '204',
          responseParameters: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value])),
          ...(cors.origins.length > 1 && { responseTemplates: { 'application/json': originTemplate(cors.origins) } }),
        },
      },
    },
  };
}

/**
 * Headers on refusals of the gateway and the firewall, so that a page learns why it was refused. One origin, the first: "the templates are not
 * processed by the VTL engine" and answers of AWS WAF are constants, so none of a list can be chosen, and mapping the request's own origin
 * through would admit every website.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.gatewayResponse.html
 */
export function refusalHeaders(cors: Cors): { [name: string]: string } {
  return {
    'Access-Control-Allow-Origin': cors.origins[0],
    ...(cors.credentials && { 'Access-Control-Allow-Credentials': 'true' }),
    ...(cors.origins[0] !== '*' && { Vary: 'Origin' }),
  };
}

/** Answers with the caller's origin where it is one of the list; the header that the parameters set names the first. */
function originTemplate(origins: string[]): string {
  const condition = origins.slice(1).map((origin) => `$origin=="${origin}"`).join('||');
  return '#set($origin=$input.params().header.get("Origin"))' +
    '#if(!$origin||$origin=="")#set($origin=$input.params().header.get("origin"))#end' +
    `#if(${condition})#set($context.responseOverride.header.Access-Control-Allow-Origin=$origin)#end`;
}
