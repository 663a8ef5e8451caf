import { CliError } from '../private/errors';
import { loadCdk, loadLibrary, loadRules } from '../private/library';
import { ReadTemplate, TemplateMap } from './read-templates';
import { mapOf, resolvedResources } from './resolve';
import { withoutSam } from './sam';

export type Level = 'error' | 'warning' | 'unknown';

/** What a rule found at one resource, or what could not be looked into there. */
export interface Finding {
  /** The rule alone, such as `SecureRestApi-SRA1`. */
  readonly rule: string;
  /** The whole id, by which a finding is acknowledged, such as `SecureRestApi-SRA1[GET-/orders]`. */
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  /** What an attacker gains, and how to mend it. */
  readonly help: string;
  readonly file: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Absent where no CDK made the template. */
  readonly constructPath?: string;
  /** Why it stays, where somebody said so. */
  readonly acknowledged?: string;
}

/** A rule of the pack, for reports that list what was looked for. */
export interface RuleDescription {
  readonly id: string;
  readonly level: Level;
  readonly message: string;
  readonly help: string;
}

const PACK = 'SecureRestApi';
export const UNKNOWN = `${PACK}-unknown`;

/** The rules, in the pack's order, and what can't be looked into. */
export function ruleDescriptions(): RuleDescription[] {
  return [
    ...loadRules().map(({ id, level, info, explanation }) => ({
      id: `${PACK}-${id}`, level: String(level).toLowerCase() === 'error' ? 'error' as const : 'warning' as const, message: info, help: explanation,
    })),
    {
      id: UNKNOWN,
      level: 'unknown',
      message: 'Something that decides about the API stands elsewhere, and was not looked into.',
      help: 'Give the other template too, or put the document into the template.',
    },
  ];
}

