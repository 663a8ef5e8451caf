import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { integrationsOf } from './private/operations-of-api';
import { referencedResource, refersTo, resourceOf, resourcesInApp, TemplateResource } from './private/resources';
import { alternatives, listOf, objectOf, oneOrMany, TemplateObject, text } from './private/values';

const POLICIES_OF_ROLES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege */
export const narrowIntegrationRole: NagRule = {
  id: 'SRA17',
  level: NagMessageLevel.ERROR,
  info: 'The integration\'s role allows a wildcard of actions or resources.',
  explanation: 'A mapping that an attacker bends reaches more than the target of the route. Allow the one action on the one exact ARN.',
  check(node) {
    const integrations = integrationsOf(node);
    if (!integrations) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const resource = resourceOf(node);
    const verdicts = new Map<string, boolean>();
    return findings(integrations.filter(({ integration }) => alternatives(integration.credentials).some((credentials) => {
      const key = text(credentials);
      const role = verdicts.has(key) ? undefined : referencedResource(resource, credentials, 'AWS::IAM::Role');
      if (!verdicts.has(key)) {
        verdicts.set(key, role !== undefined && isWide(role));
      }
      return verdicts.get(key);
    })).map(({ name }) => name));
  },
};

function isWide(role: TemplateResource): boolean {
  const attached = POLICIES_OF_ROLES.flatMap((type) => resourcesInApp(role.stack, type))
    .filter((policy) => listOf(policy.properties.Roles).some((reference) => refersTo(policy, reference, role)))
    .map((policy) => policy.properties.PolicyDocument);
  const inline = listOf(role.properties.Policies).map((policy) => objectOf(policy).PolicyDocument);
  return [...attached, ...inline].some((document) => oneOrMany(objectOf(document).Statement).map(objectOf).some(isWideStatement))
    || listOf(role.properties.ManagedPolicyArns).some((arn) => /(AdministratorAccess|FullAccess|PowerUserAccess)$/.test(text(arn)));
}

function isWideStatement(statement: TemplateObject): boolean {
  return statement.Effect === 'Allow' && (statement.NotAction !== undefined || statement.NotResource !== undefined
    || [...oneOrMany(statement.Action), ...oneOrMany(statement.Resource)].some((value) => alternatives(value).some((item) => /[*?]/.test(text(item)))));
}
