import { HEADER_VALUE, QUERY_VALUE } from '../../firewall/private/value-syntax';
import { constraintCheck } from '../../firewall/private/violations';
import { RouteParameter, RouteParameterOptions } from '../../routes/route-parameter';
import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, JsonValue, UnenforcedRule } from '../../schema/private/json-schema';
import { isObject, statedTypes } from '../../schema/private/json-schema-keywords';
import { escapeText } from '../../shared/regex/escape-text';
import { DocumentReader, Located } from './document-reader';
import { DocumentOperation } from './operations';
import { textPattern, ValueReader, ValueText } from './parameter-value';

/** Parameters of an operation, as routes have them, and what could not be held to. */
export interface ImportedParameters {
  readonly parameters: RouteParameter[];
  /** What the path's parameters must look like, by the document's name. */
  readonly path: ReadonlyMap<string, ValueText>;
  /** Names of query parameters whose value is an address with a scheme. */
  readonly urls: string[];
  /** Names of path and query parameters whose pattern is not anchored at both ends, so that it takes any text around what it says. */
  readonly unanchored: string[];
  readonly unenforced: UnenforcedRule[];
  /** Those of them by which clients may send query parameters that the route can't declare. */
  readonly nameless: UnenforcedRule[];
}

/** Headers that OpenAPI itself says to ignore here (3.0.4, 4.7.12.1), and those that the library checks for every route. */
const IGNORED_HEADERS = new Set(['accept', 'authorization', 'content-length', 'content-type', 'host', 'x-api-key']);
/** Enough for a cursor or a filter; the web ACL sees 8 KB of the query string in all. */
const UNBOUNDED_MAX_LENGTH = 1_024;
/** As for a path parameter that a route does not list. */
const UNBOUNDED_PATH_MAX_LENGTH = 256;

/**
 * Reads the parameters of an operation: its own, and those of its path that it does not have itself.
 *
 * @param keyHeaders headers of the document's API keys, which are no parameters
 */
export function documentParameters(operation: DocumentOperation, reader: DocumentReader, keyHeaders: ReadonlySet<string>): ImportedParameters {
  const unenforced: UnenforcedRule[] = [];
  const nameless: UnenforcedRule[] = [];
  const path = new Map<string, ValueText>();
  const urls: string[] = [];
  const unanchored: string[] = [];
  const parameters = new Map<string, RouteParameter>();
  for (const located of declared(operation, reader)) {
    const { name, in: location } = located.value;
    if ((location === 'path' || location === 'query') && isUnanchored(located, reader)) {
      unanchored.push(String(name));
    }
    if (typeof name !== 'string' || name === '') {
      unenforced.push({ pointer: located.pointer, keyword: 'parameter without a name' });
    } else if (location === 'path') {
      const reading = new ValueReader(reader);
      const values = textsOf(located, name, reading, reader);
      path.set(name, values[0]?.text ?? {});
      unenforced.push(...reading.unenforced);
    } else if (location === 'query' || (location === 'header' && !IGNORED_HEADERS.has(name.toLowerCase()) && !keyHeaders.has(name.toLowerCase()))) {
      const reading = new ValueReader(reader);
      if (location === 'query' && isUrl(located, reader)) {
        urls.push(name);
      }
      for (const { name: actual, text, required } of textsOf(located, name, reading, reader)) {
        const parameter = checkable(location, actual, text, required, located, reading);
        if (parameter) {
          parameters.set(`${location} ${location === 'header' ? actual.toLowerCase() : actual}`, parameter);
        }
      }
      unenforced.push(...reading.unenforced, ...reading.nameless);
      nameless.push(...reading.nameless);
    } else if (location !== 'header') {
      unenforced.push({ pointer: located.pointer, keyword: location === 'cookie' ? 'cookie parameter' : `parameter in: ${String(location)}` });
    }
  }
  return { parameters: [...parameters.values()], path, urls, unanchored, unenforced, nameless };
}

/** A pattern of JSON schema may match anywhere in the value, which few who write one for a parameter mean. */
function isUnanchored({ value, pointer }: Located, reader: DocumentReader): boolean {
  const pattern = unwrapped(value.schema, pointerTo(pointer, 'schema'), reader)?.value.pattern;
  return typeof pattern === 'string' && !(pattern.startsWith('^') && pattern.endsWith('$'));
}

