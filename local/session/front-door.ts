import { LocalApi, resourcesOf } from '../api';
import { LocalAssembly, LocalResource } from '../assembly';
import { mapOf } from '../template-values';

/** What stands before an API, as far as its address is concerned. */
export interface FrontDoor {
  /** Names that clients know it by; empty where that is AWS's own. */
  readonly names: readonly string[];
  /** Whether clients must show a certificate. */
  readonly mutualTls: boolean;
  readonly distribution?: LocalResource;
}

/** The CloudFront distribution or the domain name before an API. */
export function frontDoorOf(assembly: LocalAssembly, { restApi, stack }: LocalApi): FrontDoor {
  const distribution = assembly.stacks.flatMap((other) => resourcesOf(other, 'AWS::CloudFront::Distribution'))
    .find(({ properties }) => JSON.stringify(properties).includes(`${restApi.ref}.execute-api.`));
  const mappings = resourcesOf(stack, 'AWS::ApiGateway::BasePathMapping').filter(({ properties }) => properties.RestApiId === restApi.ref);
  const domains = mappings.flatMap(({ properties: { DomainName } }) => resourcesOf(stack, 'AWS::ApiGateway::DomainName').filter(({ ref, properties }) => (
    ref === DomainName || properties.DomainName === DomainName)));
  const aliases = mapOf(mapOf(distribution?.properties).DistributionConfig).Aliases;
  return {
    names: [...Array.isArray(aliases) ? aliases.map(String) : [], ...domains.map(({ properties: { DomainName } }) => String(DomainName))],
    mutualTls: domains.some(({ properties }) => mapOf(properties.MutualTlsAuthentication).TruststoreUri !== undefined),
    ...(distribution && { distribution }),
  };
}
