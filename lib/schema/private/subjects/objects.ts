import { pointerTo } from '../json-pointer';
import { JsonObject, JsonValue } from '../json-schema';
import { isDescriptive, isObject } from '../json-schema-keywords';
import { isAnything, ObjectShape } from '../json-schema-shape';
import { foreignToDraft4, matchesEverything } from '../regex-support';
import { ALONE, copyCount, MEMBER_MODE, SchemaFragment, SchemaPlace, speaksOf, Walker } from '../schema-place';
import { distinct } from './values';

/** Translated schemas by name or pattern. */
type Schemas = Array<[string, JsonObject]>;

/** What members must look like whose names fit a pattern. */
interface Patterns {
  readonly schemas: JsonObject[];
  /** What every member must look like. */
  readonly total?: JsonObject;
}

/**
 * Members: which there are, which must be there, and whether there may be others.
 *
 * @param closesHere whether this schema is the one to close the object
 */
export function translateObjects(place: SchemaPlace, walker: Walker, closesHere: boolean): SchemaFragment {
  const { schema, mode } = place;
  const fragment = new SchemaFragment(place.pointer);
  if (!speaksOf(place, 'object')) {
    return fragment;
  }
  const hidden = new Set(place.around.readOnly);
  const properties = translateProperties(place, walker, hidden, fragment);
  const patterns = translatePatterns(place, walker, properties, fragment);
  translateRequired(schema.required, mode === 'exact' ? new Set() : hidden, fragment);
  copyCount(schema, 'minProperties', fragment);
  copyCount(schema, 'maxProperties', fragment);
  translatePropertyNames(schema.propertyNames, fragment);
  const others = translateAdditional(place, walker, closesHere, properties, patterns, fragment);
  if (others === false || (others !== undefined && !isAnything(others))) {
    fragment.own.additionalProperties = others;
  }
  if (properties.length > 0 || isObject(schema.properties)) {
    fragment.own.properties = Object.fromEntries(properties);
  }
  return fragment;
}

/** @param hidden takes the names of members that requests must leave out */
function translateProperties({ schema, mode }: SchemaPlace, walker: Walker, hidden: Set<string>, into: SchemaFragment): Schemas {
  const properties: Schemas = [];
  for (const [name, value] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    const pointer = pointerTo(into.at('properties'), name);
    if (mode !== 'exact' && walker.shapes.isReadOnly(value)) {
      hidden.add(name);
      into.hides = true;
      if (!walker.options.acceptsReadOnly(pointerTo(pointer, 'readOnly'))) {
        // A client that sends what only the server may set (a role, an owner) is refused: mass assignment.
        properties.push([name, { not: {} }]);
        continue;
      }
    }
    properties.push([name, walker.translate(value, pointer, MEMBER_MODE[mode])]);
  }
  if (schema.properties !== undefined && !isObject(schema.properties)) {
    into.unenforce('properties');
  }
  return properties;
}

/**
 * The import drops `patternProperties`. Members that the schema names are held to the patterns that fit their names here; what other members
 * must look like by their names nobody can say, but each must look like what some pattern asks for, or like the rest.
 *
 * @returns what members must look like whose names fit a pattern; one pattern that fits every name is no loss
 */
function translatePatterns({ schema, mode }: SchemaPlace, walker: Walker, properties: Schemas, into: SchemaFragment): Patterns {
  const { patternProperties } = schema;
  const schemas: JsonObject[] = [];
  let total: JsonObject | undefined;
  if (patternProperties !== undefined && !isObject(patternProperties)) {
    into.unenforce('patternProperties');
  }
  for (const [pattern, value] of Object.entries(isObject(patternProperties) ? patternProperties : {})) {
    const pointer = pointerTo(into.at('patternProperties'), pattern);
    const translated = walker.translate(value, pointer, MEMBER_MODE[mode]);
    const foreign = foreignToDraft4(pattern);
    if (foreign === undefined) {
      const fitting = new RegExp(pattern);
      properties.filter(([name]) => fitting.test(name)).forEach((property) => {
        property[1] = both(property[1], translated);
      });
    }
    if (matchesEverything(pattern)) {
      total = both(total ?? {}, translated);
    } else {
      schemas.push(translated);
      into.unenforced.push({ pointer, keyword: foreign === undefined ? 'patternProperties' : `patternProperties: ${foreign}` });
    }
  }
  return { schemas, total };
}

function translateRequired(required: JsonValue | undefined, hidden: ReadonlySet<string>, into: SchemaFragment): void {
  if (Array.isArray(required)) {
    // Draft 4 wants at least one name, each once; the import sorts them.
    const names = distinct(required).filter((name) => typeof name === 'string' && !hidden.has(name)).sort();
    if (names.length > 0) {
      into.own.required = names;
    }
  } else if (required !== undefined && required !== false) {
    into.unenforce('required', `required: ${JSON.stringify(required)}`);
  }
}

