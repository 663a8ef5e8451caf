import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from './json-schema';
import { isDescriptive, isObject, RULE_KEYWORDS } from './json-schema-keywords';
import { ShapeReader } from './json-schema-shape';
import { TypeReader } from './json-schema-types';
import { referencesOf, referenceTo } from './model-references';
import { ALONE, Around, Mode, Probe, SchemaFragment, SchemaPlace, TranslatorOptions, Walker } from './schema-place';
import { translateArrays } from './subjects/arrays';
import { assemble } from './subjects/assembly';
import { translateComposition } from './subjects/composition';
import { admitNull } from './subjects/nullable';
import { translateNumbers } from './subjects/numbers';
import { translateObjects } from './subjects/objects';
import { translateStrings } from './subjects/strings';
import { readTypes } from './subjects/types';
import { translateValues } from './subjects/values';

const VARIANT: { readonly [mode in Mode]: string } = { closed: '', part: 'Part', openPart: 'OpenPart', open: 'Open', exact: 'Exact' };

/** Deeper than any schema that a person writes; a document made to exhaust the stack ends here. */
const MAXIMUM_DEPTH = 200;

/** Keywords that say nothing beside a reference. */
const REFERENCE_ONLY = new Set(['$ref', 'nullable', 'readOnly']);

/** What the translation of a body found, in it and in all that it refers to. */
export interface BodyTranslation {
  readonly schema: JsonObject;
  readonly unenforced: UnenforcedRule[];
  readonly openPlaces: OpenPlace[];
}

/** A definition that a schema refers to, in the form that it needs. */
interface Target {
  readonly schema: JsonValue;
  readonly pointer: string;
  readonly form: Mode;
  readonly around: Around;
  /** Differs for every form of every definition. */
  readonly key: string;
}

/** What was found in one definition or body, and which definitions it refers to. */
interface Findings {
  readonly rules: Map<string, UnenforcedRule>;
  /** Those of `rules` that are left out. */
  readonly lost: Map<string, UnenforcedRule>;
  readonly places: Map<string, OpenPlace>;
  readonly references: Map<string, Target>;
  hides: boolean;
}

/** What one schema would become, without that to which it refers. */
interface ProbedSchema {
  readonly text: string;
  readonly findings: Findings;
}

