import { Json, JsonMap, LocalAssembly, LocalResource } from '../assembly';
import { GatewayResponse } from '../types';


/** The assembly whose pages may call the development issuers: the policy in their headers says whom. */
export function withLogins(assembly: LocalAssembly, origins: ReadonlyMap<string, string>): LocalAssembly {
  const changed = (resource: LocalResource): LocalResource => (
    resource.type === 'AWS::CloudFront::ResponseHeadersPolicy' ? { ...resource, properties: replaced(resource.properties, origins) as JsonMap } : resource);
  return {
    ...assembly,
    stacks: assembly.stacks.map((stack) => (
      { ...stack, resources: new Map([...stack.resources].map(([logicalId, resource]) => [logicalId, changed(resource)])) })),
  };
}

/** A file of the website with the development issuers in the place of the deployed ones: its configuration names where to log in. */
export function withLocalLogins(file: GatewayResponse, origins: ReadonlyMap<string, string>): GatewayResponse {
  const isText = file.headers.some(([name, value]) => name.toLowerCase() === 'content-type' && /json|javascript|html/.test(value));
  return isText ? { ...file, body: Buffer.from(String(replaced(file.body.toString('utf8'), origins))) } : file;
}

function replaced(value: Json, origins: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') {
    return [...origins].reduce((text, [deployed, local]) => text.replaceAll(deployed, local), value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaced(item, origins));
  }
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, origins)])) : value;
}
