import { shown } from '../../shared/literals';
import { RouteDefinition } from './route-definition';

/** Types that the API handles as binary: whatever route takes them. */
export function binaryTypes(routes: readonly RouteDefinition[]): string[] {
  return [...new Set(routes.filter(({ body }) => body._kind === 'binary').flatMap(({ body }) => body._contentTypes))];
}

/**
 * A type is binary for the whole API: as Base64 a body fits no schema, and the target of a route that takes it as text gets another one than
 * was sent.
 *
 * @throws where a route takes as text what another one takes as binary
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
export function checkBinaryTypes(routes: readonly RouteDefinition[]): void {
  const binary = binaryTypes(routes);
  for (const text of routes.filter(({ body }) => body._kind !== 'binary')) {
    const both = text.body._contentTypes.find((type) => binary.includes(type));
    if (both !== undefined) {
      const other = routes.find(({ body }) => body._kind === 'binary' && body._contentTypes.includes(both))!;
      throw new Error(`\`body\` of ${text.method} ${text.path} and of ${other.method} ${other.path} must agree whether ${shown(both)} is binary, which holds for the whole API; ` +
        `right would be RequestBody.binary([${shown(both)}], …) on both, or another type on one of them`);
    }
  }
}
