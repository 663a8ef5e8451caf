import { createHash } from 'crypto';
import { Json, JsonMap, LocalResource } from './assembly';
import { physicalAttribute, physicalRef } from './physical-names';

/** A stack's template and where it would be deployed. */
export interface StackTemplate {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly template: JsonMap;
  readonly parameters: { readonly [name: string]: string };
}

/** Attributes that custom resources gave at their creation, by `<stack>.<logical id>`. */
export type CustomAttributes = ReadonlyMap<string, { readonly ref: string; readonly attributes: { readonly [name: string]: string } }>;

/**
 * Resolves the intrinsic functions of the templates of one assembly as CloudFormation does, with made-up names for what only AWS knows.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class TemplateValues {
  private readonly stacks = new Map<string, StackTemplate>();
  private readonly exports = new Map<string, { stack: string; value: Json }>();

  public constructor(stacks: StackTemplate[], private readonly custom: CustomAttributes = new Map()) {
    for (const stack of stacks) {
      this.stacks.set(stack.name, stack);
      for (const output of Object.values(mapOf(stack.template.Outputs))) {
        const name = mapOf(mapOf(output).Export).Name;
        if (name !== undefined) {
          this.exports.set(String(this.resolve(stack, name)), { stack: stack.name, value: mapOf(output).Value });
        }
      }
    }
  }

  /** Every resource of a stack whose condition holds. */
  public resourcesOf(stackName: string): ReadonlyMap<string, LocalResource> {
    const stack = this.stackOf(stackName);
    const resources = new Map<string, LocalResource>();
    for (const [logicalId, definition] of Object.entries(mapOf(stack.template.Resources))) {
      const { Type, Properties, DependsOn, Condition } = mapOf(definition);
      if (Condition !== undefined && !this.condition(stack, String(Condition))) {
        continue;
      }
      resources.set(logicalId, {
        stack: stackName,
        logicalId,
        type: String(Type),
        properties: mapOf(this.resolve(stack, Properties ?? {})),
        dependsOn: new Set([...[DependsOn ?? []].flat().map(String), ...references(Properties ?? {})]),
        ref: this.refOf(stack, logicalId),
      });
    }
    return resources;
  }

  /** The outputs of a stack. */
  public outputsOf(stackName: string): { readonly [name: string]: Json } {
    const stack = this.stackOf(stackName);
    const outputs = Object.entries(mapOf(stack.template.Outputs));
    return Object.fromEntries(outputs.map(([name, output]) => [name, this.resolve(stack, mapOf(output).Value)]));
  }

  /** An attribute of a resource. */
  public attributeOf(stackName: string, logicalId: string, attribute: string): Json {
    return this.attribute(this.stackOf(stackName), logicalId, attribute);
  }

  private stackOf(name: string): StackTemplate {
    const stack = this.stacks.get(name);
    if (!stack) {
      throw new Error(`the assembly must have the stack ${JSON.stringify(name)}, got ${[...this.stacks.keys()].join(', ')}`);
    }
    return stack;
  }

  private resolve(stack: StackTemplate, value: Json): Json {
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(stack, item)).filter((item) => item !== NO_VALUE);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const [[name, argument] = ['', null], ...others] = Object.entries(value);
    if (others.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
      return this.call(stack, name, argument);
    }
    return Object.fromEntries(Object.entries(value)
      .map(([key, item]): [string, Json] => [key, this.resolve(stack, item)])
      .filter(([, item]) => item !== NO_VALUE));
  }

  private call(stack: StackTemplate, name: string, argument: Json): Json {
    switch (name) {
      case 'Ref': return this.ref(stack, String(argument));
      case 'Fn::GetAtt': {
        const [logicalId, ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
        return this.attribute(stack, logicalId, attribute.join('.'));
      }
      case 'Fn::Join': {
        const [separator, items] = argument as [string, Json];
        return (this.resolve(stack, items) as Json[]).map(String).join(separator);
      }
      case 'Fn::Sub': return this.substitute(stack, argument);
      case 'Fn::Select': {
        const [index, items] = argument as [Json, Json];
        return (this.resolve(stack, items) as Json[])[Number(this.resolve(stack, index))];
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, Json];
        return String(this.resolve(stack, text)).split(separator);
      }
      case 'Fn::ImportValue': return this.imported(String(this.resolve(stack, argument)));
      case 'Fn::If': {
        const [condition, then, otherwise] = argument as [string, Json, Json];
        return this.resolve(stack, this.condition(stack, condition) ? then : otherwise);
      }
      case 'Fn::FindInMap': {
        const [map, first, second] = (argument as Json[]).map((item) => String(this.resolve(stack, item)));
        return mapOf(mapOf(mapOf(stack.template.Mappings)[map])[first])[second];
      }
      case 'Fn::Base64': return Buffer.from(String(this.resolve(stack, argument))).toString('base64');
      case 'Fn::GetAZs': return ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`);
      case 'Fn::Equals': {
        const [left, right] = (argument as Json[]).map((item) => JSON.stringify(this.resolve(stack, item)));
        return left === right;
      }
      case 'Fn::And': return (argument as Json[]).every((item) => this.resolve(stack, item) === true);
      case 'Fn::Or': return (argument as Json[]).some((item) => this.resolve(stack, item) === true);
      case 'Fn::Not': return this.resolve(stack, (argument as Json[])[0]) !== true;
      case 'Condition': return this.condition(stack, String(argument));
      default: throw new Error(`the template of ${stack.name} must use functions that can be resolved here, got ${name}`);
    }
  }

  private ref(stack: StackTemplate, name: string): Json {
    switch (name) {
      case 'AWS::Region': return stack.region;
      case 'AWS::AccountId': return stack.account;
      case 'AWS::Partition': return 'aws';
      case 'AWS::URLSuffix': return 'amazonaws.com';
      case 'AWS::StackName': return stack.name;
      case 'AWS::StackId': return `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/${shortHash(stack.name)}`;
      case 'AWS::NoValue': return NO_VALUE;
      default:
    }
    const parameter = mapOf(mapOf(stack.template.Parameters)[name]);
    return parameter.Type === undefined ? this.refOf(stack, name) : stack.parameters[name] ?? parameter.Default ?? '';
  }

  private refOf(stack: StackTemplate, logicalId: string): string {
    const custom = this.custom.get(`${stack.name}.${logicalId}`);
    return custom ? custom.ref : physicalRef(this.describe(stack, logicalId));
  }

  private attribute(stack: StackTemplate, logicalId: string, attribute: string): Json {
    const custom = this.custom.get(`${stack.name}.${logicalId}`);
    return custom?.attributes[attribute] ?? physicalAttribute(this.describe(stack, logicalId), attribute);
  }

  private describe(stack: StackTemplate, logicalId: string): Parameters<typeof physicalRef>[0] {
    const definition = mapOf(mapOf(stack.template.Resources)[logicalId]);
    if (definition.Type === undefined) {
      throw new Error(`the template of ${stack.name} must hold what it refers to, got ${JSON.stringify(logicalId)}`);
    }
    const property = (name: string): string | undefined => {
      const value = mapOf(definition.Properties)[name];
      return value === undefined ? undefined : String(this.resolve(stack, value));
    };
    return { type: String(definition.Type), logicalId, stackName: stack.name, region: stack.region, account: stack.account, property };
  }

  private substitute(stack: StackTemplate, argument: Json): string {
    const [text, given] = Array.isArray(argument) ? [String(argument[0]), mapOf(argument[1])] : [String(argument), {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, escape: string, name: string) => {
      if (escape) {
        return `\${${name}}`;
      }
      if (name in given) {
        return String(this.resolve(stack, given[name]));
      }
      const [logicalId, ...attribute] = name.split('.');
      return String(attribute.length > 0 ? this.attribute(stack, logicalId, attribute.join('.')) : this.ref(stack, name));
    });
  }

  private imported(name: string): Json {
    const found = this.exports.get(name);
    if (!found) {
      throw new Error(`the assembly must export ${JSON.stringify(name)}, got no stack that does; serve the assembly with all of its stacks`);
    }
    return this.resolve(this.stackOf(found.stack), found.value);
  }

  private condition(stack: StackTemplate, name: string): boolean {
    return this.resolve(stack, mapOf(stack.template.Conditions)[name] ?? false) === true;
  }
}

/** Stands for `AWS::NoValue` until it is dropped. */
const NO_VALUE = '\u0000AWS::NoValue';

/** Logical ids that a value refers to. */
function references(value: Json): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references);
  }
  if (value === null || typeof value !== 'object') {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') {
      return [String(item)];
    }
    if (key === 'Fn::GetAtt') {
      return [Array.isArray(item) ? String(item[0]) : String(item).split('.')[0]];
    }
    if (key === 'Fn::Sub') {
      const text = String(Array.isArray(item) ? item[0] : item);
      return [...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.split('.')[0]), ...(Array.isArray(item) ? references(item[1]) : [])];
    }
    return references(item);
  });
}

/** The value where it is an object, else an empty one. */
export function mapOf(value: Json | undefined): JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** A short name that is the same at each start. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
