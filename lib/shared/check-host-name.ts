import { Token } from 'aws-cdk-lib';
import { shown } from './literals';

/** Labels of letters, digits and hyphens, in lower case; the first may be a wildcard. */
const HOST_NAME = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** @throws where the name could be none of a host */
export function checkHostName(property: string, name: string): void {
  if (!Token.isUnresolved(name) && !HOST_NAME.test(name)) {
    throw new Error(`\`${property}\` must be a host name in lower case, got ${shown(name)}; right would be "api.example.com"`);
  }
}
