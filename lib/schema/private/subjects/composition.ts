import { DisjointnessReader } from '../disjointness';
import { pointerTo } from '../json-pointer';
import { JsonObject, JsonValue } from '../json-schema';
import { IN_PLACE_LISTS, isObject } from '../json-schema-keywords';
import { Around, Mode, SchemaFragment, SchemaPlace, Walker } from '../schema-place';
import { compositionModes } from './closing';
import { baseSchema, carriesDiscriminator, discriminatingSchemas } from './discriminator';
import { Typing } from './types';

/** What the schemas that apply to the same value become. */
export interface Composition {
  readonly fragment: SchemaFragment;
  /** Whether the schema itself is the one to close the object. */
  readonly closesHere: boolean;
}

/** References, `allOf`, `anyOf`, `oneOf`, `not`, conditions and dependencies. */
export function translateComposition(place: SchemaPlace, walker: Walker, typing: Typing): Composition {
  const { schema, pointer } = place;
  const fragment = new SchemaFragment(pointer);
  const present = [...IN_PLACE_LISTS, '$ref', 'if', 'dependentSchemas', 'dependencies'].filter((keyword) => schema[keyword] !== undefined);
  translateNot(schema, walker, fragment);
  const { partMode, closesHere } = compositionModes(place, walker, present);
  const readOnly = new Set([...place.around.readOnly, ...walker.shapes.shapeOf(schema).readOnlyNames]);
  const joint = (part: JsonValue): Around => ({ readOnly, typed: typing.jointTyped(part) });
  const alternative: Around = { readOnly, typed: typing.alternativesTyped };
  const conditional: Around = { readOnly, typed: true };
  if (typeof schema.$ref === 'string') {
    fragment.all.push(walker.refer(schema.$ref, pointer, partMode, joint({ $ref: schema.$ref })));
  } else if (schema.$ref !== undefined) {
    fragment.unenforce('$ref');
  }
  const discriminates = schema.discriminator !== undefined && !carriesDiscriminator(schema, walker.options.resolve);
  const chosenBy = ['oneOf', 'anyOf'].find((keyword) => Array.isArray(schema[keyword]));
  const chosen = discriminates && chosenBy !== undefined ? discriminatingSchemas(schema, schema[chosenBy] as JsonValue[]) : undefined;
  const base = discriminates && chosenBy === undefined ? baseSchema(schema, pointer, walker.options.resolve) : undefined;
  if (base) {
    fragment.all.push(base);
  } else if (discriminates && !chosen) {
    fragment.unenforce('discriminator');
  }
  for (const keyword of IN_PLACE_LISTS) {
    const parts = schema[keyword];
    if (!Array.isArray(parts) && parts !== undefined) {
      fragment.unenforce(keyword);
    } else if (chosen && keyword === chosenBy && parts !== undefined) {
      fragment.own[keyword] = parts.map((part, index) => {
        const translated = walker.translate(part, pointerTo(fragment.at(keyword), index), partMode, alternative);
        const besides = chosen[index];
        return besides ? { allOf: [translated, besides] } : translated;
      });
    } else if (keyword === 'oneOf' && parts !== undefined && parts.length > 0) {
      translateOneOf(parts, partMode, alternative, walker, fragment);
    } else if (parts !== undefined && parts.length > 0) {
      fragment.own[keyword] = parts.map((part, index) => (
        walker.translate(part, pointerTo(fragment.at(keyword), index), partMode, keyword === 'allOf' ? joint(part) : alternative)
      ));
    }
  }
  translateConditions(schema, partMode, conditional, walker, fragment);
  translateDependencies(schema, partMode, conditional, walker, fragment);
  return { fragment, closesHere };
}

/** Of a negation that loses a rule nothing is left: without the rule it would refuse values that the schema lets through. */
function translateNot({ not }: JsonObject, walker: Walker, into: SchemaFragment): void {
  if (not === undefined) {
    return;
  }
  const { lost } = walker.probe(not, into.at('not'), 'exact');
  into.unenforced.push(...lost);
  if (lost.length === 0) {
    into.own.not = walker.translate(not, into.at('not'), 'exact');
  }
}

/**
 * Closing one alternative of several that may fit the same value would let that value through, by the other. So alternatives that can't
 * be told apart stand there twice: as they are, of which one must fit, and closed, of which any must.
 */
function translateOneOf(parts: JsonValue[], partMode: Mode, around: Around, walker: Walker, into: SchemaFragment): void {
  const at = (index: number) => pointerTo(into.at('oneOf'), index);
  const closed = parts.map((part, index) => walker.translate(part, at(index), partMode, around));
  const exactProbes = parts.map((part, index) => walker.probe(part, at(index), 'exact'));
  const closedProbes = parts.map((part, index) => walker.probe(part, at(index), partMode, around));
  if (exactProbes.some(({ lost }) => lost.length > 0)) {
    // A rule is lost that may have told them apart.
    into.all.push({ anyOf: closed });
  } else if (exactProbes.every(({ text }, index) => text === closedProbes[index].text)
    // As they are, they may ask for members that requests must leave out.
    || closedProbes.some(({ hides }) => hides)
    || new DisjointnessReader(walker.typeReader, walker.options.resolve).areDisjoint(parts)) {
    into.own.oneOf = closed;
  } else {
    into.own.oneOf = parts.map((part, index) => walker.translate(part, at(index), 'exact'));
    into.all.push({ anyOf: closed });
  }
}

function translateConditions(schema: JsonObject, partMode: Mode, around: Around, walker: Walker, into: SchemaFragment): void {
  const present = ['then', 'else'].filter((keyword) => schema[keyword] !== undefined);
  if (schema.if === undefined || present.length === 0) {
    return;
  }
  const parts = new Map(present.map((keyword) => [keyword, walker.translate(schema[keyword], into.at(keyword), partMode, around)]));
  const { lost } = walker.probe(schema.if, into.at('if'), 'exact');
  into.unenforced.push(...lost);
  if (lost.length > 0) {
    // Which of the two holds can't be said, but one does.
    into.all.push(...(parts.size === 2 ? [{ anyOf: [...parts.values()] }] : []));
    return;
  }
  const condition = walker.translate(schema.if, into.at('if'), 'exact');
  parts.forEach((part, keyword) => into.all.push({ anyOf: [keyword === 'then' ? { not: condition } : condition, part] }));
}

/** A dependency is an alternative: the member is not there, or what depends on it holds. The import drops draft 4's own keyword. */
function translateDependencies(schema: JsonObject, partMode: Mode, around: Around, walker: Walker, into: SchemaFragment): void {
  for (const keyword of ['dependentRequired', 'dependencies', 'dependentSchemas']) {
    const dependent = schema[keyword];
    if (dependent !== undefined && !isObject(dependent)) {
      into.unenforce(keyword);
    }
    for (const [name, value] of Object.entries(isObject(dependent) ? dependent : {})) {
      const without = { not: { type: 'object', required: [name] } };
      if (Array.isArray(value) && keyword !== 'dependentSchemas') {
        const names = [...new Set(value.filter((entry): entry is string => typeof entry === 'string'))].sort();
        into.all.push(...(names.length > 0 ? [{ anyOf: [without, { required: names }] }] : []));
      } else if (!Array.isArray(value) && keyword !== 'dependentRequired') {
        into.all.push({ anyOf: [without, walker.translate(value, pointerTo(into.at(keyword), name), partMode, around)] });
      } else {
        into.unenforce(keyword);
      }
    }
  }
}
