import { pointerTo } from './json-pointer';
import { JsonObject, JsonValue, OpenPlace, UnenforcedRule } from './json-schema';
import { FormatMeaning, meaningOfFormat } from './json-schema-formats';
import { IN_PLACE_LISTS, isDescriptive, isObject, RULE_KEYWORDS, SCHEMA_TYPES, statedTypes } from './json-schema-keywords';
import { ShapeReader } from './json-schema-shape';
import { boundsLength, foreignToDraft4 } from './regex-support';

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
type Mode = 'closed' | 'part' | 'openPart' | 'open' | 'exact';

const MEMBER_MODE: { readonly [mode in Mode]: Mode } = { closed: 'closed', part: 'closed', openPart: 'open', open: 'open', exact: 'exact' };
const VARIANT: { readonly [mode in Mode]: string } = { closed: '', part: 'Part', openPart: 'OpenPart', open: 'Open', exact: 'Exact' };

/** Deeper than any schema that a person writes; a document made to exhaust the stack ends here. */
const MAXIMUM_DEPTH = 200;
const INTEGER_LIMIT = 2 ** 53;

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

/** Keywords that say nothing beside a reference. */
const REFERENCE_ONLY = new Set(['$ref', 'nullable', 'readOnly']);

/**
 * Translates schemas of OpenAPI 3.0 and 3.1 into JSON schema draft 4, the language of API Gateway's models, and collects what gets lost.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class SchemaTranslator {
  private readonly shapes: ShapeReader;
  private readonly definitionsByKey = new Map<string, { name: string; schema?: JsonObject }>();
  private readonly queue: Array<() => void> = [];
  private readonly findings = new Map<string, Findings>();
  private readonly bounding: boolean;
  private current: Findings = newFindings();
  private depth = 0;

  /** What the translation of one schema asks of its translator. */
  public readonly access = {
    options: () => this.options,
    shapes: () => this.shapes,
    bounding: () => this.bounding,
    translate: (schema: JsonValue, pointer: string, mode: Mode, around: ReadonlySet<string> = new Set()) => (
      this.translate(schema, pointer, mode, around)
    ),
    refer: (reference: string, pointer: string, mode: Mode, around: ReadonlySet<string>) => this.refer(reference, pointer, mode, around),
    unenforce: (pointer: string, keyword: string) => this.unenforce(pointer, keyword),
    open: (pointer: string, kind: OpenPlace['kind'], mode: Mode) => this.open(pointer, kind, mode),
  };

  public constructor(private readonly options: TranslatorOptions) {
    this.shapes = new ShapeReader((reference) => options.resolve(reference));
    this.bounding = options.closeObjects !== 'never';
  }

  /** Schemas that the translated ones refer to as `#/components/schemas/<name>`. */
  public get definitions(): { [name: string]: JsonObject } {
    return Object.fromEntries([...this.definitionsByKey.values()].map(({ name, schema }) => [name, schema ?? {}]));
  }

  /** Translates the schema of a body, and all that it refers to. */
  public translateBody(schema: JsonValue, pointer: string): BodyTranslation {
    const own = newFindings();
    this.current = own;
    const translated = this.translate(schema, pointer, 'closed', new Set());
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

  private translate(schema: JsonValue, pointer: string, mode: Mode, readOnlyAround: ReadonlySet<string>): JsonObject {
    if (schema === true) {
      return {};
    }
    if (schema === false) {
      return { not: {} };
    }
    if (!isObject(schema)) {
      return this.unenforce(pointer, 'schema that is no object') ?? {};
    }
    if (++this.depth > MAXIMUM_DEPTH) {
      throw new Error(`\`schema\` must not nest deeper than ${MAXIMUM_DEPTH} schemas, got more at ${pointer.slice(0, 200)}…`);
    }
    try {
      return new SchemaTranslation(schema, pointer, mode, readOnlyAround, this).run();
    } finally {
      this.depth--;
    }
  }

  private refer(reference: string, pointer: string, mode: Mode, readOnlyAround: ReadonlySet<string>): JsonObject {
    const seen = new Set<string>();
    let at = reference;
    let target = this.options.resolve(at);
    // A schema that is only a reference stands for what it refers to; API Gateway would make a model of its own of each.
    while (isObject(target) && typeof target.$ref === 'string' && Object.keys(target).every((key) => key === '$ref' || isDescriptive(key))) {
      if (seen.has(at)) {
        throw new Error(`\`$ref\` must lead to a schema, got a circle of references at ${pointer}: ${[...seen].join(', ')}`);
      }
      seen.add(at);
      at = target.$ref;
      target = this.options.resolve(at);
    }
    if (target === undefined) {
      // Public documents have them. Accepted, the place takes anything.
      return this.unenforce(pointer, 'dangling $ref') ?? {};
    }
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
      const source = target;
      const sourcePointer = at;
      this.queue.push(() => {
        this.current = newFindings();
        this.findings.set(key, this.current);
        created.schema = this.translate(source, sourcePointer, form, new Set());
      });
    }
    return { $ref: `#/components/schemas/${definition.name}` };
  }

  private unenforce(pointer: string, keyword: string): undefined {
    const key = `${keyword} ${pointer}`;
    this.current.rules.set(key, { pointer, keyword });
    return undefined;
  }

  private open(pointer: string, kind: OpenPlace['kind'], mode: Mode): void {
    // Inside of a negation nothing is let through that another schema does not let through.
    if (mode !== 'exact') {
      this.current.places.set(`${kind} ${pointer}`, { pointer, kind });
    }
  }
}

