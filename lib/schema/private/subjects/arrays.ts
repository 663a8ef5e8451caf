import { pointerTo } from '../json-pointer';
import { JsonObject } from '../json-schema';
import { isObject } from '../json-schema-keywords';
import { copyCount, MEMBER_MODE, SchemaFragment, SchemaPlace, speaksOf, Walker } from '../schema-place';
import { distinct } from './values';

/**
 * Items, their number, and `contains`.
 *
 * @param listed whether an `enum` names the values, so that none is unbounded
 */
export function translateArrays(place: SchemaPlace, walker: Walker, listed: boolean): SchemaFragment {
  const { schema, types, mode } = place;
  const { options } = walker;
  const fragment = new SchemaFragment(place.pointer);
  const { own } = fragment;
  if (!speaksOf(place, 'array')) {
    return fragment;
  }
  copyCount(schema, 'minItems', fragment);
  copyCount(schema, 'maxItems', fragment);
  translateItems(place, walker, fragment);
  for (const keyword of ['minItems', 'maxItems']) {
    // Kept in the model, but: "The maxItems and minItems tags are not included in simple request validation."
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    if (typeof schema[keyword] === 'number' && typeof own[keyword] === 'number' && !(keyword === 'minItems' && own[keyword] === 0)) {
      fragment.doubt(keyword);
    }
  }
  if (schema.uniqueItems === true) {
    own.uniqueItems = true;
    const itemTypes = walker.typeReader.typesOf(isObject(schema.items) ? schema.items : true);
    if (itemTypes.has('object') || itemTypes.has('array')) {
      // The gateway's kind of validator takes { a, b } and { b, a } for two (tried: the hash of json-schema-validator 2.2.14 knows an order).
      fragment.doubt('uniqueItems');
    }
  } else if (schema.uniqueItems !== undefined && schema.uniqueItems !== false) {
    fragment.unenforce('uniqueItems');
  }
  translateContains(place, walker, fragment);
  if (schema.unevaluatedItems !== undefined && schema.unevaluatedItems !== true) {
    fragment.unenforce('unevaluatedItems');
  }
  if (types.includes('array') && own.maxItems === undefined && !listed) {
    if (options.maxItems !== undefined && mode !== 'exact') {
      own.maxItems = Math.max(options.maxItems, typeof own.minItems === 'number' ? own.minItems : 0);
    } else {
      fragment.leaveOpen('unbounded array');
    }
  }
  if (types.includes('array') && own.items === undefined && own.maxItems !== undefined && own.maxItems !== 0 && !listed) {
    fragment.leaveOpen('untyped', fragment.at('items'));
  }
  return fragment;
}

/**
 * A list of schemas, one for each place (`prefixItems` of draft 2020-12, the list form of `items` before), is lost in the import. Where
 * all places ask for the same, one schema says it; else each item may be what any place asks for, and the rest is left to others.
 */
function translateItems({ schema, mode }: SchemaPlace, walker: Walker, into: SchemaFragment): void {
  const member = MEMBER_MODE[mode];
  const keyword = Array.isArray(schema.prefixItems) ? 'prefixItems' : 'items';
  const prefix = schema[keyword];
  if (!Array.isArray(prefix) || prefix.length === 0) {
    if (schema.items !== undefined && !Array.isArray(schema.items)) {
      into.own.items = walker.translate(schema.items, into.at('items'), member);
    }
    return;
  }
  const restKeyword = keyword === 'prefixItems' ? 'items' : 'additionalItems';
  const rest = schema[restKeyword];
  const places = prefix.map((entry, index) => walker.translate(entry, pointerTo(into.at(keyword), index), member));
  const hasRest = !(typeof into.own.maxItems === 'number' && into.own.maxItems <= prefix.length);
  if (hasRest && rest === false) {
    into.own.maxItems = prefix.length;
    into.doubt('maxItems', restKeyword);
  } else if (hasRest) {
    places.push(rest === undefined || Array.isArray(rest) ? {} : walker.translate(rest, into.at(restKeyword), member));
  }
  const [first, ...others] = distinct(places) as JsonObject[];
  if (others.length === 0) {
    into.own.items = first;
    return;
  }
  into.unenforce(keyword);
  if (![first, ...others].some((entry) => Object.keys(entry).length === 0)) {
    into.own.items = { anyOf: [first, ...others] };
  }
}

/** "Some item fits" is "not every item fails to fit". */
function translateContains({ schema }: SchemaPlace, walker: Walker, into: SchemaFragment): void {
  if (schema.contains !== undefined && schema.minContains !== 0) {
    // Twice inside of a negation is outside of it: what the schema loses lets more through, and not less.
    const some = walker.translate(schema.contains, into.at('contains'), 'exact');
    into.all.push({ not: { type: 'array', items: { not: some } } });
  }
  if (schema.contains !== undefined && typeof schema.minContains === 'number' && schema.minContains > 1) {
    into.unenforce('minContains');
  }
  if (schema.contains !== undefined && schema.maxContains !== undefined) {
    into.unenforce('maxContains');
  }
}
