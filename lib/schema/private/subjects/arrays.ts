import { pointerTo } from '../json-pointer';
import { copyCount, MEMBER_MODE, SchemaFragment, SchemaPlace, Walker } from '../schema-place';

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
  translateItems(place, walker, fragment);
  copyCount(schema, 'minItems', fragment);
  copyCount(schema, 'maxItems', fragment);
  for (const keyword of ['minItems', 'maxItems']) {
    // Kept in the model, but: "The maxItems and minItems tags are not included in simple request validation."
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    if (typeof own[keyword] === 'number' && !(keyword === 'minItems' && own[keyword] === 0)) {
      fragment.unenforce(keyword);
    }
  }
  if (schema.uniqueItems === true) {
    own.uniqueItems = true;
  } else if (schema.uniqueItems !== undefined && schema.uniqueItems !== false) {
    fragment.unenforce('uniqueItems');
  }
  translateContains(place, walker, fragment);
  if (schema.unevaluatedItems !== undefined && schema.unevaluatedItems !== true) {
    fragment.unenforce('unevaluatedItems');
  }
  const fixed = Array.isArray(own.items) && own.additionalItems === false;
  if (types.includes('array') && own.maxItems === undefined && !listed && !fixed) {
    if (options.maxItems !== undefined && mode !== 'exact') {
      own.maxItems = Math.max(options.maxItems, typeof own.minItems === 'number' ? own.minItems : 0);
    } else {
      fragment.open.push('unbounded array');
    }
  }
  return fragment;
}

/** A `prefixItems` of draft 2020-12 is the list form of `items` in draft 4, and the `items` beside it is `additionalItems`. */
function translateItems({ schema, mode }: SchemaPlace, walker: Walker, into: SchemaFragment): void {
  const member = MEMBER_MODE[mode];
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : Array.isArray(schema.items) ? schema.items : undefined;
  const prefixKeyword = Array.isArray(schema.prefixItems) ? 'prefixItems' : 'items';
  const restKeyword = prefixKeyword === 'prefixItems' ? 'items' : 'additionalItems';
  if (prefix && prefix.length > 0) {
    into.own.items = prefix.map((entry, index) => walker.translate(entry, pointerTo(into.at(prefixKeyword), index), member));
    const rest = schema[restKeyword];
    if (rest === false) {
      into.own.additionalItems = false;
    } else if (rest !== undefined && !Array.isArray(rest)) {
      into.own.additionalItems = walker.translate(rest, into.at(restKeyword), member);
    }
  } else if (schema.items !== undefined && !Array.isArray(schema.items)) {
    into.own.items = walker.translate(schema.items, into.at('items'), member);
  }
}

/** "Some item fits" is "not every item fails to fit", which draft 4 can say. */
function translateContains({ schema }: SchemaPlace, walker: Walker, into: SchemaFragment): void {
  if (schema.contains !== undefined && schema.minContains !== 0) {
    const some = walker.translate(schema.contains, into.at('contains'), 'exact');
    into.all.push({ not: { type: 'array', items: { not: some } } });
  }
  if (typeof schema.minContains === 'number' && schema.minContains > 1) {
    into.unenforce('minContains');
  }
  if (schema.maxContains !== undefined) {
    into.unenforce('maxContains');
  }
}