/** Translated schemas by member's name or pattern. */
type Members = Array<[string, JsonObject]>;

/** One schema on its way. Rules of one subject are translated together, into `out` or, where they need a schema of their own, into `all`. */
class SchemaTranslation {
  private readonly out: JsonObject = {};
  private readonly all: JsonObject[] = [];
  private readonly types: string[];
  private readonly composer: SchemaTranslator['access'];

  public constructor(
    private readonly schema: JsonObject,
    private readonly pointer: string,
    private readonly mode: Mode,
    private readonly readOnlyAround: ReadonlySet<string>,
    translator: SchemaTranslator,
  ) {
    this.composer = translator.access;
    this.types = statedTypes(schema);
  }

  public run(): JsonObject {
    const { schema } = this;
    for (const keyword of Object.keys(schema)) {
      if (!RULE_KEYWORDS.has(keyword) && !isDescriptive(keyword)) {
        this.unenforce(keyword);
      }
    }
    const nullable = schema.nullable === true;
    if (typeof schema.$ref === 'string' && Object.keys(schema).every((keyword) => REFERENCE_ONLY.has(keyword) || isDescriptive(keyword))) {
      const reference = this.composer.refer(schema.$ref, this.pointer, this.mode, this.readOnlyAround);
      return nullable ? orNull(reference) : reference;
    }
    this.translateType();
    this.translateEnum();
    this.translateNumbers();
    this.translateStrings();
    this.translateArrays();
    const closesHere = this.translateComposition();
    this.translateObjects(closesHere);
    const result = this.assemble();
    return nullable ? this.admitNull(result) : result;
  }

  private assemble(): JsonObject {
    if (this.all.length > 0) {
      const own = Array.isArray(this.out.allOf) ? this.out.allOf : [];
      if (Object.keys(this.out).length === 0 && this.all.length === 1) {
        return this.all[0];
      }
      this.out.allOf = [...own, ...this.all];
    }
    return this.out;
  }

  /**
   * `nullable` lets null in wherever it stands: beside `$ref`, `allOf` and `enum` too, where the letter of OpenAPI 3.0.3 gives it no
   * effect. Who wrote it there meant it, and clients rely on it.
   */
  private admitNull(result: JsonObject): JsonObject {
    const composed = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some((keyword) => result[keyword] !== undefined);
    if (composed) {
      return orNull(result);
    }
    const types = statedTypes(result);
    return {
      ...result,
      ...(types.length > 0 && !types.includes('null') && { type: [...types, 'null'] }),
      ...(Array.isArray(result.enum) && !result.enum.includes(null) && { enum: [...result.enum, null] }),
    };
  }

  private translateType(): void {
    const { type } = this.schema;
    if (type === undefined) {
      return;
    }
    const unknown = this.types.find((entry) => !SCHEMA_TYPES.has(entry));
    if (this.types.length === 0 || unknown !== undefined) {
      this.unenforce('type', `type: ${unknown ?? JSON.stringify(type)}`);
    } else {
      const types = [...new Set(this.types)];
      this.out.type = types.length === 1 ? types[0] : types;
    }
  }

