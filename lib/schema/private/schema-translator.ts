import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from './json-schema';
import { isDescriptive, isObject, RULE_KEYWORDS, statedTypes } from './json-schema-keywords';
import { ShapeReader } from './json-schema-shape';
import { Mode, SchemaFragment, SchemaPlace, TranslatorOptions, Walker } from './schema-place';
import { translateArrays } from './subjects/arrays';
import { translateComposition } from './subjects/composition';
import { admitNull } from './subjects/nullable';
import { translateNumbers } from './subjects/numbers';
import { translateObjects } from './subjects/objects';
import { translateStrings } from './subjects/strings';
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

/** What was found in one definition or body, and which definitions it refers to. */
interface Findings {
  readonly rules: Map<string, UnenforcedRule>;
  readonly places: Map<string, OpenPlace>;
  readonly references: Set<string>;
}

/**
 * Translates schemas of OpenAPI 3.0 and 3.1 into JSON schema draft 4, the language of API Gateway's models, and collects what gets lost.
 * It walks from schema to schema; what becomes of the keywords of one is decided by subject, in `subjects/`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class SchemaTranslator implements Walker {
  public readonly shapes: ShapeReader;
  private readonly definitionsByKey = new Map<string, { name: string; schema?: JsonObject }>();
  private readonly queue: Array<() => void> = [];
  private readonly findings = new Map<string, Findings>();
  private current: Findings = newFindings();
  private depth = 0;

  public constructor(public readonly options: TranslatorOptions) {
    this.shapes = new ShapeReader((reference) => options.resolve(reference));
  }

  /** Schemas that the translated ones refer to as `#/components/schemas/<name>`. */
  public get definitions(): { [name: string]: JsonObject } {
    return Object.fromEntries([...this.definitionsByKey.values()].map(({ name, schema }) => [name, schema ?? {}]));
  }

  /** Translates the schema of a body, and all that it refers to. */
  public translateBody(schema: JsonValue, pointer: string): BodyTranslation {
    const own = newFindings();
    this.current = own;
    const translated = this.translate(schema, pointer, 'closed');
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
      findings.references.forEach((key) => reached.add(this.findings.get(key) ?? newFindings()));
    }
    return { schema: translated, unenforced: [...rules.values()], openPlaces: [...places.values()] };
  }

  public translate(schema: JsonValue, pointer: string, mode: Mode, readOnlyAround: ReadonlySet<string> = new Set()): JsonObject {
    if (schema === true) {
      return {};
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
      const translated = this.translateKeywords({ schema, pointer, mode, types: statedTypes(schema), readOnlyAround });
      return schema.nullable === true ? admitNull(translated) : translated;
    } finally {
      this.depth--;
    }
  }

  public refer(reference: string, pointer: string, mode: Mode, readOnlyAround: ReadonlySet<string>): JsonObject {
    const found = this.follow(reference, pointer);
    if (!found) {
      // Public documents have them. Accepted, the place takes anything.
      return this.unenforce({ pointer, keyword: 'dangling $ref' }) ?? {};
    }
    const { target, at } = found;
    const shape = this.shapes.shapeOf(target);
    if ([...readOnlyAround].some((name) => shape.requiredNames.has(name) && !shape.readOnlyNames.has(name))) {
      // This use asks for a member that requests must leave out; the definition, which others use, can't know.
      return this.translate(target, at, mode, readOnlyAround);
    }
    const form = this.shapes.isShallow(target) && !(mode === 'exact' && this.options.maxStringLength !== undefined) ? 'closed' : mode;
    const key = `${form} ${at}`;
    this.current.references.add(key);
    let definition = this.definitionsByKey.get(key);
    if (!definition) {
      const created: { name: string; schema?: JsonObject } = { name: this.options.nameOf(at, VARIANT[form]) };
      definition = created;
      this.definitionsByKey.set(key, created);
      this.queue.push(() => {
        this.current = newFindings();
        this.findings.set(key, this.current);
        created.schema = this.translate(target, at, form);
      });
    }
    return { $ref: `#/components/schemas/${definition.name}` };
  }

  private translateKeywords(place: SchemaPlace): JsonObject {
    const { schema, pointer } = place;
    const unknown = new SchemaFragment(pointer);
    Object.keys(schema).filter((keyword) => !RULE_KEYWORDS.has(keyword) && !isDescriptive(keyword)).forEach((keyword) => unknown.unenforce(keyword));
    this.keep(unknown, place);
    if (typeof schema.$ref === 'string' && Object.keys(schema).every((keyword) => REFERENCE_ONLY.has(keyword) || isDescriptive(keyword))) {
      return this.refer(schema.$ref, pointer, place.mode, place.readOnlyAround);
    }
    const values = this.keep(translateValues(place), place);
    const listed = values.own.enum !== undefined;
    const numbers = this.keep(translateNumbers(place), place);
    const strings = this.keep(translateStrings(place, this.options, listed), place);
    const arrays = this.keep(translateArrays(place, this, listed), place);
    const { fragment: composition, closesHere } = translateComposition(place, this);
    this.keep(composition, place);
    const objects = this.keep(translateObjects(place, this, closesHere), place);
    return assemble([values, numbers, strings, arrays, composition, objects]);
  }

  /** Finds what a reference means. A schema that is only a reference stands for what it refers to: it would make a model of its own. */
  private follow(reference: string, pointer: string): { target: JsonValue; at: string } | undefined {
    const seen = new Set<string>();
    let at = reference;
    let target = this.options.resolve(at);
    while (isObject(target) && typeof target.$ref === 'string' && Object.keys(target).every((key) => key === '$ref' || isDescriptive(key))) {
      if (seen.has(at)) {
        throw new Error(`\`$ref\` must lead to a schema, got a circle of references at ${pointer}: ${[...seen].join(', ')}`);
      }
      seen.add(at);
      at = target.$ref;
      target = this.options.resolve(at);
    }
    return target === undefined ? undefined : { target, at };
  }

  /** Keeps what a subject found. */
  private keep(fragment: SchemaFragment, { pointer, mode }: SchemaPlace): SchemaFragment {
    fragment.unenforced.forEach((rule) => this.unenforce(rule));
    for (const kind of fragment.open) {
      // Inside of a negation nothing is let through that another schema does not let through.
      if (mode !== 'exact') {
        this.current.places.set(`${kind} ${pointer}`, { pointer, kind });
      }
    }
    return fragment;
  }

  private unenforce(rule: UnenforcedRule): undefined {
    this.current.rules.set(`${rule.keyword} ${rule.pointer}`, rule);
    return undefined;
  }
}

/** One schema of what the subjects made. Where two say the same keyword, the first stands: an empty `enum` refuses all that `not` could. */
function assemble(fragments: SchemaFragment[]): JsonObject {
  const own: JsonObject = {};
  for (const fragment of fragments) {
    Object.entries(fragment.own).filter(([keyword]) => own[keyword] === undefined).forEach(([keyword, value]) => {
      own[keyword] = value;
    });
  }
  const all = fragments.flatMap((fragment) => fragment.all);
  if (all.length === 0) {
    return own;
  }
  if (Object.keys(own).length === 0 && all.length === 1) {
    return all[0];
  }
  return { ...own, allOf: [...(Array.isArray(own.allOf) ? own.allOf : []), ...all] };
}

function newFindings(): Findings {
  return { rules: new Map(), places: new Map(), references: new Set() };
}
