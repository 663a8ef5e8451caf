import { mentions, referencedResource, refersTo, resourcesInApp, TemplateResource } from './resources';
import { listOf, objectOf, text } from './values';

const MAPPINGS: { readonly [type: string]: string } = {
  'AWS::ApiGateway::BasePathMapping': 'RestApiId',
  'AWS::ApiGateway::BasePathMappingV2': 'RestApiId',
  'AWS::ApiGatewayV2::ApiMapping': 'ApiId',
};
const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGateway::DomainNameV2', 'AWS::ApiGatewayV2::DomainName'];

/** Whether a custom domain leads to an API, and the domains of the app that do. */
export function domainsOf(api: TemplateResource): { readonly mapped: boolean; readonly domains: TemplateResource[] } {
  const mappings = Object.entries(MAPPINGS).flatMap(([type, property]) => resourcesInApp(api.stack, type)
    .filter((mapping) => refersTo(mapping, mapping.properties[property], api)));
  const domains = mappings.flatMap((mapping) => {
    const { DomainName: name, DomainNameArn: arn } = mapping.properties;
    const known = DOMAINS.map((type) => referencedResource(mapping, name ?? arn, type)).find((domain) => domain !== undefined)
      ?? DOMAINS.flatMap((type) => resourcesInApp(api.stack, type)).find((domain) => isSameName(domain.properties.DomainName, name));
    return known ? [known] : [];
  });
  return { mapped: mappings.length > 0, domains: [...new Set(domains)] };
}

/** The distributions of CloudFront that have an API as an origin, by its own endpoint or by a domain of it. */
export function distributionsBefore(api: TemplateResource): TemplateResource[] {
  const distributions = resourcesInApp(api.stack, 'AWS::CloudFront::Distribution');
  // Most apps have none: their domains need not be looked for.
  const domains = distributions.length > 0 ? domainsOf(api).domains : [];
  return distributions.filter((distribution) => originsOf(distribution).some((name) => mentions(distribution, name, api)
    || domains.some((domain) => mentions(distribution, name, domain) || isSameName(domain.properties.DomainName, name))));
}

/** Names of the hosts that a distribution asks. */
function originsOf(distribution: TemplateResource): unknown[] {
  return listOf(objectOf(distribution.properties.DistributionConfig).Origins).map((origin) => objectOf(origin).DomainName);
}

function isSameName(one: unknown, other: unknown): boolean {
  return one !== undefined && other !== undefined && text(one).toLowerCase() === text(other).toLowerCase();
}

/** The associations of a web ACL with a stage of an API. */
export function associationsOf(api: TemplateResource): TemplateResource[] {
  return resourcesInApp(api.stack, 'AWS::WAFv2::WebACLAssociation').filter((association) => mentions(association, association.properties.ResourceArn, api)
    || resourcesInApp(api.stack, 'AWS::ApiGateway::Stage').some((stage) => refersTo(stage, stage.properties.RestApiId, api)
      && mentions(association, association.properties.ResourceArn, stage)));
}
