import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isIntrinsic, listOf, objectOf, TemplateObject } from './values';

/** A resource as it will stand in the template. */
export interface TemplateResource {
  readonly type: string;
  readonly logicalId: string;
  readonly properties: TemplateObject;
  readonly stack: Stack;
}

type ResourceIndex = Map<Stack, Map<string, CfnResource[]>>;

/** The resources of a type, also by logical id: hundreds of methods refer to hundreds of resources. */
interface TypedResources {
  readonly all: TemplateResource[];
  readonly byLogicalId: ReadonlyMap<Stack, ReadonlyMap<string, TemplateResource>>;
}

let resolved = new WeakMap<CfnResource, TemplateResource>();
let indexes = new WeakMap<IConstruct, ResourceIndex>();
let listed = new WeakMap<IConstruct, Map<string, TypedResources>>();

/**
 * Forgets what was resolved. A document of hundreds of operations is resolved once a run and not once a rule, but never kept for
 * a later run: the app may have changed in between.
 */
export function forgetResources(): void {
  resolved = new WeakMap();
  indexes = new WeakMap();
  listed = new WeakMap();
}

/**
 * The resource as CloudFormation gets it. Reading the properties of the L1 construct would miss what `addPropertyOverride` wrote,
 * and all of a `CfnResource` without a class of its own: a check that reads only those can be passed by what is not deployed.
 */
export function resourceOf(node: CfnResource): TemplateResource {
  const known = resolved.get(node);
  if (known) {
    return known;
  }
  const stack = Stack.of(node);
  const template = objectOf(stack.resolve(node._toCloudFormation()));
  const [[logicalId, definition] = ['', {}]] = Object.entries(objectOf(template.Resources));
  const resource = { type: node.cfnResourceType, logicalId, properties: objectOf(objectOf(definition).Properties), stack };
  resolved.set(node, resource);
  return resource;
}

/** All resources of a type in the app. */
export function resourcesInApp(stack: Stack, type: string): TemplateResource[] {
  return typedResources(stack, type).all;
}

function typedResources(stack: Stack, type: string): TypedResources {
  const { root } = stack.node;
  const byType = listed.get(root) ?? new Map<string, TypedResources>();
  listed.set(root, byType);
  let typed = byType.get(type);
  if (!typed) {
    const stacks = [...indexOf(root)].map(([owner, nodes]) => [owner, (nodes.get(type) ?? []).map(resourceOf)] as const);
    typed = {
      all: stacks.flatMap(([, resources]) => resources),
      byLogicalId: new Map(stacks.map(([owner, resources]) => [owner, new Map(resources.map((resource) => [resource.logicalId, resource]))])),
    };
    byType.set(type, typed);
  }
  return typed;
}

function indexOf(root: IConstruct): ResourceIndex {
  let index = indexes.get(root);
  if (!index) {
    index = new Map();
    for (const construct of root.node.findAll()) {
      if (CfnResource.isCfnResource(construct)) {
        const stack = Stack.of(construct);
        const byType = index.get(stack) ?? new Map<string, CfnResource[]>();
        const nodes = byType.get(construct.cfnResourceType) ?? [];
        nodes.push(construct);
        index.set(stack, byType.set(construct.cfnResourceType, nodes));
      }
    }
    indexes.set(root, index);
  }
  return index;
}

/** The resource that a value of another resource refers to, in the same stack or, by an export of the CDK, in another one. */
export function referencedResource(from: TemplateResource, value: unknown, type: string): TemplateResource | undefined {
  if (!isIntrinsic(value)) {
    return undefined;
  }
  const logicalId = referencedLogicalId(value);
  return logicalId === undefined
    ? resourcesInApp(from.stack, type).find((resource) => refersTo(from, value, resource))
    : typedResources(from.stack, type).byLogicalId.get(from.stack)?.get(logicalId);
}

/** Whether a value of one resource refers to another resource. */
export function refersTo(from: TemplateResource, value: unknown, to: TemplateResource): boolean {
  if (!isIntrinsic(value)) {
    return false;
  }
  if (from.stack === to.stack) {
    return referencedLogicalId(value) === to.logicalId;
  }
  const name = value['Fn::ImportValue'];
  return typeof name === 'string' && name.startsWith(`${to.stack.stackName}:ExportsOutput`) && name.includes(to.logicalId);
}

function referencedLogicalId(value: TemplateObject): string | undefined {
  if (typeof value.Ref === 'string') {
    return value.Ref;
  }
  const attribute = value['Fn::GetAtt'];
  const name = Array.isArray(attribute) ? listOf(attribute)[0] : attribute;
  return typeof name === 'string' ? name.split('.')[0] : undefined;
}

/** Whether a reference to the resource stands anywhere inside the value, which may join it with other text. */
export function mentions(from: TemplateResource, value: unknown, to: TemplateResource): boolean {
  if (refersTo(from, value, to)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((item) => mentions(from, item, to));
  }
  if (from.stack === to.stack && typeof value === 'string') {
    return value.includes(`\${${to.logicalId}}`);
  }
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => mentions(from, item, to));
}

/** The parameter of the stack that a value refers to. */
export function parameterOf(value: unknown, stack: Stack): CfnParameter | undefined {
  const { Ref: name } = objectOf(value);
  return typeof name !== 'string' ? undefined : stack.node.findAll().find((construct): construct is CfnParameter => (
    construct instanceof CfnParameter && stack.resolve(construct.logicalId) === name
  ));
}
