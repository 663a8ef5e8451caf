import { pointerTo, valueAt } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue } from '../../schema/private/json-schema';
import { isDescriptive, isObject } from '../../schema/private/json-schema-keywords';

/** A value of the document and where it stands. */
export interface Located {
  readonly value: JsonObject;
  readonly pointer: string;
}

/** Reads a document by reference. */
export class DocumentReader {
  public constructor(private readonly root: JsonObject, private readonly source: string) {
  }

  /** Finds what a reference means. @throws where it points into another document */
  public resolve(reference: string): JsonValue | undefined {
    if (!reference.startsWith('#')) {
      throw new Error(`\`$ref\` must point inside of the document, got ${JSON.stringify(reference)} in ${this.source}; ` +
        'bundle the files into one first, for instance with `npx @redocly/cli bundle`');
    }
    return valueAt(this.root, reference);
  }

  /** The object at a place, behind any references. Members beside a reference (OpenAPI 3.1) add to what it means. */
  public object(value: JsonValue | undefined, pointer: string): Located | undefined {
    let current = value;
    let at = pointer;
    const seen = new Set<string>();
    let beside: JsonObject = {};
    while (isObject(current) && typeof current.$ref === 'string') {
      if (seen.has(current.$ref)) {
        throw new Error(`\`$ref\` must lead somewhere, got a circle of references at ${pointer} in ${this.source}`);
      }
      seen.add(current.$ref);
      const { $ref, ...rest } = current;
      beside = { ...Object.fromEntries(Object.entries(rest).filter(([key]) => !isDescriptive(key))), ...beside };
      at = $ref as string;
      current = this.resolve(at);
      if (current === undefined) {
        throw new Error(`\`$ref\` must point to something in the document, got ${JSON.stringify(at)} at ${pointer} in ${this.source}`);
      }
    }
    return isObject(current) ? { value: Object.keys(beside).length > 0 ? { ...current, ...beside } : current, pointer: at } : undefined;
  }

  /** The object that is a member of another. */
  public member(parent: Located, key: string): Located | undefined {
    return this.object(parent.value[key], pointerTo(parent.pointer, key));
  }
}
