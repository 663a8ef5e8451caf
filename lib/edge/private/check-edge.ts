import { Stack, Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { FirewallOptions } from '../../firewall/firewall-options';
import { isOfAddresses } from '../../firewall/private/managed-rules';
import { checkTrustStore } from '../../gateway/private/check-doors';
import { checkHostName } from '../../shared/check-host-name';
import { checkReason } from '../../shared/check-reason';
import { BOOLEAN, checkTypes, having, listOf, memberOf, OBJECT, optional, Shape, TEXT } from '../../shared/check-types';
import { checkLiteral, shown } from '../../shared/literals';
import { EdgeOptions } from '../edge-options';
import { OriginMutualTlsOptions } from '../origin-mutual-tls-options';
import { WebsiteOptions } from '../website-options';

/** Region of everything that belongs to CloudFront as a whole: certificates and web ACLs. */
export const CLOUDFRONT_REGION = 'us-east-1';

/** By their names, since the enumeration would load Amazon CloudFront's construct library for an API without an Edge. */
const TLS_1_2_2021_OR_NEWER = ['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025'];

/** By name too, for the same reason. */
const PRICE_CLASS = { PRICE_CLASS_100: 'PriceClass_100', PRICE_CLASS_200: 'PriceClass_200', PRICE_CLASS_ALL: 'PriceClass_All' };

const CERTIFICATE = having('a certificate such as acm.Certificate.fromCertificateArn(…)', 'certificateArn');

const SHAPE: Shape = {
  domainNames: optional(listOf(TEXT)),
  certificate: optional(CERTIFICATE),
  allowCloudFrontDomain: optional(TEXT),
  minimumProtocolVersion: optional(TEXT),
  webAclArn: optional(TEXT),
  website: optional(OBJECT),
  priceClass: optional(memberOf('PriceClass', PRICE_CLASS)),
  originMutualTls: optional(OBJECT),
};

const WEBSITE_SHAPE: Shape = {
  apiPath: optional(TEXT),
  indexDocument: optional(TEXT),
  singlePage: optional(BOOLEAN),
  connectSources: optional(listOf(TEXT)),
  contentSecurityPolicy: optional(TEXT),
  tokens: optional(listOf(OBJECT)),
  consumer: optional(OBJECT),
};

/** @throws with the property, what was given and what would be right */
export function checkEdge(scope: Construct, options: EdgeOptions, firewall: FirewallOptions = {}, stageName?: string): void {
  checkTypes('edge', options, SHAPE, 'edge.');
  checkNames(options);
  checkWebAcl(scope, options, firewall);
  const { minimumProtocolVersion } = options;
  if (minimumProtocolVersion !== undefined && !TLS_1_2_2021_OR_NEWER.includes(minimumProtocolVersion)) {
    throw new Error(`\`edge.minimumProtocolVersion\` must be TLS_V1_2_2021 or newer, got ${shown(minimumProtocolVersion)}; right would be cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021`);
  }
  if (options.originMutualTls !== undefined) {
    checkOriginMutualTls(scope, options.originMutualTls, options.domainNames ?? [], stageName);
  }
  if (options.website !== undefined) {
    checkTypes('edge.website', options.website, WEBSITE_SHAPE, 'edge.website.');
    checkWebsite(options.website);
  }
}

/** What API Gateway takes as a base path, which here is the stage's name. */
const LONGEST_BASE_PATH = 60;

function checkOriginMutualTls(scope: Construct, options: OriginMutualTlsOptions, domainNames: string[], stageName = ''): void {
  const { domainName, certificate, clientCertificate, trustStore } = options;
  for (const [property, value] of Object.entries({ domainName, certificate, clientCertificate, trustStore, 'trustStore.bucket': trustStore?.bucket })) {
    if (value === undefined || value === null) {
      throw new Error(`\`edge.originMutualTls.${property}\` must be given, got none: without it the door would open for nobody, or for anybody`);
    }
  }
  checkTypes('edge.originMutualTls', options, { domainName: TEXT, certificate: CERTIFICATE, clientCertificate: CERTIFICATE, trustStore: OBJECT }, 'edge.originMutualTls.');
  checkHostName('edge.originMutualTls.domainName', domainName);
  if (!Token.isUnresolved(domainName) && (domainName.startsWith('*') || domainNames.includes(domainName))) {
    throw new Error(`\`edge.originMutualTls.domainName\` must be a name that CloudFront alone uses, and no wildcard, got ${shown(domainName)}; right would be "origin.shop.example.com"`);
  }
  if (stageName.length > LONGEST_BASE_PATH) {
    throw new Error(`\`stageName\` must have at most ${LONGEST_BASE_PATH} characters beside \`edge.originMutualTls\`, whose base path it is, got ${stageName.length}`);
  }
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region)) {
    checkRegion('edge.originMutualTls.certificate', certificate, region, 'where the API is');
  }
  checkRegion('edge.originMutualTls.clientCertificate', clientCertificate, CLOUDFRONT_REGION, 'where CloudFront looks for it');
  checkTrustStore('edge.originMutualTls.trustStore', trustStore);
}