/**
 * Translates schemas of OpenAPI 3.0 and 3.1 into what is left of OpenAPI 3.0 after its import into API Gateway, where it means the same to a
 * validator of JSON schema draft 4, the language of API Gateway's models; and collects what gets lost. It walks from schema to schema; what
 * becomes of the keywords of one is decided by subject, in `subjects/`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class SchemaTranslator implements Walker {
  public readonly shapes: ShapeReader;
  public readonly typeReader: TypeReader;
  private readonly definitionsByKey = new Map<string, { name: string; schema?: JsonObject }>();
  private readonly queue: Array<() => void> = [];
  private readonly bodies: JsonObject[] = [];
  private readonly findings = new Map<string, Findings>();
  private readonly probes = new Map<string, ProbedSchema>();
  private current: Findings = newFindings();
  private probing = false;
  private depth = 0;

  public constructor(public readonly options: TranslatorOptions) {
    const resolve = (reference: string) => options.resolve(reference);
    this.shapes = new ShapeReader(resolve, options.closeStatedOpen);
    this.typeReader = new TypeReader(resolve);
  }

  /** Schemas that the translated ones refer to as `#/components/schemas/<name>`, and no others. */
  public get definitions(): { [name: string]: JsonObject } {
    const all = new Map([...this.definitionsByKey.values()].map(({ name, schema }) => [name, schema ?? {}]));
    const reached = new Set(this.bodies.flatMap(referencesOf));
    for (const name of reached) {
      referencesOf(all.get(name) ?? {}).forEach((reference) => reached.add(reference));
    }
    return Object.fromEntries([...all].filter(([name]) => reached.has(name)));
  }

  /** Translates the schema of a body, and all that it refers to. */
  public translateBody(schema: JsonValue, pointer: string): BodyTranslation {
    const own = newFindings();
    this.current = own;
    const translated = this.translate(schema, pointer, 'closed');
    this.bodies.push(translated);
    // Definitions wait in a queue: a chain of thousands of references must not exhaust the stack.
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      next();
    }
    const rules = new Map<string, UnenforcedRule>();
    const places = new Map<string, OpenPlace>();
    const reached = new Set<Findings>([own]);
    for (const findings of reached) {
      findings.rules.forEach((rule, key) => rules.set(key, rule));
      findings.places.forEach((place, key) => places.set(key, place));
      findings.references.forEach((_target, key) => reached.add(this.findings.get(key) ?? newFindings()));
    }
    return { schema: translated, unenforced: [...rules.values()], openPlaces: [...places.values()] };
  }

  public translate(schema: JsonValue, pointer: string, mode: Mode, around: Around = ALONE): JsonObject {
    if (schema === true) {
      schema = {};
    }
    if (schema === false) {
      return { not: {} };
    }
    if (!isObject(schema)) {
      return this.unenforce({ pointer, keyword: 'schema that is no object' }) ?? {};
    }
    if (++this.depth > MAXIMUM_DEPTH) {
      throw new Error(`\`schema\` must not nest deeper than ${MAXIMUM_DEPTH} schemas, got more at ${pointer.slice(0, 200)}…`);
    }
    try {
      const translated = this.translateKeywords(schema, pointer, mode, around);
      return schema.nullable === true ? admitNull(translated) : translated;
    } finally {
      this.depth--;
    }
  }

  public refer(reference: string, pointer: string, mode: Mode, around: Around): JsonObject {
    const target = this.follow(reference, pointer, mode, around);
    if (!target) {
      // Public documents have them. Accepted, the place takes anything.
      return this.unenforce({ pointer, keyword: 'dangling $ref' }) ?? {};
    }
    const shape = this.shapes.shapeOf(target.schema);
    if ([...around.readOnly].some((name) => shape.requiredNames.has(name) && !shape.readOnlyNames.has(name))) {
      // This use asks for a member that requests must leave out; the definition, which others use, can't know.
      return this.translate(target.schema, target.pointer, mode, around);
    }
    this.current.references.set(target.key, target);
    return { $ref: this.probing ? target.pointer : referenceTo(this.define(target)) };
  }

  public probe(schema: JsonValue, pointer: string, mode: Mode, around: Around = ALONE): Probe {
    if (this.probing) {
      // The one who asks is only looked at: what stands inside is looked at with it.
      return { text: '', lost: [], hides: false };
    }
    const root = this.look(schema, pointer, mode, around);
    const texts = new Set<string>();
    const lost = new Map(root.findings.lost);
    let { hides } = root.findings;
    const reached = new Map(root.findings.references);
    for (const [key, target] of reached) {
      let probed = this.probes.get(key);
      if (!probed) {
        probed = this.look(target.schema, target.pointer, target.form, target.around);
        this.probes.set(key, probed);
      }
      const { text, findings } = probed;
      texts.add(`${target.pointer} ${text}`);
      findings.lost.forEach((rule, ruleKey) => lost.set(ruleKey, rule));
      findings.references.forEach((next, nextKey) => reached.set(nextKey, next));
      hides ||= findings.hides;
    }
    return { text: [root.text, ...[...texts].sort()].join('\n'), lost: [...lost.values()], hides };
  }

  /** Translates a schema into nothing. */
  private look(schema: JsonValue, pointer: string, mode: Mode, around: Around): ProbedSchema {
    const { current, depth } = this;
    const findings = newFindings();
    this.current = findings;
    this.probing = true;
    try {
      return { text: JSON.stringify(this.translate(schema, pointer, mode, around)), findings };
    } finally {
      this.probing = false;
      this.current = current;
      this.depth = depth;
    }
  }

  private translateKeywords(schema: JsonObject, pointer: string, mode: Mode, around: Around): JsonObject {
    const unknown = new SchemaFragment(pointer);
    Object.keys(schema).filter((keyword) => !RULE_KEYWORDS.has(keyword) && !isDescriptive(keyword)).forEach((keyword) => unknown.unenforce(keyword));
    this.keep(unknown, mode);
    if (typeof schema.$ref === 'string' && Object.keys(schema).every((keyword) => REFERENCE_ONLY.has(keyword) || isDescriptive(keyword))) {
      return this.refer(schema.$ref, pointer, mode, around);
    }
    const typing = readTypes(schema, pointer, mode, around, this);
    const place: SchemaPlace = { schema, pointer, mode, around, types: typing.types };
    const values = translateValues(place);
    const listed = values.listed !== undefined;
    const numbers = translateNumbers(place);
    const strings = translateStrings(place, this.options, listed);
    const arrays = translateArrays(place, this, listed);
    const { fragment: composition, closesHere } = translateComposition(place, this, typing);
    const objects = translateObjects(place, this, closesHere);
    [typing.fragment, values.fragment, numbers, strings, arrays, composition, objects].forEach((fragment) => this.keep(fragment, mode));
    return assemble(place, { values, strings, numbers, arrays, objects, composition });
  }

  /** Finds what a reference means, and in which form it is needed. */
  private follow(reference: string, pointer: string, mode: Mode, around: Around): Target | undefined {
    const seen = new Set<string>();
    let at = reference;
    let schema = this.options.resolve(at);
    // A schema that is only a reference stands for what it refers to: it would make a model of its own.
    while (isObject(schema) && typeof schema.$ref === 'string' && Object.keys(schema).every((key) => key === '$ref' || isDescriptive(key))) {
      if (seen.has(at)) {
        throw new Error(`\`$ref\` must lead to a schema, got a circle of references at ${pointer}: ${[...seen].join(', ')}`);
      }
      seen.add(at);
      at = schema.$ref;
      schema = this.options.resolve(at);
    }
    if (schema === undefined) {
      return undefined;
    }
    const form = this.shapes.isShallow(schema) && !(mode === 'exact' && this.options.maxStringLength !== undefined) ? 'closed' : mode;
    // Whether others say of which type the value is makes a difference only where the definition does not.
    const typed = around.typed && form !== 'exact' && !this.typeReader.statesType(schema);
    return { schema, pointer: at, form, around: { ...ALONE, typed }, key: `${form}${typed ? ' typed' : ''} ${at}` };
  }

  /** The name of a definition, which is translated when its turn comes. */
  private define({ schema, pointer, form, around, key }: Target): string {
    const known = this.definitionsByKey.get(key);
    if (known) {
      return known.name;
    }
    const created: { name: string; schema?: JsonObject } = { name: this.options.nameOf(pointer, `${VARIANT[form]}${around.typed ? 'Beside' : ''}`) };
    this.definitionsByKey.set(key, created);
    this.queue.push(() => {
      this.current = newFindings();
      this.findings.set(key, this.current);
      created.schema = this.translate(schema, pointer, form, around);
    });
    return created.name;
  }

  /** Keeps what a subject found. */
  private keep(fragment: SchemaFragment, mode: Mode): void {
    fragment.unenforced.forEach((rule) => this.unenforce(rule));
    fragment.doubted.forEach((rule) => this.current.rules.set(keyOf(rule), rule));
    this.current.hides ||= fragment.hides;
    for (const place of fragment.open) {
      // Inside of a negation nothing is let through that another schema does not let through.
      if (mode !== 'exact') {
        this.current.places.set(`${place.kind} ${place.pointer}`, place);
      }
    }
  }

  private unenforce(rule: UnenforcedRule): undefined {
    this.current.rules.set(keyOf(rule), rule);
    this.current.lost.set(keyOf(rule), rule);
    return undefined;
  }
}

function keyOf({ keyword, pointer }: UnenforcedRule): string {
  return `${keyword} ${pointer}`;
}

function newFindings(): Findings {
  return { rules: new Map(), lost: new Map(), places: new Map(), references: new Map(), hides: false };
}
