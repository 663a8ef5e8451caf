import { alternatives, isIntrinsic, listOf, objectOf, text } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';

/** The text of a value as a person reads it: what only the deployment knows stands in angle brackets. */
export function shownText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const substitution = isIntrinsic(value) ? value['Fn::Sub'] : undefined;
  if (Array.isArray(substitution)) {
    const variables = objectOf(substitution[1]);
    return text(substitution[0]).replace(/\$\{([^}]*)\}/g, (_, name: string) =>
      Object.hasOwn(variables, name) ? shownText(variables[name]) : `<${name.replace('::', '.')}>`);
  }
  const branches = isIntrinsic(value) ? listOf(value['Fn::If']) : [];
  return branches.length === 3 ? alternatives(value).map(shownText).join(' or ') : text(value);
}

/** The logical id that a value refers to, by `Ref`, `Fn::GetAtt` or inside of a text. */
export function mentionsResource(value: unknown, logicalId: string): boolean {
  if (typeof value === 'string') {
    return value.includes(`\${${logicalId}}`) || value.includes(`\${${logicalId}.`);
  }
  if (Array.isArray(value)) {
    return value.some((item) => mentionsResource(item, logicalId));
  }
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return referencedId(value) === logicalId || Object.values(value).some((item) => mentionsResource(item, logicalId));
}

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export function referencedId(value: unknown): string | undefined {
  const { Ref: reference, 'Fn::GetAtt': attribute } = objectOf(value);
  if (typeof reference === 'string') {
    return reference;
  }
  const name: unknown = Array.isArray(attribute) ? attribute[0] : attribute;
  return typeof name === 'string' ? name.split('.')[0] : undefined;
}

/** The template's resources of a type, with their logical ids and properties. */
export function resourcesOfType(resources: TemplateMap, type: string): Array<readonly [string, TemplateMap]> {
  return Object.entries(resources)
    .filter(([, resource]) => objectOf(resource).Type === type)
    .map(([logicalId, resource]) => [logicalId, objectOf(objectOf(resource).Properties) as TemplateMap] as const);
}

/** `20/s, burst 40`, or nothing where neither is stated. */
export function shownThrottle(rate: unknown, burst: unknown): string | undefined {
  const parts = [...(rate !== undefined ? [`${shownText(rate)}/s`] : []), ...(burst !== undefined ? [`burst ${shownText(burst)}`] : [])];
  return parts.length > 0 ? parts.join(', ') : undefined;
}
