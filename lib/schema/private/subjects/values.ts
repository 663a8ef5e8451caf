import { JsonValue } from '../json-schema';
import { SCHEMA_TYPES } from '../json-schema-keywords';
import { SchemaFragment, SchemaPlace } from '../schema-place';

/** `type`, `enum` and `const`: which values there are at all. */
export function translateValues({ schema, pointer, types }: SchemaPlace): SchemaFragment {
  const fragment = new SchemaFragment(pointer);
  const unknown = types.find((entry) => !SCHEMA_TYPES.has(entry));
  if (schema.type !== undefined && (types.length === 0 || unknown !== undefined)) {
    fragment.unenforce('type', `type: ${unknown ?? JSON.stringify(schema.type)}`);
  } else if (schema.type !== undefined) {
    const distinctTypes = [...new Set(types)];
    fragment.own.type = distinctTypes.length === 1 ? distinctTypes[0] : distinctTypes;
  }
  if (schema.enum !== undefined && !Array.isArray(schema.enum)) {
    fragment.unenforce('enum');
  } else if (schema.enum !== undefined && schema.enum.length === 0) {
    fragment.own.not = {};
  } else if (schema.enum !== undefined) {
    fragment.own.enum = distinct(schema.enum);
  }
  if ('const' in schema && fragment.own.enum === undefined) {
    fragment.own.enum = [schema.const];
  } else if ('const' in schema) {
    fragment.all.push({ enum: [schema.const] });
  }
  return fragment;
}

/** The values, each once. */
export function distinct(values: JsonValue[]): JsonValue[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
