import { checkLiteral, shown } from '../../shared/literals';
import { isRefusedArgument, isRefusedHeader } from './override-names';

/**
 * Letters, digits, `-`, `.` and `$`: of what RFC 9110 (5.6.2) allows, what API Gateway takes as the name of a parameter. A header with `_`
 * is one that the firewall refuses.
 */
const HEADER_NAME = /^[A-Za-z0-9$.-]{1,64}$/;
/** API Gateway's own, and brackets, which the firewall alone can hold (`splitParameters`). */
const QUERY_NAME = /^[A-Za-z0-9._$:\-[\]]{1,128}$/;
const PATH_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?$/;

/** Headers that other layers of the library own; a second rule for them would contradict the first. */
const OWNED_HEADERS = ['authorization', 'x-api-key', 'content-type', 'content-length', 'host'];

/** @throws where no layer could hold a parameter of this name, or where servers read something else than a parameter from it */
export function checkParameterName(location: 'path' | 'query' | 'header', name: string): void {
  checkLiteral('name', name, `RouteParameter.${location}('limit')`);
  switch (location) {
    case 'header': return checkHeaderName(name);
    case 'query': return checkQueryName(name);
    case 'path':
      if (!PATH_NAME.test(name)) {
        throw new Error(`\`name\` of a path parameter must be letters, digits and "._-", with no dot at either end, got ${shown(name)}; right would be 'orderId' for the part {orderId}`);
      }
  }
}

function checkHeaderName(name: string): void {
  if (OWNED_HEADERS.includes(name.toLowerCase())) {
    throw new Error(`\`name\` must not be ${shown(name)}: the library itself checks that header; right would be \`access\` or \`body\` of the route`);
  }
  if (name.includes('_')) {
    throw new Error(`\`name\` of a header must not hold "_", got ${shown(name)}: servers take it for ${shown(name.replace(/_/g, '-'))}, so the firewall refuses it; ` +
      `right would be ${shown(name.replace(/_/g, '-'))}`);
  }
  if (isRefusedHeader(name)) {
    throw new Error(`\`name\` must not be ${shown(name)}: servers read another method, host, address or user from that header, so the firewall refuses it; ` +
      'right would be a name of your own');
  }
  if (!HEADER_NAME.test(name)) {
    throw new Error(`\`name\` must be a header's name of letters, digits and "-", got ${shown(name)}; right would be 'if-match'`);
  }
}

function checkQueryName(name: string): void {
  if (isRefusedArgument(name)) {
    throw new Error(`\`name\` must not be ${shown(name)}: frameworks read another method from that parameter, so the firewall refuses it; right would be a route of that method`);
  }
  if (!QUERY_NAME.test(name)) {
    throw new Error(`\`name\` must be letters, digits and "._$:-[]", got ${shown(name)}; the firewall can't hold another name`);
  }
}
