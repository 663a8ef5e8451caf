import { Token } from 'aws-cdk-lib';
import { shown } from '../../shared/literals';
import { TargetRoute } from './target-integration';

const DESTINATION = /^integration\.request\.(header|querystring|path)\.([^\s]+)$/;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html */
const SOURCE = /^(?:'[^']*'|method\.request\.(?:path|querystring|header|multivaluequerystring|multivalueheader)\.[^\s]+|method\.request\.body(?:\..+)?|context\..+|stageVariables\..+)$/;
const PARAMETER = /^method\.request\.(?:multivalue)?(path|querystring|header)\.(.+)$/;

/**
 * Headers that API Gateway itself writes for a call to an AWS service: mapped, every request ends in a 500 (recorded:
 * forbidden-mapping-aws-content-length, -transfer-encoding, -connection, -expect, -te; the same test has Authorization and
 * Proxy-Authenticate).
 */
const UNMAPPABLE_HEADERS = ['authorization', 'connection', 'content-length', 'expect', 'proxy-authenticate', 'te', 'transfer-encoding'];

/** @throws where API Gateway would refuse the mapping at the deployment, or answer every request with 500 */
export function checkMapping(mapping: { readonly [destination: string]: string }): void {
  for (const [destination, source] of Object.entries(mapping)) {
    const [, place, name] = DESTINATION.exec(destination) ?? [];
    if (place === undefined) {
      throw new Error(`\`requestParameters\` must map to "integration.request.header|querystring|path.<name>", got ${shown(destination)}; ` +
        'right would be "integration.request.header.Content-Type"');
    }
    if (place === 'header' && UNMAPPABLE_HEADERS.includes(name.toLowerCase())) {
      throw new Error(`\`requestParameters\` must not set the header ${shown(name)} of a call to an AWS service, which API Gateway writes itself: every request would end in a 500; ` +
        `right would be to leave ${shown(destination)} out`);
    }
    if (typeof source !== 'string' || (!Token.isUnresolved(source) && !SOURCE.test(source))) {
      throw new Error(`\`requestParameters\` must map from a part of the request or a constant in single quotes, got ${shown(source)} for ${shown(destination)}; ` +
        'right would be "method.request.querystring.limit" or "\'application/json\'"');
    }
  }
}

/** @throws where a mapping reads a parameter that API Gateway does not know on the route: the deployment would fail */
export function checkMappedParameters(mapping: { readonly [destination: string]: string }, route: TargetRoute): void {
  for (const source of Object.values(mapping)) {
    const [, place, name] = PARAMETER.exec(source) ?? [];
    if (place !== undefined && !route.mappable.includes(`${place}.${name}`)) {
      throw new Error(`\`requestParameters\` must map parameters of ${route.method} ${route.path} that API Gateway knows, got ${shown(source)}; ` +
        (place === 'path' ? `the path has ${route.pathParameters.join(', ') || 'none'}` : `right would be RouteParameter.${place === 'header' ? 'header' : 'query'}(${shown(name)}) among its \`parameters\`, ` +
          'with letters, digits and ":._$-" in a name that no other parameter has'));
    }
  }
}
