import { JsonMap } from '../../local/assembly';
import { mapOf } from '../../local/template-values';

/** A parameter of a route, and what its value must look like. */
export interface AttackParameter {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonMap;
}

/** A route of the attacked API, as its document for clients describes it. */
export interface AttackRoute {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly AttackParameter[];
  readonly body?: { readonly type: string; readonly schema: JsonMap };
  readonly needsToken: boolean;
  readonly needsKey: boolean;
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];

/** The routes of a document: the clients' one, or the one in a template. */
export function routesOf(document: JsonMap): AttackRoute[] {
  const schemes = mapOf(mapOf(document.components).securitySchemes);
  const isKey = (name: string): boolean => {
    const { type, name: header, 'x-amazon-apigateway-authorizer': authorizer } = mapOf(schemes[name]);
    return type === 'apiKey' && String(header).toLowerCase() === 'x-api-key' && authorizer === undefined;
  };
  return Object.entries(mapOf(document.paths)).flatMap(([path, item]) => Object.entries(mapOf(item))
    .filter(([method]) => METHODS.includes(method))
    .map(([method, value]): AttackRoute => {
      const operation = mapOf(value);
      const names = list(operation.security ?? document.security).flatMap((requirement) => Object.keys(mapOf(requirement)));
      const [type, media] = Object.entries(mapOf(mapOf(operation.requestBody).content)).at(0) ?? [];
      return {
        method: method.toUpperCase(),
        path,
        parameters: list(operation.parameters).map(mapOf).map((parameter) => ({
          name: String(parameter.name), place: String(parameter.in) as 'path', required: parameter.required === true, schema: mapOf(parameter.schema),
        })),
        ...(type !== undefined && { body: { type, schema: mapOf(mapOf(media).schema) } }),
        // A scheme of the template that only checks path parameters asks for no token.
        needsToken: names.some((name) => !isKey(name) && mapOf(schemes[name]).name !== 'Unused'),
        needsKey: names.some(isKey),
      };
    }));
}

function list(value: JsonMap[string] | undefined): JsonMap[string][] {
  return Array.isArray(value) ? value : [];
}