  private translateEnum(): void {
    const { schema } = this;
    if (schema.enum !== undefined) {
      if (!Array.isArray(schema.enum)) {
        this.unenforce('enum');
      } else if (schema.enum.length === 0) {
        this.out.not = {};
      } else {
        this.out.enum = distinct(schema.enum);
      }
    }
    if ('const' in schema) {
      if (this.out.enum === undefined) {
        this.out.enum = [schema.const];
      } else {
        this.all.push({ enum: [schema.const] });
      }
    }
  }

  private translateNumbers(): void {
    const { schema } = this;
    let lower = this.limit('minimum', 'exclusiveMinimum', 1);
    let upper = this.limit('maximum', 'exclusiveMaximum', -1);
    const format = this.format();
    if (format?.kind === 'bounds') {
      lower = stricter(lower, { value: format.minimum, exclusive: false }, 1);
      upper = stricter(upper, { value: format.maximum, exclusive: false }, -1);
    }
    if (lower) {
      this.out.minimum = lower.value;
      if (lower.exclusive) {
        this.out.exclusiveMinimum = true;
      }
    }
    if (upper) {
      this.out.maximum = upper.value;
      if (upper.exclusive) {
        this.out.exclusiveMaximum = true;
      }
    }
    if (schema.multipleOf !== undefined) {
      if (typeof schema.multipleOf === 'number' && schema.multipleOf > 0) {
        this.out.multipleOf = schema.multipleOf;
      } else {
        this.unenforce('multipleOf');
      }
    }
  }

  /** Reads a bound with its exclusive form: a boolean in OpenAPI 3.0 and draft 4, a number of its own since draft 6. */
  private limit(inclusiveKeyword: string, exclusiveKeyword: string, sign: 1 | -1): Limit | undefined {
    const inclusive = this.schema[inclusiveKeyword];
    const exclusive = this.schema[exclusiveKeyword];
    let limit: Limit | undefined;
    if (typeof inclusive === 'number') {
      limit = { value: inclusive, exclusive: exclusive === true };
    } else if (inclusive !== undefined) {
      this.unenforce(inclusiveKeyword);
    }
    if (typeof exclusive === 'number') {
      limit = stricter(limit, { value: exclusive, exclusive: true }, sign);
    } else if (exclusive !== undefined && typeof exclusive !== 'boolean') {
      this.unenforce(exclusiveKeyword);
    }
    if (limit?.exclusive && this.types.includes('integer') && !this.types.includes('number') && Math.abs(limit.value) < INTEGER_LIMIT) {
      // The next whole number says the same without the keyword that AWS lists as unsupported.
      return { value: sign > 0 ? Math.floor(limit.value) + 1 : Math.ceil(limit.value) - 1, exclusive: false };
    }
    return limit;
  }

  private format(): FormatMeaning | undefined {
    return typeof this.schema.format === 'string' ? meaningOfFormat(this.schema.format, this.types) : undefined;
  }

  private translateStrings(): void {
    const { schema } = this;
    this.copyCount('minLength');
    this.copyCount('maxLength');
    let bounded = typeof this.out.maxLength === 'number';
    if (typeof schema.pattern === 'string') {
      const reason = foreignToDraft4(schema.pattern);
      if (reason === undefined) {
        this.out.pattern = schema.pattern;
        bounded ||= boundsLength(schema.pattern);
      } else {
        this.unenforce('pattern', `pattern: ${reason}`);
      }
    } else if (schema.pattern !== undefined) {
      this.unenforce('pattern');
    }
    const format = this.format();
    if (format?.kind === 'pattern') {
      bounded ||= format.bounded;
      this.addPattern(`^${format.pattern}$`);
    } else if (format?.kind === 'unenforced') {
      this.unenforce('format', `format: ${String(schema.format)}`);
    } else if (schema.format !== undefined && format === undefined) {
      this.unenforce('format');
    }
    if (schema.contentEncoding !== undefined) {
      const encoding = schema.contentEncoding === 'base64' ? meaningOfFormat('byte', ['string']) : undefined;
      if (encoding?.kind === 'pattern') {
        this.addPattern(`^${encoding.pattern}$`);
      } else {
        this.unenforce('contentEncoding');
      }
    }
    if (this.types.includes('string') && !bounded && this.out.enum === undefined) {
      if (this.options.maxStringLength !== undefined && this.mode !== 'exact') {
        this.out.maxLength = Math.max(this.options.maxStringLength, typeof this.out.minLength === 'number' ? this.out.minLength : 0);
      } else {
        this.open('unbounded string');
      }
    }
  }

