import { associationsOf, distributionsBefore, domainsOf } from './private/fronts';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { bodyOf, HTTP_API, REST_API } from './private/operations';
import { closesPrivateApi, isLimited, policyStatements } from './private/resource-policy';
import { referencedResource, resourceOf, TemplateResource } from './private/resources';
import { alternatives, isSurelyTrue, listOf, objectOf, TemplateObject } from './private/values';
import { refusesAnything, rulesOf, statementsIn, WEB_ACL } from './private/web-acls';

/**
 * An API has as many doors as it has names. What only one of them asks (a web ACL at the Edge, mutual TLS, a TLS policy), nobody asks at the
 * others.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
 */
export const doorBesideWebAcl: NagRule = {
  id: 'SRA18',
  level: NagMessageLevel.ERROR,
  info: 'The API has a door beside the guarded one: the execute-api endpoint behind a domain or a distribution, or a private API that any VPC may enter.',
  explanation: 'Whoever knows the other name gets around the distribution\'s web ACL, the domain\'s mutual TLS and TLS policy, or the endpoint\'s '
    + 'network. Set DisableExecuteApiEndpoint; behind CloudFront let a web ACL of the stage ask for a secret header (or use mutual TLS to the '
    + 'origin); on a private API refuse all that does not come by aws:SourceVpce.',
  check(node) {
    if (node.cfnResourceType !== REST_API && node.cfnResourceType !== HTTP_API) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const api = resourceOf(node);
    const document = bodyOf(api);
    if (isPrivate(api, document)) {
      const statements = policyStatements(api.properties.Policy ?? document?.['x-amazon-apigateway-policy']);
      return findings(statements === undefined || closesPrivateApi(statements) ? [] : ['policy']);
    }
    const { mapped, domains } = domainsOf(api);
    const isOpen = !isExecuteApiDisabled(api, document);
    return findings([
      ...mapped && isOpen ? ['execute-api'] : [],
      ...distributionsBefore(api).some((distribution) => isBeside(distribution, api, domains, isOpen)) ? ['distribution'] : [],
    ]);
  },
  unknown(node) {
    if (node.cfnResourceType !== REST_API) {
      return [];
    }
    const api = resourceOf(node);
    const document = bodyOf(api);
    const isOpaque = isPrivate(api, document)
      && policyStatements(api.properties.Policy ?? document?.['x-amazon-apigateway-policy']) === undefined;
    return isOpaque ? ['The resource policy of the private API is made at the deployment.'] : [];
  },
};

function isPrivate(api: TemplateResource, document: TemplateObject | undefined): boolean {
  const configurations = [api.properties.EndpointConfiguration, document?.['x-amazon-apigateway-endpoint-configuration']];
  return configurations.flatMap(alternatives).some((configuration) => listOf(objectOf(configuration).Types ?? objectOf(configuration).types).includes('PRIVATE'));
}

/** By the property or by the document, where OpenAPI 3 has it at a server. */
function isExecuteApiDisabled(api: TemplateResource, document: TemplateObject | undefined): boolean {
  const servers = listOf(document?.servers).map((server) => objectOf(server)['x-amazon-apigateway-endpoint-configuration']);
  return api.properties.DisableExecuteApiEndpoint === undefined
    ? [...servers, document?.['x-amazon-apigateway-endpoint-configuration']].some((configuration) => isSurelyTrue(objectOf(configuration).disableExecuteApiEndpoint))
    : isSurelyTrue(api.properties.DisableExecuteApiEndpoint);
}

/** Whether the API answers those who don't come by the distribution, without asking what the distribution asks. */
function isBeside(distribution: TemplateResource, api: TemplateResource, domains: TemplateResource[], isOpen: boolean): boolean {
  const associations = associationsOf(api);
  const guarded = associations.some((association) => {
    const webAcl = referencedResource(association, association.properties.WebACLArn, WEB_ACL);
    // One of another app can't be looked into.
    return !webAcl || asksForHeader(webAcl) || refusesAnything(webAcl) && objectOf(distribution.properties.DistributionConfig).WebACLId === undefined;
  });
  const mutual = !isOpen && domains.length > 0 && domains.every(({ properties }) => properties.MutualTlsAuthentication !== undefined);
  const statements = policyStatements(api.properties.Policy ?? objectOf(api.properties.Body)['x-amazon-apigateway-policy']);
  return !guarded && !mutual && statements !== undefined && !isLimited(statements);
}

/** CloudFront can't sign for API Gateway: what tells its requests from others is a header that only it knows. */
function asksForHeader(webAcl: TemplateResource): boolean {
  const { rules, opaque } = rulesOf(webAcl);
  return opaque || rules.some(({ rule, counted }) => !counted
    && statementsIn(rule.Statement, 'ByteMatchStatement').some((statement) => objectOf(statement.FieldToMatch).SingleHeader !== undefined));
}
