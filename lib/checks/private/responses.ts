import { CfnResource } from 'aws-cdk-lib';
import { documentOf, METHOD, operationsOf, REST_API } from './operations';
import { resourceOf } from './resources';
import { alternatives, objectOf, text, textsIn } from './values';

/** A response of the gateway itself, or one that it makes of an integration's. */
export interface NamedResponse {
  /** Type of the response, or name of the operation. */
  readonly name: string;
  readonly ofGateway: boolean;
  readonly response: unknown;
}

/** The responses that a resource defines, spelled as in a document; `undefined` for a resource that defines none. */
export function responsesOf(node: CfnResource): NamedResponse[] | undefined {
  if (node.cfnResourceType === 'AWS::ApiGateway::GatewayResponse') {
    const { properties } = resourceOf(node);
    return [{
      name: text(properties.ResponseType),
      ofGateway: true,
      response: { responseParameters: properties.ResponseParameters, responseTemplates: properties.ResponseTemplates },
    }];
  }
  if (node.cfnResourceType !== REST_API && node.cfnResourceType !== METHOD) {
    return undefined;
  }
  const ofGateway = Object.entries(objectOf(documentOf(node)?.['x-amazon-apigateway-gateway-responses']));
  return [
    ...ofGateway.map(([name, response]) => ({ name, ofGateway: true, response })),
    ...(operationsOf(node) ?? []).flatMap((operation) => Object.values(objectOf(operation.integration.responses))
      .map((response) => ({ name: operation.name, ofGateway: false, response }))),
  ];
}

/** What the parameters of a response, or its template, set the header `Access-Control-Allow-Origin` to. */
export function originsOf(response: unknown): string[] {
  return [
    ...headersOf(response).filter(([header]) => header === 'access-control-allow-origin').map(([, value]) => value),
    ...textsIn(objectOf(response).responseTemplates)
      .flatMap((template) => [...template.matchAll(/responseOverride\.header\.Access-Control-Allow-Origin\s*=\s*(['"]\*['"])/gi)].map(([, value]) => value.replaceAll('"', "'"))),
  ];
}

/** A fixed `*`, or whatever origin the request names. */
export function isEveryOrigin(value: string): boolean {
  return value === "'*'" || /^(?:integration|method)\.request\.(?:header|multivalueheader)\.origin$/i.test(value);
}

/** The headers that a response sets, in small letters, each with every value that it may get. */
export function headersOf(response: unknown): Array<readonly [name: string, value: string]> {
  return Object.entries(objectOf(objectOf(response).responseParameters))
    .flatMap(([name, value]) => alternatives(value).map((alternative) => [String(name.split('.').pop()).toLowerCase(), text(alternative)] as const));
}