/** Runs the pack on templates as it runs in an app. */
export function findingsIn(templates: readonly ReadTemplate[]): Finding[] {
  const { App, CfnResource, Stack } = loadCdk();
  const { SecureRestApiChecks } = loadLibrary();
  const app = new App({ analyticsReporting: false });
  const found: Finding[] = [];
  const places = new Map<string, { readonly template: ReadTemplate; readonly logicalId: string; readonly made: InstanceType<typeof CfnResource> }>();
  templates.forEach((template, index) => {
    const resources = resourcesOf(template);
    const stack = new Stack(app, `${index}`, { stackName: /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(template.stackName) ? template.stackName : `Template${index}` });
    for (const [logicalId, resource] of Object.entries(resources)) {
      const { Type: type, Properties: properties } = mapOf(resource);
      if (typeof type !== 'string') {
        throw new CliError(`${template.file} must have a \`Type\` in every resource, got none in ${logicalId}`);
      }
      const made = new CfnResource(stack, logicalId.replace(/\W/g, ''), { type, properties: mapOf(properties) });
      made.overrideLogicalId(logicalId);
      places.set(made.node.path, { template, logicalId, made });
    }
    found.push(...unknownIn(template, resources));
  });
  const descriptions = new Map(ruleDescriptions().map((rule) => [rule.id, rule]));
  for (const { ruleName, description, violatingResources } of new SecureRestApiChecks().validateScope(app).violations) {
    const rule = ruleName.replace(/\[.*$/s, '');
    const { level = 'error', help = '' } = descriptions.get(rule) ?? {};
    for (const { constructPath } of violatingResources) {
      const { template, logicalId } = places.get(String(constructPath))!;
      const resource = mapOf(mapOf(template.template.Resources)[logicalId]);
      found.push(placed({ rule, id: ruleName, level, message: description, help }, template, logicalId, resource));
    }
  }
  const unknownHelp = descriptions.get(UNKNOWN)!.help;
  const rules = loadRules();
  for (const { template, logicalId, made } of places.values()) {
    for (const rule of rules) {
      for (const message of rule.unknown?.(made) ?? []) {
        const unknown = { rule: UNKNOWN, id: `${UNKNOWN}[${rule.id}]`, level: 'unknown' as const, message, help: unknownHelp };
        found.push(placed(unknown, template, logicalId, mapOf(mapOf(template.template.Resources)[logicalId])));
      }
    }
  }
  return found.sort((one, other) => order(one) < order(other) ? -1 : 1);
}

/** Its resources with all resolved that it can resolve, and those that AWS SAM makes of its own. */
export function resourcesOf({ template, stackName }: ReadTemplate): TemplateMap {
  const resources = resolvedResources(template, stackName);
  const transforms = [template.Transform ?? []].flat();
  return transforms.includes('AWS::Serverless-2016-10-31') ? withoutSam(resources, mapOf(template.Globals)) : resources;
}

/** What would pass in silence, since it isn't there to be looked at. */
function unknownIn(template: ReadTemplate, resources: TemplateMap): Finding[] {
  const found: Finding[] = [];
  const add = (what: string, logicalId: string, message: string): void => {
    const { help } = ruleDescriptions().find(({ id }) => id === UNKNOWN)!;
    found.push(placed({ rule: UNKNOWN, id: `${UNKNOWN}[${what}]`, level: 'unknown', message, help }, template, logicalId, mapOf(resources[logicalId])));
  };
  for (const transform of [template.template.Transform ?? []].flat()) {
    if (transform !== 'AWS::Serverless-2016-10-31' && transform !== 'AWS::LanguageExtensions') {
      const name = typeof transform === 'string' ? transform : String(mapOf(transform).Name);
      add('macro', Object.keys(resources)[0] ?? '', `The macro ${name} changes the template at the deployment.`);
    }
  }
  for (const [logicalId, resource] of Object.entries(resources)) {
    const { Type: type, Properties: properties } = mapOf(resource);
    const { Body, BodyS3Location, TemplateURL } = mapOf(properties);
    if (type === 'AWS::CloudFormation::Stack') {
      add('nested-stack', logicalId, `What the nested stack ${typeof TemplateURL === 'string' ? `of ${TemplateURL} ` : ''}makes was not looked at.`);
    }
    if (typeof type === 'string' && (type.endsWith('::MODULE') || type === 'AWS::CloudFormation::Macro')) {
      add('module', logicalId, 'What the module makes was not looked at.');
    }
    if (type === 'AWS::ApiGateway::RestApi' && BodyS3Location !== undefined) {
      add('document', logicalId, 'The API\'s document is in Amazon S3: none of its operations was looked at.');
    }
    if (type === 'AWS::ApiGateway::RestApi' && isCall(Body)) {
      add('document', logicalId, 'The API\'s document is made at the deployment: none of its operations was looked at.');
    }
  }
  return found;
}

function isCall(value: unknown): boolean {
  const keys = Object.keys(mapOf(value));
  return keys.length === 1 && /^(?:Ref|Fn::(?!If$).+)$/.test(keys[0]);
}

type Found = Pick<Finding, 'rule' | 'id' | 'level' | 'message' | 'help'>;

function placed(found: Found, template: ReadTemplate, logicalId: string, resource: TemplateMap): Finding {
  const constructPath = template.paths.get(logicalId);
  const acknowledged = reasonFor(found.id, constructPath, template, resource);
  return {
    ...found,
    file: template.file,
    stack: template.stackName,
    logicalId,
    ...(constructPath !== undefined && { constructPath }),
    ...(acknowledged !== undefined && { acknowledged }),
  };
}

/** On the construct itself or around it, as the assembly has it; or in the resource's own metadata, as cdk-nag writes it. */
function reasonFor(id: string, constructPath: string | undefined, template: ReadTemplate, resource: TemplateMap): string | undefined {
  const rules = mapOf(mapOf(resource.Metadata).cdk_nag).rules_to_suppress;
  const own = (Array.isArray(rules) ? rules : []).map(mapOf).find((rule) => sameId(rule.id, id));
  if (own !== undefined) {
    return String(own.reason ?? '');
  }
  const parts = constructPath?.split('/') ?? [];
  for (let length = parts.length; length > 0; length -= 1) {
    const reasons = template.acknowledged.get(parts.slice(0, length).join('/')) ?? {};
    const [, reason] = Object.entries(reasons).find(([acknowledged]) => sameId(acknowledged, id)) ?? [];
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

/** The CDK writes the pack's name before an id, and a hyphen in the place of a space. */
function sameId(acknowledged: unknown, id: string): boolean {
  return String(acknowledged).replace(/^(?:annotation|SecureRestApi)::/i, '').replaceAll(' ', '-') === id.replaceAll(' ', '-');
}

function order({ file, logicalId, id }: Finding): string {
  return [file, logicalId, id].join('\n');
}