/** What members must look like that are not named; undefined where they may be anything. */
function translateAdditional(
  place: SchemaPlace, walker: Walker, closesHere: boolean, properties: Schemas, patterns: Patterns, into: SchemaFragment,
): JsonObject | false | undefined {
  const { schema, mode } = place;
  const { additionalProperties, unevaluatedProperties } = schema;
  const { closeObjects, closeStatedOpen } = walker.options;
  const shape = walker.shapes.shapeOf(schema);
  const rest = additionalProperties === undefined ? undefined
    : walker.translate(additionalProperties, into.at('additionalProperties'), MEMBER_MODE[mode], { ...ALONE, typed: isAnything(additionalProperties) });
  if (patterns.total) {
    // Every member fits that pattern: none is additional.
    return patterns.total;
  }
  if (rest !== undefined && !isAnything(rest)) {
    return either(patterns.schemas, rest);
  }
  const statesOpen = rest !== undefined || isAnything(unevaluatedProperties);
  if (unevaluatedProperties !== undefined && !statesOpen) {
    const decidable = ['oneOf', 'anyOf', 'if', 'dependentSchemas', 'dependencies'].every((keyword) => schema[keyword] === undefined);
    const closable = unevaluatedProperties === false && !shape.outspoken && mode !== 'exact';
    if (!closable || !decidable) {
      into.unenforce('unevaluatedProperties');
    }
    if (closable) {
      return closedOver(schema, shape, properties, patterns);
    }
  }
  if (place.types.length === 0 ? properties.length === 0 && shape.names.size === 0 : !place.types.includes('object')) {
    return undefined;
  }
  if (statesOpen && !(closeStatedOpen && shape.names.size > 0 && closesHere)) {
    into.leaveOpen('open object');
    return undefined;
  }
  if (shape.outspoken) {
    return undefined;
  }
  const known = shape.names.size > 0 || shape.patterns.size > 0;
  if (closesHere && (closeObjects === 'always' || (closeObjects === 'declared' && known))) {
    const closed = closedOver(schema, shape, properties, patterns);
    if (closed === undefined) {
      into.leaveOpen('open object');
    }
    return closed;
  }
  if (closesHere || mode === 'open') {
    into.leaveOpen('open object');
  }
  return undefined;
}

/** Closes the object over the members of all that applies to it; members by pattern that only its parts know leave it open. */
function closedOver(schema: JsonObject, shape: ObjectShape, properties: Schemas, patterns: Patterns): JsonObject | false | undefined {
  const own = isObject(schema.patternProperties) ? schema.patternProperties : {};
  if ([...shape.patterns].some((pattern) => own[pattern] === undefined)) {
    return undefined;
  }
  const named = new Set(properties.map(([name]) => name));
  properties.push(...[...shape.names].filter((name) => !named.has(name)).map((name): [string, JsonObject] => [name, {}]));
  return either(patterns.schemas, { not: {} });
}

/** A schema for values that fit any of several; `false` where none does. */
function either(schemas: JsonObject[], rest: JsonObject): JsonObject | false | undefined {
  const fitting = distinct([...schemas, rest]).filter((schema) => !isNothing(schema as JsonObject)) as JsonObject[];
  if (fitting.some(isAnything)) {
    return undefined;
  }
  return fitting.length === 0 ? false : fitting.length === 1 ? fitting[0] : { anyOf: fitting };
}

/** A schema for values that fit both. */
function both(left: JsonObject, right: JsonObject): JsonObject {
  const parts = distinct([left, right]).filter((schema) => !isAnything(schema)) as JsonObject[];
  return parts.length === 2 ? { allOf: parts } : parts[0] ?? {};
}

function isNothing(schema: JsonObject): boolean {
  return Object.keys(schema).length === 1 && isObject(schema.not) && Object.keys(schema.not).length === 0;
}

function translatePropertyNames(propertyNames: JsonValue | undefined, into: SchemaFragment): void {
  if (propertyNames === undefined || propertyNames === true) {
    return;
  }
  if (propertyNames === false) {
    into.own.maxProperties = 0;
    return;
  }
  const rules = isObject(propertyNames) ? Object.keys(propertyNames).filter((keyword) => !isDescriptive(keyword)) : [];
  const names = isObject(propertyNames) ? propertyNames.enum ?? (propertyNames.const === undefined ? undefined : [propertyNames.const]) : undefined;
  if (isObject(propertyNames) && rules.every((keyword) => ['enum', 'const', 'type'].includes(keyword)) && Array.isArray(names)
    && [undefined, 'string'].includes(propertyNames.type as string | undefined) && !(rules.includes('enum') && rules.includes('const'))) {
    const allowed = names.filter((name): name is string => typeof name === 'string');
    into.all.push({
      anyOf: [
        { not: { type: 'object' } },
        { type: 'object', properties: Object.fromEntries(allowed.map((name) => [name, {}])), additionalProperties: false },
      ],
    });
  } else if (!isObject(propertyNames) || rules.some((keyword) => keyword !== 'type') || !['string', undefined].includes(propertyNames.type as string | undefined)) {
    into.unenforce('propertyNames');
  }
}
