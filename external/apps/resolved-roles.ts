import { Json, JsonMap, LocalResource } from '../../local/assembly';
import { TemplateValues } from '../../local/template-values';
import { AppTemplate, ENVIRONMENT } from './apps';

/** A role with all that is attached to it, with names as CloudFormation would give them. */
export interface ResolvedRole {
  readonly logicalId: string;
  readonly arn: string;
  readonly policies: JsonMap[];
}

/** One app, as it would be deployed. */
export interface ResolvedApp {
  readonly name: string;
  readonly roles: ResolvedRole[];
  /** The resource with a logical id that begins so, once its hash is left out. */
  resource(type: string, logicalId: RegExp): LocalResource;
}

/** The app's stacks that stand in the API's own region. */
export function resolvedApp(name: string, templates: AppTemplate[]): ResolvedApp {
  const values = new TemplateValues(templates.filter(({ app }) => app === name).map(({ stack, template }) => ({
    name: stack, ...ENVIRONMENT, template: template as unknown as JsonMap, parameters: {},
  })));
  const resources = templates.filter(({ app }) => app === name).flatMap(({ stack }) => [...values.resourcesOf(stack).values()]);
  const documents = (resource: LocalResource): JsonMap[] =>
    resource.type === 'AWS::IAM::Role'
      ? (resource.properties.Policies as JsonMap[] | undefined ?? []).map(({ PolicyDocument }) => PolicyDocument as JsonMap)
      : [resource.properties.PolicyDocument as JsonMap];
  const attached = (role: LocalResource): LocalResource[] => resources.filter(({ type, stack, properties }) =>
    /^AWS::IAM::(Managed)?Policy$/.test(type) && stack === role.stack && (properties.Roles as Json[] | undefined ?? []).includes(role.ref));
  return {
    name,
    roles: resources.filter(({ type }) => type === 'AWS::IAM::Role').map((role) => ({
      logicalId: role.logicalId,
      arn: `arn:aws:iam::${ENVIRONMENT.account}:role/${role.ref}`,
      policies: [role, ...attached(role)].flatMap(documents),
    })),
    resource: (type, logicalId) => {
      const found = resources.filter((resource) => resource.type === type && logicalId.test(resource.logicalId));
      if (found.length !== 1) {
        throw new Error(`${name} must have one ${type} that ${logicalId.source} names, got ${found.map((resource) => resource.logicalId).join(', ')}`);
      }
      return found[0];
    },
  };
}
