import { LocalApi, resourcesOf } from '../api';
import { LocalAssembly } from '../assembly';
import { LocalDistribution, readDistribution } from '../edge/distribution';
import { mapOf } from '../template-values';

/** What stands before an API, as far as its address is concerned. */
export interface FrontDoor {
  /** Names that clients know it by; empty where that is AWS's own. */
  readonly names: readonly string[];
  /** Whether clients must show a certificate. */
  readonly mutualTls: boolean;
  readonly distribution?: LocalDistribution;
  /** First part of the paths that reach the API; empty where it is at the root. */
  readonly apiPath: string;
}

/** The CloudFront distribution or the domain name before an API. */
export function frontDoorOf(assembly: LocalAssembly, { restApi, stack, basePath, stageName }: LocalApi): FrontDoor {
  const distribution = assembly.stacks.flatMap((other) => resourcesOf(other, 'AWS::CloudFront::Distribution').map((resource) => ({ other, resource })))
    .filter(({ resource }) => JSON.stringify(resource.properties).includes(`${restApi.ref}.execute-api.`))
    .map(({ other, resource }) => readDistribution(assembly, other, resource)).at(0);
  const mappings = resourcesOf(stack, 'AWS::ApiGateway::BasePathMapping').filter(({ properties }) => properties.RestApiId === restApi.ref);
  const domains = mappings.flatMap(({ properties: { DomainName } }) => resourcesOf(stack, 'AWS::ApiGateway::DomainName').filter(({ ref, properties }) => (
    ref === DomainName || properties.DomainName === DomainName)));
  const aliases = mapOf(distribution?.resource.properties.DistributionConfig).Aliases;
  const pattern = distribution?.behaviors.find(({ origin }) => origin.kind === 'api')?.pattern;
  const prefix = basePath ?? stageName;
  return {
    names: [...Array.isArray(aliases) ? aliases.map(String) : [], ...domains.map(({ properties: { DomainName } }) => String(DomainName))],
    mutualTls: domains.some(({ properties }) => mapOf(properties.MutualTlsAuthentication).TruststoreUri !== undefined),
    apiPath: pattern === undefined ? (prefix === '' ? '' : `/${prefix}`) : pattern.replace(/\/?\*$/, ''),
    ...(distribution && { distribution }),
  };
}
