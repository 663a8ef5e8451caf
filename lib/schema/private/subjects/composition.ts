import { pointerTo } from '../json-pointer';
import { JsonValue } from '../json-schema';
import { IN_PLACE_LISTS, isObject } from '../json-schema-keywords';
import { SchemaFragment, SchemaPlace, Walker } from '../schema-place';
import { compositionModes } from './closing';
import { carriesDiscriminator, discriminatingSchemas } from './discriminator';
import { distinct } from './values';

/** Schemas by the member on which they depend. */
type Dependent = Array<[string, JsonValue]>;

/** What the schemas that apply to the same value become. */
export interface Composition {
  readonly fragment: SchemaFragment;
  /** Whether the schema itself is the one to close the object. */
  readonly closesHere: boolean;
}

/** References, `allOf`, `anyOf`, `oneOf`, `not`, conditions and dependencies. */
export function translateComposition(place: SchemaPlace, walker: Walker): Composition {
  const { schema, pointer } = place;
  const fragment = new SchemaFragment(pointer);
  const present = [...IN_PLACE_LISTS, '$ref', 'if', 'dependentSchemas', 'dependencies'].filter((keyword) => schema[keyword] !== undefined);
  if (schema.not !== undefined) {
    fragment.own.not = walker.translate(schema.not, fragment.at('not'), 'exact');
  }
  const dependent = dependentRequired(place, fragment);
  const { partMode, closesHere } = compositionModes(place, walker, present);
  const around = new Set([...place.readOnlyAround, ...walker.shapes.shapeOf(schema).readOnlyNames]);
  const part = (value: JsonValue, at: string) => walker.translate(value, at, partMode, around);
  if (typeof schema.$ref === 'string') {
    fragment.all.push(walker.refer(schema.$ref, pointer, partMode, around));
  } else if (schema.$ref !== undefined) {
    fragment.unenforce('$ref');
  }
  const discriminates = schema.discriminator !== undefined && !carriesDiscriminator(schema, walker.options.resolve);
  const chosenBy = ['oneOf', 'anyOf'].find((keyword) => Array.isArray(schema[keyword]));
  const chosen = discriminates && chosenBy !== undefined ? discriminatingSchemas(schema, schema[chosenBy] as JsonValue[]) : undefined;
  if (discriminates && !chosen) {
    fragment.unenforce('discriminator');
  }
  for (const keyword of IN_PLACE_LISTS) {
    const parts = schema[keyword];
    if (Array.isArray(parts) && parts.length > 0) {
      fragment.own[keyword] = parts.map((entry, index) => {
        const translated = part(entry, pointerTo(fragment.at(keyword), index));
        const besides = keyword === chosenBy ? chosen?.[index] : undefined;
        return besides ? { allOf: [translated, besides] } : translated;
      });
    } else if (parts !== undefined && !Array.isArray(parts)) {
      fragment.unenforce(keyword);
    }
  }
  if (schema.if !== undefined) {
    const condition = walker.translate(schema.if, fragment.at('if'), 'exact');
    if (schema.then !== undefined) {
      fragment.all.push({ anyOf: [{ not: condition }, part(schema.then, fragment.at('then'))] });
    }
    if (schema.else !== undefined) {
      fragment.all.push({ anyOf: [condition, part(schema.else, fragment.at('else'))] });
    }
  }
  for (const keyword of ['dependentSchemas', 'dependencies']) {
    const schemas = schema[keyword];
    for (const [name, value] of Object.entries(isObject(schemas) ? schemas : {})) {
      if (!Array.isArray(value)) {
        dependent.push([name, part(value, pointerTo(fragment.at(keyword), name))]);
      }
    }
  }
  setDependencies(dependent, fragment);
  return { fragment, closesHere };
}

function dependentRequired({ schema }: SchemaPlace, into: SchemaFragment): Dependent {
  const found: Dependent = [];
  for (const keyword of ['dependentRequired', 'dependencies']) {
    const lists = schema[keyword];
    if (lists !== undefined && !isObject(lists)) {
      into.unenforce(keyword);
    }
    for (const [name, others] of Object.entries(isObject(lists) ? lists : {})) {
      if (Array.isArray(others) && others.length > 0) {
        found.push([name, distinct(others)]);
      } else if (!Array.isArray(others) && keyword === 'dependentRequired') {
        into.unenforce(keyword);
      }
    }
  }
  return found;
}

function setDependencies(dependent: Dependent, into: SchemaFragment): void {
  const names = new Set(dependent.map(([name]) => name));
  if (names.size < dependent.length) {
    into.all.push(...dependent.map((entry) => ({ dependencies: Object.fromEntries([entry]) })));
  } else if (dependent.length > 0) {
    into.own.dependencies = Object.fromEntries(dependent);
  }
}
