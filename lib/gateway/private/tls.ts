import { DomainOptions } from '../domain-options';

/** TLS 1.2 with forward secrecy, and 1.3. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html */
const TLS_1_2_AND_1_3 = 'SecurityPolicy_TLS13_1_2_2021_06';
const TLS_1_3_ONLY = 'SecurityPolicy_TLS13_1_3_2025_09';
/** The strictest of the older policies: 1.2 and 1.3. */
const LEGACY_TLS_1_2 = 'TLS_1_2';

/**
 * Policy of the API itself. It is the one that counts under a custom domain too: "when you invoke that custom domain name, API Gateway uses
 * the security policy of the API to negotiate the TLS handshake".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
 */
export function apiTlsPolicy(domain?: DomainOptions): string {
  return domain && !domain.mutualTls && domain.allowTls12 === undefined ? TLS_1_3_ONLY : TLS_1_2_AND_1_3;
}

/** Policy of the domain: "You can't enable mutual TLS on a domain name that uses an enhanced security policy." */
export function domainTlsPolicy(domain: DomainOptions): { readonly securityPolicy: string; readonly endpointAccessMode?: 'STRICT' } {
  return domain.mutualTls
    ? { securityPolicy: LEGACY_TLS_1_2 }
    : { securityPolicy: apiTlsPolicy(domain), endpointAccessMode: 'STRICT' };
}