/** Only a literal ARN says its region. */
function checkRegion(property: string, { certificateArn }: acm.ICertificate, region: string, why: string): void {
  const actual = Token.isUnresolved(certificateArn) ? undefined : certificateArn.split(':')[3];
  if (actual !== undefined && actual !== region) {
    throw new Error(`\`${property}\` must be of ${region}, ${why}, got one of ${shown(actual)}`);
  }
}

function checkNames({ domainNames, certificate, allowCloudFrontDomain, minimumProtocolVersion }: EdgeOptions): void {
  if (allowCloudFrontDomain !== undefined) {
    checkReason('edge.allowCloudFrontDomain', allowCloudFrontDomain);
    for (const [property, value] of Object.entries({ domainNames, certificate, minimumProtocolVersion })) {
      if (value !== undefined) {
        throw new Error(`\`edge.allowCloudFrontDomain\` and \`edge.${property}\` must not come together: CloudFront has no say over TLS under its own name`);
      }
    }
    return;
  }
  if (domainNames === undefined || domainNames.length === 0 || certificate === undefined) {
    throw new Error(`\`edge.domainNames\` and \`edge.certificate\` must both be given, got ${domainNames?.length ? 'no certificate' : 'no name'}: under its own name CloudFront ` +
      'accepts TLS 1.0; right would be { domainNames: ["api.example.com"], certificate }, or `edge.allowCloudFrontDomain` with a reason');
  }
  domainNames.forEach((name) => checkHostName('edge.domainNames', name));
  checkRegion('edge.certificate', certificate, CLOUDFRONT_REGION, 'where CloudFront looks for it');
}

function checkWebAcl(scope: Construct, { webAclArn }: EdgeOptions, firewall: FirewallOptions): void {
  const { region } = Stack.of(scope);
  if (webAclArn === undefined) {
    if (region !== CLOUDFRONT_REGION) {
      throw new Error(`\`edge.webAclArn\` must be given, since web ACLs of CloudFront live in ${CLOUDFRONT_REGION} only, got a stack in ` +
        `${Token.isUnresolved(region) ? 'no region of its own' : shown(region)}; right would be the \`webAclArn\` of an EdgeWebAcl in a stack with env: { region: "${CLOUDFRONT_REGION}" }`);
    }
    return;
  }
  if (!Token.isUnresolved(webAclArn) && !/^arn:[^:]+:wafv2:us-east-1:\d{12}:global\/webacl\/[^/]+\/[^/]+$/.test(webAclArn)) {
    throw new Error(`\`edge.webAclArn\` must be the ARN of a web ACL for CloudFront, got ${shown(webAclArn)}; right would be "arn:aws:wafv2:us-east-1:111122223333:global/webacl/Edge/a1b2"`);
  }
  const group = firewall.managedRuleGroups?.find(({ _state }) => isOfAddresses(_state));
  if (group) {
    throw new Error(`\`firewall.managedRuleGroups\` must not hold ${shown(group._state.name)} where \`edge.webAclArn\` is given: it judges by the connection's address, which here is ` +
      'CloudFront\'s; right would be to give it to the EdgeWebAcl');
  }
}

function checkWebsite({ apiPath, indexDocument, connectSources, contentSecurityPolicy }: WebsiteOptions): void {
  if (apiPath !== undefined) {
    checkLiteral('edge.website.apiPath', apiPath, "'/api'");
    if (!/^(?:\/[A-Za-z0-9_.~-]+)+$/.test(apiPath) || /\/\.\.?(?:\/|$)/.test(apiPath)) {
      throw new Error(`\`edge.website.apiPath\` must begin with a slash and end without one, got ${shown(apiPath)}; right would be "/api"`);
    }
  }
  if (indexDocument !== undefined) {
    checkLiteral('edge.website.indexDocument', indexDocument, "'index.html'");
    if (!/^[A-Za-z0-9_.-]+$/.test(indexDocument)) {
      throw new Error(`\`edge.website.indexDocument\` must be the name of an object without slashes, got ${shown(indexDocument)}; right would be "index.html"`);
    }
  }
  if (connectSources !== undefined && contentSecurityPolicy !== undefined) {
    throw new Error('`edge.website.connectSources` and `edge.website.contentSecurityPolicy` must not come together: the first is part of the default policy');
  }
  for (const source of connectSources ?? []) {
    if (!Token.isUnresolved(source) && !/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(source)) {
      throw new Error(`\`edge.website.connectSources\` must hold https origins, got ${shown(source)}; right would be "https://shop.auth.eu-west-1.amazoncognito.com"`);
    }
  }
  if (contentSecurityPolicy !== undefined && contentSecurityPolicy.trim() === '') {
    throw new Error('`edge.website.contentSecurityPolicy` must be a policy, got none; right would be "default-src \'self\'", or no property at all for the default one');
  }
}
