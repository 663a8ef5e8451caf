import { pointerSegments, pointerTo } from '../json-pointer';
import { JsonObject, JsonValue } from '../json-schema';
import { isObject } from '../json-schema-keywords';

/** Whether every alternative itself demands its own value of the discriminating member, so that nothing is lost without the keyword. */
export function carriesDiscriminator(schema: JsonObject, resolve: (reference: string) => JsonValue | undefined): boolean {
  const { discriminator } = schema;
  const alternatives = [schema.oneOf, schema.anyOf].find((parts): parts is JsonValue[] => Array.isArray(parts));
  const name = isObject(discriminator) ? discriminator.propertyName : undefined;
  if (typeof name !== 'string') {
    return false;
  }
  if (!alternatives) {
    const own = isObject(schema.properties) ? schema.properties[name] : undefined;
    const listed = isObject(own) && typeof own.$ref === 'string' ? resolve(own.$ref) : own;
    return isObject(listed) && ('const' in listed || Array.isArray(listed.enum));
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

/**
 * What a base looks like besides, whose alternatives are the schemas that build on it by `allOf`: the member has one of their values, by the
 * mapping or by their names. "If the discriminating value does not match an implicit or explicit mapping, no schema can be determined and
 * validation SHOULD fail" (OpenAPI 3.0.3). A body that names an alternative need not fit it, as of any validator that knows no discriminators.
 *
 * @returns nothing where there are no alternatives that could be named
 * @see https://spec.openapis.org/oas/v3.0.3#discriminator-object
 */
export function baseSchema(
  { discriminator }: JsonObject, pointer: string, resolve: (reference: string) => JsonValue | undefined,
): JsonObject | undefined {
  const member = isObject(discriminator) ? discriminator.propertyName : undefined;
  if (!isObject(discriminator) || typeof member !== 'string') {
    return undefined;
  }
  const mapping = Object.entries(isObject(discriminator.mapping) ? discriminator.mapping : {});
  const targets = mapping.flatMap(([, target]) => typeof target === 'string' ? [nameOf(target)] : []);
  const children = childrenOf(pointer, resolve);
  if (mapping.length + children.length === 0) {
    return undefined;
  }
  const names = new Set([...mapping.map(([value]) => value), ...targets, ...children, nameOf(pointer)]);
  return { type: 'object', properties: { [member]: { type: 'string', enum: [...names].sort() } } };
}

/** Names of the schemas that build on one, directly or by another. */
function childrenOf(pointer: string, resolve: (reference: string) => JsonValue | undefined): string[] {
  const [, folder] = /^(#.*)\/[^/]+$/.exec(pointer) ?? [];
  const siblings = folder === undefined ? undefined : resolve(folder);
  if (!isObject(siblings)) {
    return [];
  }
  const found = new Set([pointer]);
  for (const parent of found) {
    for (const [name, schema] of Object.entries(siblings)) {
      const parts = isObject(schema) && Array.isArray(schema.allOf) ? schema.allOf : [];
      if (parts.some((part) => isObject(part) && part.$ref === parent)) {
        found.add(pointerTo(folder, name));
      }
    }
  }
  return [...found].slice(1).map(nameOf);
}

function nameOf(reference: string): string {
  return pointerSegments(reference).pop() ?? '';
}