  private addPattern(pattern: string): void {
    if (this.out.pattern === undefined) {
      this.out.pattern = pattern;
    } else if (this.out.pattern !== pattern) {
      this.all.push({ pattern });
    }
  }

  private translateArrays(): void {
    const { schema } = this;
    const member = MEMBER_MODE[this.mode];
    // A `prefixItems` of draft 2020-12 is the list form of `items` in draft 4, and the `items` beside it is `additionalItems`.
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : Array.isArray(schema.items) ? schema.items : undefined;
    const prefixKeyword = Array.isArray(schema.prefixItems) ? 'prefixItems' : 'items';
    const restKeyword = prefixKeyword === 'prefixItems' ? 'items' : 'additionalItems';
    if (prefix && prefix.length > 0) {
      this.out.items = prefix.map((entry, index) => this.composer.translate(entry, pointerTo(this.at(prefixKeyword), index), member));
      const rest = schema[restKeyword];
      if (rest === false) {
        this.out.additionalItems = false;
      } else if (rest !== undefined && !Array.isArray(rest)) {
        this.out.additionalItems = this.composer.translate(rest, this.at(restKeyword), member);
      }
    } else if (schema.items !== undefined && !Array.isArray(schema.items)) {
      this.out.items = this.composer.translate(schema.items, this.at('items'), member);
    }
    this.copyCount('minItems');
    this.copyCount('maxItems');
    for (const keyword of ['minItems', 'maxItems']) {
      // Kept in the model, but: "The maxItems and minItems tags are not included in simple request validation."
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
      if (typeof this.out[keyword] === 'number' && !(keyword === 'minItems' && this.out[keyword] === 0)) {
        this.unenforce(keyword);
      }
    }
    if (typeof schema.uniqueItems === 'boolean') {
      if (schema.uniqueItems) {
        this.out.uniqueItems = true;
      }
    } else if (schema.uniqueItems !== undefined) {
      this.unenforce('uniqueItems');
    }
    this.translateContains();
    if (schema.unevaluatedItems !== undefined && schema.unevaluatedItems !== true) {
      this.unenforce('unevaluatedItems');
    }
    const fixed = Array.isArray(this.out.items) && this.out.additionalItems === false;
    if (this.types.includes('array') && this.out.maxItems === undefined && this.out.enum === undefined && !fixed) {
      if (this.options.maxItems !== undefined && this.mode !== 'exact') {
        this.out.maxItems = Math.max(this.options.maxItems, typeof this.out.minItems === 'number' ? this.out.minItems : 0);
      } else {
        this.open('unbounded array');
      }
    }
  }

  /** "Some item fits" is "not every item fails to fit", which draft 4 can say. */
  private translateContains(): void {
    const { schema } = this;
    if (schema.contains !== undefined && schema.minContains !== 0) {
      const some = this.composer.translate(schema.contains, this.at('contains'), 'exact');
      this.all.push({ not: { type: 'array', items: { not: some } } });
    }
    if (typeof schema.minContains === 'number' && schema.minContains > 1) {
      this.unenforce('minContains');
    }
    if (schema.maxContains !== undefined) {
      this.unenforce('maxContains');
    }
  }

