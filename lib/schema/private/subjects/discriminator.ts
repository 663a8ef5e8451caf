import { pointerSegments } from '../json-pointer';
import { JsonObject, JsonValue } from '../json-schema';
import { isObject } from '../json-schema-keywords';

/** Whether every alternative itself demands its own value of the discriminating member, so that nothing is lost without the keyword. */
export function carriesDiscriminator(schema: JsonObject, resolve: (reference: string) => JsonValue | undefined): boolean {
  const { discriminator } = schema;
  const alternatives = [schema.oneOf, schema.anyOf].find((parts): parts is JsonValue[] => Array.isArray(parts));
  const name = isObject(discriminator) ? discriminator.propertyName : undefined;
  if (!alternatives || typeof name !== 'string') {
    return false;
  }
  const seen = new Set<JsonValue>();
  return alternatives.every((alternative) => {
    const target = isObject(alternative) && typeof alternative.$ref === 'string' ? resolve(alternative.$ref) : alternative;
    const member = isObject(target) && isObject(target.properties) ? target.properties[name] : undefined;
    const resolved = isObject(member) && typeof member.$ref === 'string' ? resolve(member.$ref) : member;
    const values = !isObject(resolved) ? undefined : 'const' in resolved ? [resolved.const] : resolved.enum;
    const required = isObject(target) && Array.isArray(target.required) && target.required.includes(name);
    return required && Array.isArray(values) && values.every((value) => !seen.has(value) && seen.add(value));
  });
}

/**
 * What each alternative must look like besides, so that the discriminating member picks one: by the mapping, else by the schema's name.
 * Without it, a body that fits two alternatives is refused by `oneOf`, and one that names another alternative than it fits is let in.
 *
 * "This property SHOULD be required in the payload schema, as the behavior when the property is absent is undefined": so it is demanded.
 *
 * @returns a schema for each alternative, `undefined` for null; nothing at all where an alternative has no name
 * @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
 */
export function discriminatingSchemas({ discriminator }: JsonObject, alternatives: JsonValue[]): Array<JsonObject | undefined> | undefined {
  const member = isObject(discriminator) ? discriminator.propertyName : undefined;
  if (!isObject(discriminator) || typeof member !== 'string') {
    return undefined;
  }
  const mapping = Object.entries(isObject(discriminator.mapping) ? discriminator.mapping : {});
  const schemas = alternatives.map((alternative) => {
    if (isObject(alternative) && alternative.type === 'null') {
      return null;
    }
    if (!isObject(alternative) || typeof alternative.$ref !== 'string') {
      return undefined;
    }
    const name = nameOf(alternative.$ref);
    const mapped = mapping.filter(([, target]) => target === alternative.$ref || target === name || (typeof target === 'string' && target.startsWith('#') && nameOf(target) === name))
      .map(([value]) => value);
    return { type: 'object', properties: { [member]: { type: 'string', enum: mapped.length > 0 ? mapped : [name] } }, required: [member] };
  });
  return schemas.includes(undefined) ? undefined : schemas.map((schema) => schema ?? undefined);
}

function nameOf(reference: string): string {
  return pointerSegments(reference).pop() ?? '';
}
