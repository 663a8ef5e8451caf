import { JsonValue } from '../json-schema';
import { isObject } from '../json-schema-keywords';
import { typeOfValue } from '../json-schema-types';
import { SchemaFragment, SchemaPlace } from '../schema-place';

/** The values that there are. */
export interface Values {
  readonly fragment: SchemaFragment;
  /** Undefined where a schema lists none. */
  readonly listed?: readonly JsonValue[];
}

/** `enum` and `const`: those of their values that are of the right type. */
export function translateValues({ schema, pointer, types }: SchemaPlace): Values {
  const fragment = new SchemaFragment(pointer);
  if (schema.enum !== undefined && !Array.isArray(schema.enum)) {
    fragment.unenforce('enum');
  }
  const listed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : undefined;
  if (!listed) {
    return { fragment };
  }
  return {
    fragment,
    listed: distinct(listed).filter((value) => types.length === 0 || types.some((type) => isOfType(value, type)))
      .filter((value) => !('const' in schema) || canonical(value) === canonical(schema.const)),
  };
}

/** Whether a value is of a type; whole numbers are of two. */
export function isOfType(value: JsonValue, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOfValue(value) === type;
}

/** The values, each once. */
export function distinct(values: readonly JsonValue[]): JsonValue[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}

/** Text that equal values share, whatever the order of their members. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_key, entry: JsonValue) => (
    isObject(entry) ? Object.fromEntries(Object.entries(entry).sort(([left], [right]) => (left < right ? -1 : 1))) : entry
  ));
}
