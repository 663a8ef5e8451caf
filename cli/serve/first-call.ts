import { LocalOperation } from '../../local/api';
import { LocalSession, ServedApi } from '../../local/session/session';

/** A call that anyone can copy: the simplest route that asks for token and key, else whatever there is. */
export function firstCall({ authorityFile, consumers, issuers }: LocalSession, { api, url }: ServedApi): string {
  const simple = [...api.operations].sort((one, other) => difficulty(one) - difficulty(other)).at(0);
  if (!simple) {
    return '';
  }
  // The website's key is the Edge's own.
  const consumer = consumers.filter(({ restApiId }) => restApiId === api.restApi.ref).sort((one, other) => Number(one.name === 'Website') - Number(other.name === 'Website')).at(0);
  const parts = [
    url.startsWith('https') ? `--cacert ${authorityFile}` : undefined,
    simple.method === 'GET' || simple.method === 'ANY' ? undefined : `-X ${simple.method}`,
    simple.authorizer !== undefined && issuers.all.length > 0 ? '-H "authorization: Bearer $(npx secure-rest-api token)"' : undefined,
    simple.apiKeyRequired && consumer ? `-H "x-api-key: $(npx secure-rest-api key ${consumer.name})"` : undefined,
    `'${url}${simple.path}'`,
  ];
  return `curl ${parts.filter((part) => part !== undefined).join(' ')}`;
}

/** Routes with a token and a key show most; parameters and bodies would have to be made up. */
function difficulty({ method, path, authorizer, apiKeyRequired }: LocalOperation): number {
  return (method === 'GET' ? 0 : 100) + (path.includes('{') ? 10 : 0) + (authorizer === undefined ? 2 : 0) + (apiKeyRequired ? 0 : 1) + (method === 'OPTIONS' ? 1_000 : 0);
}
