import { pointerTo, valueAt } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';
import { isDescriptive, isObject } from '../../schema/private/json-schema-keywords';
import { ImportProblems } from './problems';

/** A value of the document and where it stands. */
export interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** Reads a document by reference. What leads nowhere is a problem of the import, and stands for nothing until it is mended. */
export class DocumentReader {
  public constructor(private readonly root: JsonObject, private readonly problems: ImportProblems) {
  }

  /** Finds what a reference means. */
  public resolve(reference: string): JsonValue | undefined {
    if (!reference.startsWith('#')) {
      this.problems.add('references out of the document; bundle the files into one first, for instance with ' +
        '`npx @redocly/cli bundle api.yaml --output bundled.yaml`', JSON.stringify(reference));
      return undefined;
    }
    const value = valueAt(this.root, reference);
    if (value === undefined) {
      this.problems.add('references that point to nothing in the document', JSON.stringify(reference));
    }
    return value;
  }

  /** The object at a place, behind any references. Members beside a reference (OpenAPI 3.1) add to what it means. */
  public object(value: JsonValue | undefined, pointer: string): Located | undefined {
    let current = value;
    let at = pointer;
    const seen = new Set<string>();
    let beside: JsonObject = {};
    while (isObject(current) && typeof current.$ref === 'string') {
      if (seen.has(current.$ref)) {
        this.problems.add('references that lead in a circle', `${JSON.stringify(current.$ref)} at ${pointer}`);
        return undefined;
      }
      seen.add(current.$ref);
      const { $ref, ...rest } = current;
      beside = { ...Object.fromEntries(Object.entries(rest).filter(([key]) => !isDescriptive(key))), ...beside };
      at = $ref as string;
      current = this.resolve(at);
    }
    return isObject(current) ? { value: Object.keys(beside).length > 0 ? { ...current, ...beside } : current, pointer: at } : undefined;
  }

  /** The object that is a member of another. */
  public member(parent: Located, key: string): Located | undefined {
    return this.object(parent.value[key], pointerTo(parent.pointer, key));
  }
}