  /**
   * Translates what applies to the same value.
   *
   * @returns whether this schema is the one to close the object
   */
  private translateComposition(): boolean {
    const { schema } = this;
    const conditional = schema.if !== undefined;
    const present = [
      ...IN_PLACE_LISTS.filter((keyword) => schema[keyword] !== undefined),
      ...['$ref', 'if', 'dependentSchemas', 'dependencies'].filter((keyword) => schema[keyword] !== undefined),
    ];
    if (schema.not !== undefined) {
      const not = this.composer.translate(schema.not, this.at('not'), 'exact');
      if (this.out.not === undefined) {
        this.out.not = not;
      }
    }
    const dependent = this.translateDependentRequired();
    const { partMode, closesHere } = this.compositionModes(present);
    const around = new Set([...this.readOnlyAround, ...this.composer.shapes().shapeOf(schema).readOnlyNames]);
    if (typeof schema.$ref === 'string') {
      this.all.push(this.composer.refer(schema.$ref, this.pointer, partMode, around));
    } else if (schema.$ref !== undefined) {
      this.unenforce('$ref');
    }
    for (const keyword of IN_PLACE_LISTS) {
      const parts = schema[keyword];
      if (Array.isArray(parts) && parts.length > 0) {
        this.out[keyword] = parts.map((part, index) => this.composer.translate(part, pointerTo(this.at(keyword), index), partMode, around));
      } else if (parts !== undefined && !Array.isArray(parts)) {
        this.unenforce(keyword);
      }
    }
    if (conditional) {
      const condition = this.composer.translate(schema.if, this.at('if'), 'exact');
      if (schema.then !== undefined) {
        this.all.push({ anyOf: [{ not: condition }, this.composer.translate(schema.then, this.at('then'), partMode, around)] });
      }
      if (schema.else !== undefined) {
        this.all.push({ anyOf: [condition, this.composer.translate(schema.else, this.at('else'), partMode, around)] });
      }
    }
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      const schemas = schema[keyword];
      for (const [name, part] of Object.entries(isObject(schemas) ? schemas : {})) {
        if (!Array.isArray(part)) {
          dependent.push([name, this.composer.translate(part, pointerTo(this.at(keyword), name), partMode, around)]);
        }
      }
    }
    this.setDependencies(dependent);
    if (schema.discriminator !== undefined && !this.carriesDiscriminator()) {
      this.unenforce('discriminator');
    }
    return closesHere;
  }

  private compositionModes(present: string[]): { partMode: Mode; closesHere: boolean } {
    const { schema, mode } = this;
    if (mode === 'exact') {
      return { partMode: 'exact', closesHere: false };
    }
    if (!this.composer.bounding() && schema.unevaluatedProperties === undefined) {
      return { partMode: 'closed', closesHere: mode === 'closed' };
    }
    if (mode === 'open' || mode === 'openPart') {
      return { partMode: 'openPart', closesHere: false };
    }
    if (present.length === 0) {
      return { partMode: 'part', closesHere: mode === 'closed' };
    }
    if (mode === 'closed' && present.length === 1 && !this.namesMembers() && this.alternativesStandAlone(present[0])) {
      return { partMode: 'closed', closesHere: false };
    }
    // Each part alone knows only some of the members: closing it would refuse those of the others. The composite closes their union.
    return { partMode: this.composer.shapes().overlaps(schema) ? 'openPart' : 'part', closesHere: mode === 'closed' };
  }

  private namesMembers(): boolean {
    return ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'items', 'prefixItems']
      .some((keyword) => this.schema[keyword] !== undefined);
  }

  /** Whether a value needs only one of the parts, so that each may be closed by itself. */
  private alternativesStandAlone(keyword: string): boolean {
    const parts = this.schema[keyword];
    if (keyword === '$ref' || keyword === 'oneOf') {
      return true;
    }
    if (!Array.isArray(parts)) {
      return false;
    }
    return parts.length === 1 || (keyword === 'anyOf' && parts.filter((part) => !this.composer.shapes().isShallow(part)).length < 2);
  }

  /** Whether every alternative itself demands its own value of the discriminating member, so that nothing is lost without the keyword. */
  private carriesDiscriminator(): boolean {
    const { discriminator } = this.schema;
    const alternatives = [this.schema.oneOf, this.schema.anyOf].find((parts): parts is JsonValue[] => Array.isArray(parts));
    const name = isObject(discriminator) ? discriminator.propertyName : undefined;
    if (!alternatives || typeof name !== 'string') {
      return false;
    }
    const seen = new Set<JsonValue>();
    return alternatives.every((alternative) => {
      const target = isObject(alternative) && typeof alternative.$ref === 'string' ? this.options.resolve(alternative.$ref) : alternative;
      const member = isObject(target) && isObject(target.properties) ? target.properties[name] : undefined;
      const resolved = isObject(member) && typeof member.$ref === 'string' ? this.options.resolve(member.$ref) : member;
      const values = !isObject(resolved) ? undefined : 'const' in resolved ? [resolved.const] : resolved.enum;
      const required = isObject(target) && Array.isArray(target.required) && target.required.includes(name);
      return required && Array.isArray(values) && values.every((value) => !seen.has(value) && seen.add(value));
    });
  }

  private translateDependentRequired(): Array<[string, JsonValue]> {
    const found: Array<[string, JsonValue]> = [];
    for (const keyword of ['dependentRequired', 'dependencies']) {
      const lists = this.schema[keyword];
      if (lists !== undefined && !isObject(lists)) {
        this.unenforce(keyword);
      }
      for (const [name, others] of Object.entries(isObject(lists) ? lists : {})) {
        if (Array.isArray(others)) {
          if (others.length > 0) {
            found.push([name, distinct(others)]);
          }
        } else if (keyword === 'dependentRequired') {
          this.unenforce(keyword);
        }
      }
    }
    return found;
  }

  private setDependencies(dependent: Array<[string, JsonValue]>): void {
    const names = new Set(dependent.map(([name]) => name));
    if (names.size === dependent.length) {
      if (dependent.length > 0) {
        this.out.dependencies = Object.fromEntries(dependent);
      }
    } else {
      this.all.push(...dependent.map((entry) => ({ dependencies: Object.fromEntries([entry]) })));
    }
  }

  private translateObjects(closesHere: boolean): void {
    const { schema, mode } = this;
    const member = MEMBER_MODE[mode];
    const hidden = new Set(this.readOnlyAround);
    const properties: Members = [];
    for (const [name, value] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const pointer = pointerTo(this.at('properties'), name);
      if (mode !== 'exact' && this.composer.shapes().isReadOnly(value)) {
        hidden.add(name);
        if (!this.options.acceptsReadOnly(pointerTo(pointer, 'readOnly'))) {
          // A client that sends what only the server may set (a role, an owner) is refused: mass assignment.
          properties.push([name, { not: {} }]);
          continue;
        }
      }
      properties.push([name, this.composer.translate(value, pointer, member)]);
    }
    if (schema.properties !== undefined && !isObject(schema.properties)) {
      this.unenforce('properties');
    }
    const patterns: Members = [];
    for (const [pattern, value] of Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {})) {
      const pointer = pointerTo(this.at('patternProperties'), pattern);
      const reason = foreignToDraft4(pattern);
      if (reason === undefined) {
        patterns.push([pattern, this.composer.translate(value, pointer, member)]);
      } else {
        this.composer.unenforce(pointer, `patternProperties: ${reason}`);
      }
    }
    this.translateRequired(hidden);
    this.copyCount('minProperties');
    this.copyCount('maxProperties');
    this.translatePropertyNames();
    this.translateAdditional(closesHere, properties, patterns, member);
    if (properties.length > 0 || isObject(schema.properties)) {
      this.out.properties = Object.fromEntries(properties);
    }
    if (patterns.length > 0) {
      this.out.patternProperties = Object.fromEntries(patterns);
    }
  }

  private translateRequired(hidden: ReadonlySet<string>): void {
    const { required } = this.schema;
    if (Array.isArray(required)) {
      // Draft 4 wants at least one name, each once.
      const names = distinct(required).filter((name) => typeof name === 'string' && !(this.mode !== 'exact' && hidden.has(name)));
      if (names.length > 0) {
        this.out.required = names;
      }
    } else if (required !== undefined && required !== false) {
      this.unenforce('required', `required: ${JSON.stringify(required)}`);
    }
  }

  private translateAdditional(closesHere: boolean, properties: Members, patterns: Members, member: Mode): void {
    const { schema, mode } = this;
    const { additionalProperties, unevaluatedProperties } = schema;
    const shape = this.composer.shapes().shapeOf(schema);
    const couldBeObject = this.types.length === 0 ? properties.length > 0 || shape.names.size > 0 : this.types.includes('object');
    if (additionalProperties === false) {
      this.out.additionalProperties = false;
      return;
    }
    if (additionalProperties !== undefined && additionalProperties !== true) {
      const translated = this.composer.translate(additionalProperties, this.at('additionalProperties'), member);
      if (Object.keys(translated).length > 0) {
        this.out.additionalProperties = translated;
        return;
      }
    }
    if (unevaluatedProperties !== undefined && unevaluatedProperties !== true) {
      const decidable = ['oneOf', 'anyOf', 'if', 'dependentSchemas', 'dependencies'].every((keyword) => schema[keyword] === undefined);
      if (unevaluatedProperties !== false || !decidable || shape.outspoken || mode === 'exact') {
        this.unenforce('unevaluatedProperties');
      }
      if (unevaluatedProperties === false && !shape.outspoken && mode !== 'exact') {
        this.close(properties, patterns);
        return;
      }
    }
    if (!couldBeObject) {
      return;
    }
    if (additionalProperties !== undefined || shape.outspoken) {
      if (additionalProperties !== undefined) {
        this.open('open object');
      }
      return;
    }
    const known = shape.names.size > 0 || shape.patterns.size > 0;
    const closable = [...shape.patterns].every((pattern) => foreignToDraft4(pattern) === undefined);
    if (closesHere && closable && (this.options.closeObjects === 'always' || (this.options.closeObjects === 'declared' && known))) {
      this.close(properties, patterns);
    } else if (closesHere || mode === 'open') {
      this.open('open object');
    }
  }

  /** Closes the object over the members of all that applies to it. */
  private close(properties: Members, patterns: Members): void {
    const shape = this.composer.shapes().shapeOf(this.schema);
    const named = new Set(properties.map(([name]) => name));
    properties.push(...[...shape.names].filter((name) => !named.has(name)).map((name): [string, JsonObject] => [name, {}]));
    const matched = new Set(patterns.map(([pattern]) => pattern));
    patterns.push(...[...shape.patterns].filter((pattern) => !matched.has(pattern)).map((pattern): [string, JsonObject] => [pattern, {}]));
    this.out.additionalProperties = false;
  }

  private translatePropertyNames(): void {
    const { propertyNames } = this.schema;
    if (propertyNames === undefined || propertyNames === true) {
      return;
    }
    const rules = isObject(propertyNames) ? Object.keys(propertyNames).filter((keyword) => !isDescriptive(keyword) && keyword !== 'type') : [];
    if (isObject(propertyNames) && rules.length === 1 && rules[0] === 'pattern' && foreignToDraft4(String(propertyNames.pattern)) === undefined) {
      this.all.push({ patternProperties: Object.fromEntries([[String(propertyNames.pattern), {}]]), additionalProperties: false });
    } else if (isObject(propertyNames) && rules.length === 1 && Array.isArray(propertyNames.enum)) {
      this.all.push({ properties: Object.fromEntries(propertyNames.enum.map((name) => [String(name), {}])), additionalProperties: false });
    } else if (rules.length > 0 || !isObject(propertyNames)) {
      this.unenforce('propertyNames');
    }
  }

  private copyCount(keyword: string): void {
    const value = this.schema[keyword];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
      this.out[keyword] = value;
    } else if (value !== undefined) {
      this.unenforce(keyword);
    }
  }

  private get options(): TranslatorOptions {
    return this.composer.options();
  }

  private at(keyword: string): string {
    return pointerTo(this.pointer, keyword);
  }

  private unenforce(keyword: string, group = keyword): void {
    this.composer.unenforce(this.at(keyword), group);
  }

  private open(kind: OpenPlace['kind']): void {
    this.composer.open(this.pointer, kind, this.mode);
  }
}

interface Limit {
  readonly value: number;
  readonly exclusive: boolean;
}

/** The stricter of two lower (`sign` 1) or upper (-1) bounds. */
function stricter(left: Limit | undefined, right: Limit, sign: 1 | -1): Limit {
  if (!left || (right.value - left.value) * sign > 0) {
    return right;
  }
  return left.value === right.value ? { value: left.value, exclusive: left.exclusive || right.exclusive } : left;
}

function newFindings(): Findings {
  return { rules: new Map(), places: new Map(), references: new Set() };
}

function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: 'null' }] };
}

function distinct(values: JsonValue[]): JsonValue[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