/** Whether a value that the schema takes must hold `://`, which a rule of AWS takes for remote file inclusion. */
function isUrl({ value, pointer }: Located, reader: DocumentReader): boolean {
  const schema = unwrapped(value.schema, pointerTo(pointer, 'schema'), reader)?.value ?? {};
  const item = unwrapped(schema.items, pointerTo(pointer, 'items'), reader)?.value ?? {};
  return [schema, item].some(({ format, pattern, enum: values }) => ['iri', 'uri', 'url'].includes(String(format)) ||
    (typeof pattern === 'string' && /:(?:\\?\/){2}/.test(pattern)) || (Array.isArray(values) && values.some((entry) => String(entry).includes('://'))));
}

function declared(operation: DocumentOperation, reader: DocumentReader): Located[] {
  const found = new Map<string, Located>();
  for (const holder of [operation.pathItem, operation]) {
    const list = holder.value.parameters;
    for (const [index, entry] of (Array.isArray(list) ? list : []).entries()) {
      const located = reader.object(entry, pointerTo(pointerTo(holder.pointer, 'parameters'), index));
      if (located) {
        found.set(`${String(located.value.in)} ${String(located.value.name)}`, located);
      }
    }
  }
  return [...found.values()];
}

interface NamedText {
  readonly name: string;
  readonly text: ValueText;
  readonly required: boolean;
}

/** What a parameter looks like in a request: one text, or one for each member of an object. */
function textsOf(located: Located, name: string, reading: ValueReader, reader: DocumentReader): NamedText[] {
  const { value: parameter, pointer } = located;
  const required = parameter.required === true;
  if (parameter.schema === undefined) {
    if (parameter.content !== undefined) {
      reading.unenforced.push({ pointer: pointerTo(pointer, 'content'), keyword: 'parameter content' });
    }
    return [{ name, text: {}, required }];
  }
  const schema = unwrapped(parameter.schema, pointerTo(pointer, 'schema'), reader);
  const types = schema ? statedTypes(schema.value).filter((type) => type !== 'null') : [];
  const style = styleOf(parameter);
  if (schema && types.length === 1 && types[0] === 'array') {
    const explode = typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form';
    const separator = style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ',';
    if (style === 'form' && explode) {
      for (const keyword of ['minItems', 'maxItems', 'uniqueItems']) {
        if (schema.value[keyword] !== undefined && schema.value[keyword] !== false && schema.value[keyword] !== 0) {
          reading.unenforced.push({ pointer: pointerTo(schema.pointer, keyword), keyword: `parameter ${keyword}` });
        }
      }
      return [{ name, text: reading.scalar(schema.value.items, pointerTo(schema.pointer, 'items')), required }];
    }
    return [{ name, text: reading.list(schema, separator, parameter.in === 'path'), required }];
  }
  if (schema && (types.includes('object') || (types.length === 0 && isObject(schema.value.properties)))) {
    return members(located, schema, name, style, reading, reader);
  }
  return [{ name, text: reading.scalar(parameter.schema, pointerTo(pointer, 'schema')), required }];
}

/** `filter[status]=open` (deepObject), or `status=open` (form): each member is a parameter of its own. */
function members(located: Located, schema: Located, name: string, style: string, reading: ValueReader, reader: DocumentReader): NamedText[] {
  const separate = located.value.in === 'query' && (style === 'deepObject' || (style === 'form' && located.value.explode !== false));
  const properties = isObject(schema.value.properties) ? schema.value.properties : {};
  if (!separate || Object.keys(properties).length === 0) {
    (separate ? reading.nameless : reading.unenforced).push({ pointer: located.pointer, keyword: 'parameter type: object' });
    return separate ? [] : [{ name, text: {}, required: located.value.required === true }];
  }
  return Object.entries(properties).flatMap(([key, value]) => {
    const pointer = pointerTo(pointerTo(schema.pointer, 'properties'), key);
    const types = statedTypes(unwrapped(value, pointer, reader)?.value ?? {});
    if (types.includes('object') || types.includes('array')) {
      reading.nameless.push({ pointer, keyword: `parameter type: ${types.includes('object') ? 'object' : 'array'} in an object` });
      return [];
    }
    return [{ name: style === 'deepObject' ? `${name}[${key}]` : key, text: reading.scalar(value, pointer), required: false }];
  });
}

function unwrapped(value: JsonValue | undefined, pointer: string, reader: DocumentReader): Located | undefined {
  const located = reader.object(value, pointer);
  const parts = located?.value.allOf;
  return located && Array.isArray(parts) && parts.length === 1 && statedTypes(located.value).length === 0
    ? reader.object(parts[0], pointerTo(pointerTo(located.pointer, 'allOf'), 0))
    : located;
}

