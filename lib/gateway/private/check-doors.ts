import { Token } from 'aws-cdk-lib';
import { checkHostName } from '../../shared/check-host-name';
import { checkReason } from '../../shared/check-reason';
import { checkTypes, having, listOf, OBJECT, optional, TEXT } from '../../shared/check-types';
import { checkLiteral, shown } from '../../shared/literals';
import { DomainOptions, MutualTlsOptions } from '../domain-options';
import { PrivateEndpointOptions } from '../private-endpoint-options';

/** The properties that make a way in, and the one of the firewall that fits only some of them. */
export interface DoorOptions {
  readonly domain?: DomainOptions;
  readonly edge?: object;
  readonly privateEndpoints?: PrivateEndpointOptions;
  readonly firewall?: { readonly allowedCountries?: string[]; readonly blockedCountries?: string[]; readonly blockList?: object };
}

/**
 * Checks how clients reach the API: by one door. Where two of the properties that make one come together, the second would be a way
 * around what the first one checks, so that is an error which names both.
 *
 * @throws with the property, what was given and what would be right
 */
export function checkDoors({ domain, edge, privateEndpoints, firewall }: DoorOptions): void {
  if (edge && domain) {
    throw new Error('`edge` and `domain` must not come together: the domain would be a second door, without what the Edge adds; ' +
      'right would be the name in `edge.domainNames`');
  }
  if (edge && privateEndpoints) {
    throw new Error('`edge` and `privateEndpoints` must not come together: CloudFront is public and has no way to a private API; right would be one of them');
  }
  if (domain && privateEndpoints) {
    throw new Error('`domain` and `privateEndpoints` must not come together: a public domain name has no way to a private API; right would be one of them');
  }
  if (privateEndpoints && (firewall?.allowedCountries || firewall?.blockedCountries)) {
    throw new Error('`privateEndpoints` and `firewall.allowedCountries` or `firewall.blockedCountries` must not come together: ' +
      'addresses inside of a VPC are in no country, so nobody, or anybody, would pass');
  }
  if (privateEndpoints && firewall?.blockList) {
    throw new Error('`privateEndpoints` and `firewall.blockList` must not come together: callers inside of a VPC have private addresses, which are never blocked');
  }
  if (domain) {
    checkDomain(domain);
  }
  if (privateEndpoints) {
    checkPrivateEndpoints(privateEndpoints);
  }
}

const CERTIFICATE = having('a certificate such as acm.Certificate.fromCertificateArn(…)', 'certificateArn');

function checkDomain(domain: DomainOptions): void {
  checkTypes('domain', domain, {
    domainName: TEXT, certificate: CERTIFICATE, basePath: optional(TEXT), allowTls12: optional(TEXT), mutualTls: optional(OBJECT),
  }, 'domain.');
  const { domainName, basePath, allowTls12, mutualTls } = domain;
  checkHostName('domain.domainName', domainName);
  if (basePath !== undefined) {
    // Literal: the rules on paths hold it. https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    checkLiteral('domain.basePath', basePath, "'orders'");
    if (!/^[A-Za-z0-9$_.+!*'()-]{1,60}$/.test(basePath) || /^\.+$/.test(basePath)) {
      throw new Error(`\`domain.basePath\` must be one part of a path, 1 to 60 characters without slashes, got ${shown(basePath)}; right would be "orders"`);
    }
  }
  if (allowTls12 !== undefined) {
    checkReason('domain.allowTls12', allowTls12);
  }
  if (mutualTls) {
    checkTrustStore('domain.mutualTls', mutualTls);
    if (allowTls12 !== undefined) {
      throw new Error('`domain.allowTls12` and `domain.mutualTls` must not come together: with mutual TLS API Gateway accepts TLS 1.2 anyway');
    }
  }
}

/** @throws where the trust store could be another one tomorrow, or none */
export function checkTrustStore(path: string, trustStore: MutualTlsOptions): void {
  checkTypes(path, trustStore, { bucket: having('a bucket such as new s3.Bucket(…)', 'bucketName'), ownershipVerificationCertificate: optional(CERTIFICATE) }, `${path}.`);
  for (const property of ['key', 'version'] as const) {
    const value = trustStore[property] as string | undefined;
    if (!Token.isUnresolved(value) && (typeof value !== 'string' || value.trim() === '')) {
      throw new Error(`\`${path}.${property}\` must name the trust store's ${property}, got ${shown(value)}`);
    }
  }
}

function checkPrivateEndpoints(privateEndpoints: PrivateEndpointOptions): void {
  checkTypes('privateEndpoints', privateEndpoints, { vpcEndpoints: listOf(having('a VPC endpoint such as vpc.addInterfaceEndpoint(…)', 'vpcEndpointId')) }, 'privateEndpoints.');
  if (privateEndpoints.vpcEndpoints.length === 0) {
    throw new Error('`privateEndpoints.vpcEndpoints` must hold at least one endpoint, got none: nobody could call the API; ' +
      'right would be [vpc.addInterfaceEndpoint("Api", { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY })]');
  }
}
