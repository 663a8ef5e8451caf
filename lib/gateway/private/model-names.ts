import { createHash } from 'crypto';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';

/**
 * Names for the models of the document: API Gateway takes letters and digits only, and a schema that several routes share stands there once.
 */
export class ModelNames {
  public readonly schemas: { [name: string]: JsonObject } = {};
  private readonly placed = new Map<{ readonly [name: string]: JsonObject }, Map<string, string>>();

  public get count(): number {
    return Object.keys(this.schemas).length;
  }

  /** A reference to the schema, which is placed among the document's models. */
  public reference(schema: JsonObject, definitions: { readonly [name: string]: JsonObject }): string {
    const renames = this.place(definitions);
    if (typeof schema.$ref === 'string' && Object.keys(schema).length === 1) {
      return renamed(schema.$ref, renames);
    }
    const text = JSON.stringify(rename(schema, renames));
    const name = `Body${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
    this.schemas[name] ??= JSON.parse(text) as JsonObject;
    return `${PREFIX}${name}`;
  }

  /** Places the definitions of one import; a name that another import took for another schema gets a suffix from its content. */
  private place(definitions: { readonly [name: string]: JsonObject }): Map<string, string> {
    const known = this.placed.get(definitions);
    if (known) {
      return known;
    }
    const renames = new Map<string, string>();
    for (const [name, definition] of Object.entries(definitions)) {
      const taken = this.schemas[name];
      if (taken !== undefined && JSON.stringify(taken) !== JSON.stringify(definition)) {
        renames.set(name, `${name}${createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 8)}`);
      }
    }
    for (const [name, definition] of Object.entries(definitions)) {
      this.schemas[renames.get(name) ?? name] = rename(definition, renames) as JsonObject;
    }
    this.placed.set(definitions, renames);
    return renames;
  }
}

const PREFIX = '#/components/schemas/';

function renamed(reference: string, renames: Map<string, string>): string {
  return PREFIX + (renames.get(reference.slice(PREFIX.length)) ?? reference.slice(PREFIX.length));
}

function rename(value: JsonValue, renames: Map<string, string>): JsonValue {
  if (renames.size === 0) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => rename(item, renames));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [
      key, key === '$ref' && typeof item === 'string' ? renamed(item, renames) : rename(item, renames),
    ]));
  }
  return value;
}
