import { createHash } from 'crypto';
import { JsonObject } from '../../schema/private/json-schema';
import { mapReferences, referenceTo, referencesOf } from '../../schema/private/model-references';

/** Schemas by the name under which others refer to them. */
interface Definitions {
  readonly [name: string]: JsonObject;
}

/**
 * The models of the document. A schema that several routes share stands there once; imports and bodies that know different schemas by one name
 * do not meet: each route's model, with all that it refers to, is what its own document says.
 */
export class Models {
  private readonly placed = new Map<string, JsonObject>();
  private readonly names = new Map<Definitions, ReadonlyMap<string, string>>();

  public get count(): number {
    return this.placed.size;
  }

  /** The models by name; API Gateway takes letters and digits only. */
  public get schemas(): { [name: string]: JsonObject } {
    return Object.fromEntries(this.placed);
  }

  /** A reference to the schema, which is placed among the models with the definitions that it refers to. */
  public reference(schema: JsonObject, definitions: Definitions): string {
    const names = this.place(definitions);
    const renamed = rename(schema, names);
    if (typeof renamed.$ref === 'string' && Object.keys(renamed).length === 1) {
      return renamed.$ref;
    }
    const text = JSON.stringify(renamed);
    const base = `Body${digest(text, 12)}`;
    let name = base;
    for (let count = 2; this.isOther(name, text); count++) {
      name = `${base}${count}`;
    }
    this.placed.set(name, renamed);
    return referenceTo(name);
  }

  /**
   * Finds names for the definitions of one import. A name that is taken serves only where it means the same with all that it refers to: a
   * definition that gets another name is another schema to those that refer to it, so they may need other names too.
   */
  private place(definitions: Definitions): ReadonlyMap<string, string> {
    const known = this.names.get(definitions);
    if (known) {
      return known;
    }
    const definitionsByName = new Map(Object.entries(definitions));
    const names = new Map([...definitionsByName.keys()].map((name) => [name, name]));
    const referrers = referrersOf(definitionsByName);
    const pending = new Set(definitionsByName.keys());
    const attempts = new Map<string, number>();
    for (const name of pending) {
      pending.delete(name);
      const definition = definitionsByName.get(name) as JsonObject;
      if (this.isOther(names.get(name) as string, JSON.stringify(rename(definition, names)))) {
        const attempt = (attempts.get(name) ?? 0) + 1;
        attempts.set(name, attempt);
        names.set(name, this.nameFor(name, attempt, definitionsByName));
        // A set that grows while one walks through it hands out what is added.
        [name, ...referrers.get(name) ?? []].forEach((affected) => pending.add(affected));
      }
    }
    for (const [name, definition] of definitionsByName) {
      this.placed.set(names.get(name) as string, rename(definition, names));
    }
    this.names.set(definitions, names);
    return names;
  }

  private isOther(name: string, text: string): boolean {
    const taken = this.placed.get(name);
    return taken !== undefined && JSON.stringify(taken) !== text;
  }

  /** The same for the same schema in another import, so that it stands there once. */
  private nameFor(name: string, attempt: number, definitions: ReadonlyMap<string, JsonObject>): string {
    const content = digest(JSON.stringify([...reached(name, definitions)].map((reference) => [reference, definitions.get(reference) ?? null])), 8);
    let count = attempt;
    const wanted = () => `${name}${content}${count > 1 ? count : ''}`;
    while (definitions.has(wanted())) {
      count++;
    }
    return wanted();
  }
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Names of a definition and of all that it refers to, in the order in which they are met. */
function reached(name: string, definitions: ReadonlyMap<string, JsonObject>): Set<string> {
  const names = new Set([name]);
  for (const each of names) {
    const definition = definitions.get(each);
    referencesOf(definition ?? {}).forEach((reference) => names.add(reference));
  }
  return names;
}

/** Names of the definitions that refer to each. */
function referrersOf(definitions: ReadonlyMap<string, JsonObject>): Map<string, string[]> {
  const referrers = new Map<string, string[]>();
  for (const [name, definition] of definitions) {
    new Set(referencesOf(definition)).forEach((reference) => referrers.set(reference, [...referrers.get(reference) ?? [], name]));
  }
  return referrers;
}

function rename(schema: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return mapReferences(schema, (name) => names.get(name) ?? name);
}
