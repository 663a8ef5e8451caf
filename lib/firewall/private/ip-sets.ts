import { Token } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** ARNs of the IP sets that hold the addresses; a set holds one version of them. */
export function ipSets(scope: Construct, id: string, addresses: string[] = [], wafScope: 'REGIONAL' | 'CLOUDFRONT'): string[] {
  const isVersion6 = (address: string) => address.includes(':') && !Token.isUnresolved(address);
  const versions = [
    { version: 'IPV4', addresses: addresses.filter((address) => !isVersion6(address)) },
    { version: 'IPV6', addresses: addresses.filter(isVersion6) },
  ];
  return versions.filter((set) => set.addresses.length > 0).map((set) => new wafv2.CfnIPSet(scope, `${id}${set.version}`, {
    scope: wafScope,
    ipAddressVersion: set.version,
    addresses: set.addresses,
  }).attrArn);
}
