import { pointerTo } from './json-pointer';
import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from './json-schema';
import { ShapeReader } from './json-schema-shape';
import { TypeReader } from './json-schema-types';

/** How schemas are translated. */
export interface TranslatorOptions {
  /**
   * Object schemas with no word on `additionalProperties`: left open, closed where they name members, or closed in any case. An object
   * without members is, in most documents, a free map: closing it would refuse all that it was made for.
   */
  readonly closeObjects: 'never' | 'declared' | 'always';
  /** Whether objects that name members are closed although they say `additionalProperties: true`. */
  readonly closeStatedOpen?: boolean;
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
 * elsewhere too, so none is closed; and `exact` is where every restriction would let more through: inside of a negation, a condition, or
 * among alternatives of which exactly one must fit.
 */
export type Mode = 'closed' | 'part' | 'openPart' | 'open' | 'exact';

/** The mode of members and items of a schema. */
export const MEMBER_MODE: { readonly [mode in Mode]: Mode } = { closed: 'closed', part: 'closed', openPart: 'open', open: 'open', exact: 'exact' };

/** What the schemas around one say of the same value. */
export interface Around {
  /** Members that a composite declares `readOnly`. */
  readonly readOnly: ReadonlySet<string>;
  /** Whether a composite says of which type the value is, so that this schema need not. */
  readonly typed: boolean;
}

/** No other schema speaks of the value. */
export const ALONE: Around = { readOnly: new Set(), typed: false };

/** A schema that is being translated, where it stands, and what stands around it. */
export interface SchemaPlace {
  readonly schema: JsonObject;
  readonly pointer: string;
  readonly mode: Mode;
  readonly around: Around;
  /** Types that its values have: stated, or concluded from `enum` or from what the schema speaks of. Empty where they may have any. */
  readonly types: readonly string[];
}

/** What a translation would be, without being kept. */
export interface Probe {
  /** Text that two probes share where they let the same values through in the same words. */
  readonly text: string;
  /** Rules, in it and in what it refers to, that have no form: without them it lets more through than the schema. */
  readonly lost: UnenforcedRule[];
  /** Whether members are refused, or not asked for, since they are `readOnly`. */
  readonly hides: boolean;
}

/** What a subject whose schemas hold schemas asks of the walker. */
export interface Walker {
  readonly options: TranslatorOptions;
  readonly shapes: ShapeReader;
  readonly typeReader: TypeReader;
  /** Translates a schema that stands inside of the current one; what is found in it the walker keeps itself. */
  translate(schema: JsonValue, pointer: string, mode: Mode, around?: Around): JsonObject;
  /** Translates a reference, at the pointer of the schema that holds it. */
  refer(reference: string, pointer: string, mode: Mode, around: Around): JsonObject;
  /** Looks at what a translation would be. */
  probe(schema: JsonValue, pointer: string, mode: Mode, around?: Around): Probe;
}

/** Whether a schema speaks of values of a type at all. */
export function speaksOf({ types }: SchemaPlace, ...wanted: string[]): boolean {
  return types.length === 0 || wanted.some((type) => types.includes(type));
}

/** What one subject makes of a schema. */
export class SchemaFragment {
  /** Keywords of the subject. */
  public readonly own: JsonObject = {};
  /** Schemas that must hold too. */
  public readonly all: JsonObject[] = [];
  /** Rules that are left out. */
  public readonly unenforced: UnenforcedRule[] = [];
  /** Rules that are there, and that API Gateway is documented not to hold to. */
  public readonly doubted: UnenforcedRule[] = [];
  public readonly open: OpenPlace[] = [];
  /** Whether members are refused, or not asked for, since they are `readOnly`. */
  public hides = false;

  public constructor(private readonly pointer: string) {
  }

  /** Lists a keyword of the schema as not enforced. */
  public unenforce(keyword: string, group = keyword): void {
    this.unenforced.push({ pointer: this.at(keyword), keyword: group });
  }

  /** Lists a keyword that is there all the same. */
  public doubt(keyword: string, saidBy = keyword): void {
    this.doubted.push({ pointer: this.at(saidBy), keyword });
  }

  /** Lists the schema as an open place. */
  public leaveOpen(kind: OpenPlace['kind'], pointer = this.pointer): void {
    this.open.push({ pointer, kind });
  }

  /** Pointer of a keyword of the schema. */
  public at(keyword: string): string {
    return pointerTo(this.pointer, keyword);
  }
}

/**
 * The import drops a count that is no 32-bit whole number (`getInteger` of its parser). No body has room for more: a larger maximum
 * refuses nothing, a larger minimum everything, and so does this one.
 */
const LARGEST_COUNT = 2 ** 31 - 1;

/** Takes a keyword that counts something over as it is. */
export function copyCount(schema: JsonObject, keyword: string, into: SchemaFragment): void {
  const value = schema[keyword];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    into.own[keyword] = Math.min(value, LARGEST_COUNT);
  } else if (value !== undefined) {
    into.unenforce(keyword);
  }
}
