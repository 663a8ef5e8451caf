import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct, IDependable } from 'constructs';
import { DomainOptions } from '../domain-options';
import { domainTlsPolicy } from './tls';

/**
 * The domain name, and the mapping of its base path to the stage.
 *
 * @param firewall what stands in front of the stage before the mapping opens the door, and until it is closed
 */
export function customDomain(
  scope: Construct, id: string, stage: apigateway.Stage, firewall: IDependable, options: DomainOptions,
): apigateway.IDomainName {
  const { mutualTls } = options;
  const own = new Construct(scope, id);
  const domain = new apigateway.CfnDomainName(own, 'Resource', {
    domainName: options.domainName,
    regionalCertificateArn: options.certificate.certificateArn,
    endpointConfiguration: { types: ['REGIONAL'] },
    ...domainTlsPolicy(options),
    ...(mutualTls && {
      mutualTlsAuthentication: { truststoreUri: mutualTls.bucket.s3UrlForObject(mutualTls.key), truststoreVersion: mutualTls.version },
      ownershipVerificationCertificateArn: mutualTls.ownershipVerificationCertificate?.certificateArn,
    }),
  });
  const mapping = new apigateway.CfnBasePathMapping(own, 'Mapping', {
    domainName: domain.ref,
    basePath: options.basePath,
    restApiId: stage.restApi.restApiId,
    stage: stage.stageName,
  });
  mapping.node.addDependency(stage, firewall);
  return apigateway.DomainName.fromDomainNameAttributes(own, 'DomainName', {
    domainName: domain.ref,
    domainNameAliasTarget: domain.attrRegionalDomainName,
    domainNameAliasHostedZoneId: domain.attrRegionalHostedZoneId,
  });
}
