import { pointerTo } from './json-pointer';
import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from './json-schema';
import { ShapeReader } from './json-schema-shape';

/** How schemas are translated. */
export interface TranslatorOptions {
  /**
   * Object schemas with no word on `additionalProperties`: left open, closed where they name members, or closed in any case. An object
   * without members is, in most documents, a free map: closing it would refuse all that it was made for.
   */
  readonly closeObjects: 'never' | 'declared' | 'always';
  /** Bound of strings that have none. */
  readonly maxStringLength?: number;
  /** Bound of arrays that have none. */
  readonly maxItems?: number;
  /** Whether members that are `readOnly` may be sent after all. */
  readonly acceptsReadOnly: (pointer: string) => boolean;
  /** Finds what a reference means. */
  readonly resolve: (reference: string) => JsonValue | undefined;
  /** Name of the definition that a reference becomes; `variant` tells apart the forms that one schema may need. */
  readonly nameOf: (reference: string, variant: string) => string;
}

/**
 * What stands around a schema decides how it is closed:
 * `closed` is on its own; of a `part`, whoever composes it closes the top; the members inside of `open` and `openPart` are described
 * elsewhere too, so none is closed; and `exact` is inside of a negation, where every restriction would let more through.
 */
export type Mode = 'closed' | 'part' | 'openPart' | 'open' | 'exact';

/** The mode of members and items of a schema. */
export const MEMBER_MODE: { readonly [mode in Mode]: Mode } = { closed: 'closed', part: 'closed', openPart: 'open', open: 'open', exact: 'exact' };

/** A schema that is being translated, where it stands, and what stands around it. */
export interface SchemaPlace {
  readonly schema: JsonObject;
  readonly pointer: string;
  readonly mode: Mode;
  /** Types that the schema states; empty where it states none. */
  readonly types: readonly string[];
  /** Members that a composite around the schema declares `readOnly`. */
  readonly readOnlyAround: ReadonlySet<string>;
}

/** What a subject whose schemas hold schemas asks of the walker. */
export interface Walker {
  readonly options: TranslatorOptions;
  readonly shapes: ShapeReader;
  /** Translates a schema that stands inside of the current one; what is found in it the walker keeps itself. */
  translate(schema: JsonValue, pointer: string, mode: Mode, readOnlyAround?: ReadonlySet<string>): JsonObject;
  /** Translates a reference, at the pointer of the schema that holds it. */
  refer(reference: string, pointer: string, mode: Mode, readOnlyAround: ReadonlySet<string>): JsonObject;
}

/** What one subject makes of a schema. */
export class SchemaFragment {
  /** Keywords of the schema itself. */
  public readonly own: JsonObject = {};
  /** Schemas that must hold too, since their keywords are taken in the schema itself. */
  public readonly all: JsonObject[] = [];
  public readonly unenforced: UnenforcedRule[] = [];
  public readonly open: Array<OpenPlace['kind']> = [];

  public constructor(private readonly pointer: string) {
  }

  /** Lists a keyword of the schema as not enforced. */
  public unenforce(keyword: string, group = keyword): void {
    this.unenforced.push({ pointer: this.at(keyword), keyword: group });
  }

  /** Pointer of a keyword of the schema. */
  public at(keyword: string): string {
    return pointerTo(this.pointer, keyword);
  }
}

/** Takes a keyword that counts something over as it is. */
export function copyCount(schema: JsonObject, keyword: string, into: SchemaFragment): void {
  const value = schema[keyword];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    into.own[keyword] = value;
  } else if (value !== undefined) {
    into.unenforce(keyword);
  }
}
