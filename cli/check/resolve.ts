import { TemplateMap } from './read-templates';

/** What a template tells of itself without being deployed. */
interface Known {
  readonly parameters: { readonly [name: string]: unknown };
  readonly mappings: TemplateMap;
  readonly stackName: string;
}

/**
 * The template's resources with all resolved that a template can resolve: parameters with a default, mappings, texts that are joined of what is
 * known. What only a deployment knows stays as it is, and both branches of an `Fn::If` stay for the rules, which look at both.
 */
export function resolvedResources(template: TemplateMap, stackName: string): TemplateMap {
  const parameters = Object.entries(mapOf(template.Parameters)).flatMap(([name, parameter]) => {
    const { Default: value, Type: type, NoEcho: secret } = mapOf(parameter);
    // A default of a secret is a finding of its own (SRA16); and what is looked up at the deployment has only its name as a default.
    const known = value !== undefined && secret !== true && secret !== 'true' && !String(type).startsWith('AWS::SSM::');
    return known ? [[name, String(type).startsWith('List<') || type === 'CommaDelimitedList' ? String(value).split(',').map((item) => item.trim()) : value] as const] : [];
  });
  const known: Known = { parameters: Object.fromEntries(parameters), mappings: mapOf(template.Mappings), stackName };
  return Object.fromEntries(Object.entries(mapOf(template.Resources)).map(([logicalId, resource]) => [logicalId, resolve(resource, known)]));
}

function resolve(value: unknown, known: Known): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, known));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [[name, argument]] = entries;
    if (name === 'Ref' || name.startsWith('Fn::')) {
      return call(name, argument, known);
    }
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, known)]));
}

function call(name: string, argument: unknown, known: Known): unknown {
  switch (name) {
    case 'Ref': return typeof argument === 'string' && Object.hasOwn(known.parameters, argument) ? known.parameters[argument]
      : argument === 'AWS::StackName' ? known.stackName : { Ref: argument };
    case 'Fn::Sub': return substitute(argument, known);
    case 'Fn::Join': {
      const [separator, items] = listOf(resolve(argument, known));
      return Array.isArray(items) && items.every(isText) ? items.join(String(separator)) : { 'Fn::Join': [separator, items] };
    }
    case 'Fn::FindInMap': {
      const keys = listOf(resolve(argument, known));
      const [map, first, second] = keys.map(String);
      const found = keys.length >= 3 && keys.slice(0, 3).every(isText) ? mapOf(mapOf(known.mappings[map])[first])[second] : undefined;
      return found ?? { 'Fn::FindInMap': keys };
    }
    case 'Fn::Select': {
      const [index, items] = listOf(resolve(argument, known));
      return isText(index) && Array.isArray(items) && items[Number(index)] !== undefined ? items[Number(index)] : { 'Fn::Select': [index, items] };
    }
    case 'Fn::Split': {
      const [separator, text] = listOf(resolve(argument, known));
      return isText(separator) && isText(text) ? String(text).split(String(separator)) : { 'Fn::Split': [separator, text] };
    }
    default: return { [name]: resolve(argument, known) };
  }
}

function substitute(argument: unknown, known: Known): unknown {
  const [template, variables] = Array.isArray(argument) ? [argument[0] as unknown, mapOf(resolve(argument[1], known))] : [argument, {}];
  if (typeof template !== 'string') {
    return { 'Fn::Sub': argument };
  }
  const left: TemplateMap = {};
  const text = template.replace(/\$\{([^!][^}]*)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : call('Ref', name.trim(), known);
    if (isText(value)) {
      return String(value);
    }
    if (Object.hasOwn(variables, name)) {
      left[name] = value;
    }
    return whole;
  });
  if (!/\$\{[^!]/.test(text)) {
    return text.replace(/\$\{!/g, '${');
  }
  return { 'Fn::Sub': Object.keys(left).length > 0 ? [text, left] : text };
}

function isText(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value as unknown[] : [];
}

export function mapOf(value: unknown): TemplateMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as TemplateMap : {};
}
