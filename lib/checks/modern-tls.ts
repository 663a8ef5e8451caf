import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { documentOf, REST_API } from './private/operations';
import { resourceOf } from './private/resources';
import { alternatives, listOf, objectOf } from './private/values';

const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGateway::DomainNameV2'];

/**
 * Unset means TLS 1.0 for a REST API and TLS 1.2 for a domain name, neither with an endpoint access mode.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
 */
export const modernTls: NagRule = {
  id: 'SRA6',
  level: NagMessageLevel.ERROR,
  info: 'The TLS policy is a legacy one, or the endpoint access mode is not STRICT.',
  explanation: 'TLS 1.0 and old cipher suites can be broken on the way, and without strict mode a request may reach the API under the host '
    + 'name of another (domain fronting). Set SecurityPolicy to one whose name starts with SecurityPolicy_, and EndpointAccessMode to STRICT.',
  check(node) {
    if (node.cfnResourceType === 'AWS::ApiGatewayV2::DomainName') {
      // TLS 1.2 unless somebody asks for less; the newer policies are for REST APIs.
      const legacy = listOf(resourceOf(node).properties.DomainNameConfigurations)
        .flatMap((configuration) => alternatives(objectOf(configuration).SecurityPolicy))
        .some((policy) => policy !== undefined && policy !== 'TLS_1_2' && !String(policy).startsWith('SecurityPolicy_'));
      return findings(legacy ? ['policy'] : []);
    }
    const isDomain = DOMAINS.includes(node.cfnResourceType);
    if (!isDomain && node.cfnResourceType !== REST_API) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const { properties } = resourceOf(node);
    // Mutual TLS excludes the enhanced policies.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
    if (isDomain && properties.MutualTlsAuthentication !== undefined) {
      return findings(alternatives(properties.SecurityPolicy).every((policy) => policy === undefined || policy === 'TLS_1_2') ? [] : ['policy']);
    }
    const document = documentOf(node);
    const policies = alternatives(properties.SecurityPolicy ?? document?.['x-amazon-apigateway-security-policy']);
    const modes = alternatives(properties.EndpointAccessMode ?? document?.['x-amazon-apigateway-endpoint-access-mode']);
    return findings([
      ...policies.every((policy) => typeof policy === 'string' && policy.startsWith('SecurityPolicy_')) ? [] : ['policy'],
      ...modes.every((mode) => mode === 'STRICT') ? [] : ['access mode'],
    ]);
  },
};
