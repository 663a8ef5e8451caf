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
