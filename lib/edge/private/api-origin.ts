import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { DomainOptions } from '../../gateway/domain-options';
import { EdgeOptions } from '../edge-options';
import { OriginMutualTlsOptions } from '../origin-mutual-tls-options';

/**
 * The domain that opens for CloudFront's client certificate only. Its base path is the stage's name, as at the execute-api endpoint, so the
 * firewall sees the same paths at both.
 */
export function originDomain({ originMutualTls }: EdgeOptions, stageName: string): DomainOptions | undefined {
  return originMutualTls && {
    domainName: originMutualTls.domainName,
    certificate: originMutualTls.certificate,
    basePath: stageName,
    mutualTls: originMutualTls.trustStore,
  };
}

/** Where CloudFront finds the API. */
export function apiOrigin(stage: apigateway.Stage, mutualTls: OriginMutualTlsOptions | undefined): cloudfront.IOrigin {
  const { region, urlSuffix } = Stack.of(stage);
  const props: origins.HttpOriginProps = {
    originPath: `/${stage.stageName}`,
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    // API Gateway gives up on a target after 29 seconds.
    readTimeout: Duration.seconds(30),
  };
  return mutualTls
    ? presenting(mutualTls.clientCertificate, new origins.HttpOrigin(mutualTls.domainName, props))
    : new origins.HttpOrigin(`${stage.restApi.restApiId}.execute-api.${region}.${urlSuffix}`, props);
}

/** The origin, with the client certificate that CloudFront presents there: CDK's origins have no property for it yet. */
function presenting({ certificateArn }: acm.ICertificate, origin: cloudfront.IOrigin): cloudfront.IOrigin {
  return {
    bind: (scope, options) => {
      const bound = origin.bind(scope, options);
      const config = bound.originProperty?.customOriginConfig as cloudfront.CfnDistribution.CustomOriginConfigProperty;
      return {
        ...bound,
        originProperty: {
          ...bound.originProperty as cloudfront.CfnDistribution.OriginProperty,
          customOriginConfig: { ...config, originMtlsConfig: { clientCertificateArn: certificateArn } },
        },
      };
    },
  };
}