function styleOf(parameter: JsonObject): string {
  return typeof parameter.style === 'string' ? parameter.style : parameter.in === 'query' ? 'form' : 'simple';
}

/** Makes the parameter; where the web ACL can't hold it to its pattern, the pattern is listed and the length stays. */
function checkable(
  location: 'query' | 'header', name: string, text: ValueText, required: boolean, located: Located, reading: ValueReader,
): RouteParameter | undefined {
  const mayBeEmpty = located.value.allowEmptyValue === true;
  const forms: ValueText[] = [mayBeEmpty ? withEmpty(text) : text, { minLength: text.minLength, maxLength: text.maxLength }, {}];
  for (const [attempt, form] of forms.entries()) {
    const options = optionsOf(form, required);
    try {
      const parameter = RouteParameter[location](name, options);
      constraintCheck({
        pattern: parameter._pattern, allowedValues: parameter._allowedValues, minLength: parameter._minLength, maxLength: parameter._maxLength,
      }, location === 'query' ? QUERY_VALUE : HEADER_VALUE);
      if (attempt > 0) {
        reading.unenforced.push({ pointer: pointerTo(located.pointer, 'schema'), keyword: text.allowedValues ? 'parameter enum' : 'parameter pattern' });
      }
      return parameter;
    } catch (error) {
      if (attempt === forms.length - 1) {
        (location === 'query' ? reading.nameless : reading.unenforced).push({ pointer: located.pointer, keyword: `parameter name: ${name}` });
      }
    }
  }
  return undefined;
}

/** Parameters of a route that stands for two operations: what one of them lacks is not required, and a value may be of either. */
export function eitherParameters(left: RouteParameter[], right: RouteParameter[]): RouteParameter[] {
  const keyOf = ({ _location, _name }: RouteParameter): string => `${_location} ${_location === 'header' ? _name.toLowerCase() : _name}`;
  const others = new Map(right.map((parameter) => [keyOf(parameter), parameter]));
  const both = left.map((parameter) => {
    const other = others.get(keyOf(parameter));
    others.delete(keyOf(parameter));
    return eitherParameter(parameter, other);
  });
  return [...both, ...[...others.values()].map((parameter) => eitherParameter(parameter, undefined))];
}

function eitherParameter(left: RouteParameter, right: RouteParameter | undefined): RouteParameter {
  const [first, second] = [left, right ?? left].map((parameter): ValueText => ({
    pattern: parameter._pattern, allowedValues: parameter._allowedValues, minLength: parameter._minLength, maxLength: parameter._maxLength,
  }));
  const patterns = [first, second].map(textPattern);
  const lengths = {
    minLength: Math.min(first.minLength ?? 0, second.minLength ?? 0),
    maxLength: Math.max(first.maxLength ?? 0, second.maxLength ?? 0),
  };
  const same = JSON.stringify(first) === JSON.stringify(second);
  const text = same ? first : patterns.every((pattern) => pattern !== undefined) ? { pattern: patterns.map((pattern) => `(?:${pattern})`).join('|'), ...lengths } : lengths;
  return RouteParameter[left._location](left._name, optionsOf(text, left._location === 'path' ? undefined : left._required && (right?._required ?? false)));
}

/** Options of a parameter that takes such text; a path parameter is always required. */
export function optionsOf(text: ValueText, required?: boolean): RouteParameterOptions {
  const unbounded = required === undefined ? UNBOUNDED_PATH_MAX_LENGTH : UNBOUNDED_MAX_LENGTH;
  const maxLength = text.maxLength ?? (text.allowedValues ? undefined : unbounded);
  return {
    ...(text.allowedValues ? { allowedValues: text.allowedValues } : text.pattern !== undefined && { pattern: text.pattern }),
    ...(!text.allowedValues && text.minLength !== undefined && { minLength: text.minLength }),
    ...(!text.allowedValues && maxLength !== undefined && { maxLength: Math.min(Math.max(maxLength, text.minLength ?? 0, 1), 8192) }),
    ...(required !== undefined && { required }),
  };
}

function withEmpty(text: ValueText): ValueText {
  if (text.allowedValues) {
    return { pattern: `(?:${text.allowedValues.map(escapeText).join('|')})?` };
  }
  return { ...text, minLength: 0, ...(text.pattern !== undefined && { pattern: `(?:${text.pattern})?` }) };
}
