import { isIntrinsic, objectOf, oneOrMany } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';
import { Permission, RoleReport } from '../model';
import { mentionsResource, referencedId, resourcesOfType, shownText } from './values';

/** The role that an integration's `credentials` name, and what it may do as far as the template says. */
export function roleOf(credentials: unknown, resources: TemplateMap): RoleReport | undefined {
  if (credentials === undefined || credentials === '') {
    return undefined;
  }
  const logicalId = referencedId(credentials);
  const role = logicalId === undefined ? {} : objectOf(resources[logicalId]);
  if (logicalId === undefined || role.Type !== 'AWS::IAM::Role') {
    return { name: shownText(credentials) };
  }
  const { Policies: inline, ManagedPolicyArns: managed } = objectOf(role.Properties);
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => resourcesOfType(resources, type))
    .filter(([, { Roles: roles, RoleName: name }]) => mentionsResource(roles ?? name, logicalId));
  return {
    name: logicalId,
    may: [
      ...oneOrMany(inline).flatMap((policy) => permissionsOf(objectOf(policy).PolicyDocument)),
      ...attached.flatMap(([, { PolicyDocument: document }]) => permissionsOf(document)),
      ...oneOrMany(managed).map((arn) => ({ actions: ['what the policy allows'], resources: [shownText(arn)], denied: false, conditions: false })),
    ],
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
function permissionsOf(document: unknown): Permission[] {
  return oneOrMany(objectOf(document).Statement).map((statement) => {
    const {
      Action: actions, NotAction: otherThan, Resource: resources, NotResource: elsewhere, Effect: effect, Condition: condition,
    } = objectOf(statement);
    return {
      actions: otherThan === undefined ? texts(actions) : texts(otherThan).map((action) => `all but ${action}`),
      resources: elsewhere === undefined ? texts(resources) : texts(elsewhere).map((resource) => `all but ${resource}`),
      denied: effect === 'Deny',
      conditions: condition !== undefined,
    };
  });
}

function texts(value: unknown): string[] {
  return isIntrinsic(value) ? [shownText(value)] : oneOrMany(value).map(shownText);
}
