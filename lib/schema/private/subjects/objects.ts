import { pointerTo } from '../json-pointer';
import { JsonObject, JsonValue } from '../json-schema';
import { isDescriptive, isObject } from '../json-schema-keywords';
import { foreignToDraft4 } from '../regex-support';
import { copyCount, MEMBER_MODE, SchemaFragment, SchemaPlace, Walker } from '../schema-place';
import { distinct } from './values';

/** Translated schemas by name or pattern. */
type Schemas = Array<[string, JsonObject]>;

/** The members of an object. */
interface Members {
  readonly properties: Schemas;
  readonly patterns: Schemas;
}

/**
 * Members: which there are, which must be there, and whether there may be others.
 *
 * @param closesHere whether this schema is the one to close the object
 */
export function translateObjects(place: SchemaPlace, walker: Walker, closesHere: boolean): SchemaFragment {
  const { schema, mode } = place;
  const fragment = new SchemaFragment(place.pointer);
  const hidden = new Set(place.readOnlyAround);
  const properties = translateProperties(place, walker, hidden, fragment);
  const patterns = translatePatterns(place, walker, fragment);
  translateRequired(schema.required, mode === 'exact' ? new Set() : hidden, fragment);
  copyCount(schema, 'minProperties', fragment);
  copyCount(schema, 'maxProperties', fragment);
  translatePropertyNames(schema.propertyNames, fragment);
  translateAdditional(place, walker, closesHere, { properties, patterns }, fragment);
  if (properties.length > 0 || isObject(schema.properties)) {
    fragment.own.properties = Object.fromEntries(properties);
  }
  if (patterns.length > 0) {
    fragment.own.patternProperties = Object.fromEntries(patterns);
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

function translatePatterns({ schema, mode }: SchemaPlace, walker: Walker, into: SchemaFragment): Schemas {
  const patterns: Schemas = [];
  for (const [pattern, value] of Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {})) {
    const pointer = pointerTo(into.at('patternProperties'), pattern);
    const reason = foreignToDraft4(pattern);
    if (reason === undefined) {
      patterns.push([pattern, walker.translate(value, pointer, MEMBER_MODE[mode])]);
    } else {
      into.unenforced.push({ pointer, keyword: `patternProperties: ${reason}` });
    }
  }
  return patterns;
}

function translateRequired(required: JsonValue | undefined, hidden: ReadonlySet<string>, into: SchemaFragment): void {
  if (Array.isArray(required)) {
    // Draft 4 wants at least one name, each once.
    const names = distinct(required).filter((name) => typeof name === 'string' && !hidden.has(name));
    if (names.length > 0) {
      into.own.required = names;
    }
  } else if (required !== undefined && required !== false) {
    into.unenforce('required', `required: ${JSON.stringify(required)}`);
  }
}

function translateAdditional(place: SchemaPlace, walker: Walker, closesHere: boolean, members: Members, into: SchemaFragment): void {
  const { schema, types, mode } = place;
  const { additionalProperties, unevaluatedProperties } = schema;
  const shape = walker.shapes.shapeOf(schema);
  const { closeObjects } = walker.options;
  const couldBeObject = types.length === 0 ? members.properties.length > 0 || shape.names.size > 0 : types.includes('object');
  if (additionalProperties === false) {
    into.own.additionalProperties = false;
    return;
  }
  if (additionalProperties !== undefined && additionalProperties !== true) {
    const translated = walker.translate(additionalProperties, into.at('additionalProperties'), MEMBER_MODE[mode]);
    if (Object.keys(translated).length > 0) {
      into.own.additionalProperties = translated;
      return;
    }
  }
  if (unevaluatedProperties !== undefined && unevaluatedProperties !== true) {
    const decidable = ['oneOf', 'anyOf', 'if', 'dependentSchemas', 'dependencies'].every((keyword) => schema[keyword] === undefined);
    if (unevaluatedProperties !== false || !decidable || shape.outspoken || mode === 'exact') {
      into.unenforce('unevaluatedProperties');
    }
    if (unevaluatedProperties === false && !shape.outspoken && mode !== 'exact') {
      close(place, walker, members, into);
      return;
    }
  }
  if (!couldBeObject) {
    return;
  }
  if (additionalProperties !== undefined || shape.outspoken) {
    if (additionalProperties !== undefined) {
      into.open.push('open object');
    }
    return;
  }
  const known = shape.names.size > 0 || shape.patterns.size > 0;
  const closable = [...shape.patterns].every((pattern) => foreignToDraft4(pattern) === undefined);
  if (closesHere && closable && (closeObjects === 'always' || (closeObjects === 'declared' && known))) {
    close(place, walker, members, into);
  } else if (closesHere || mode === 'open') {
    into.open.push('open object');
  }
}

/** Closes the object over the members of all that applies to it. */
function close({ schema }: SchemaPlace, { shapes }: Walker, { properties, patterns }: Members, into: SchemaFragment): void {
  const shape = shapes.shapeOf(schema);
  const named = new Set(properties.map(([name]) => name));
  properties.push(...[...shape.names].filter((name) => !named.has(name)).map((name): [string, JsonObject] => [name, {}]));
  const matched = new Set(patterns.map(([pattern]) => pattern));
  patterns.push(...[...shape.patterns].filter((pattern) => !matched.has(pattern)).map((pattern): [string, JsonObject] => [pattern, {}]));
  into.own.additionalProperties = false;
}

function translatePropertyNames(propertyNames: JsonValue | undefined, into: SchemaFragment): void {
  if (propertyNames === undefined || propertyNames === true) {
    return;
  }
  const rules = isObject(propertyNames) ? Object.keys(propertyNames).filter((keyword) => !isDescriptive(keyword) && keyword !== 'type') : [];
  if (isObject(propertyNames) && rules.length === 1 && rules[0] === 'pattern' && foreignToDraft4(String(propertyNames.pattern)) === undefined) {
    into.all.push({ patternProperties: Object.fromEntries([[String(propertyNames.pattern), {}]]), additionalProperties: false });
  } else if (isObject(propertyNames) && rules.length === 1 && Array.isArray(propertyNames.enum)) {
    into.all.push({ properties: Object.fromEntries(propertyNames.enum.map((name) => [String(name), {}])), additionalProperties: false });
  } else if (rules.length > 0 || !isObject(propertyNames)) {
    into.unenforce('propertyNames');
  }
}
