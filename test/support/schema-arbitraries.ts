import * as fc from 'fast-check';

interface Schema {
  [keyword: string]: unknown;
}

type Keywords = { readonly [keyword: string]: fc.Arbitrary<unknown> };

/** Makes arbitraries of schemas that apply to the same value as the one that holds them, and to a member or item of it. */
interface Parts {
  readonly inPlace: fc.Arbitrary<Schema>;
  readonly inside: fc.Arbitrary<Schema>;
  readonly references: string[];
}

const names = fc.constantFrom('a', 'b', 'c');

/** Any value of the few that tell schemas of the few names, lengths and bounds apart. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 'a', 'bb', 'ccc', '', 0, 1, 2, 5, 1.5, -1),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(names, tie('any'), { maxKeys: 3 }),
  ),
})).any;

const RULES: Keywords = {
  minLength: fc.constantFrom(1, 2),
  maxLength: fc.constantFrom(0, 1, 2),
  exclusiveMinimum: fc.constantFrom(0, 1, 1.5),
  minimum: fc.constantFrom(-1, 0, 1.5),
  maximum: fc.constantFrom(1, 2),
  exclusiveMaximum: fc.constantFrom(2, 5),
  multipleOf: fc.constantFrom(1, 2, 0.5),
  const: fc.constantFrom(null, 'a', 1, [1], { a: 1 }),
  enum: fc.constantFrom(['a', 1], [null, 1.5], [{ a: 1 }, 'bb', []], [true, false], [true]),
  pattern: fc.constantFrom('^a', 'b$'),
  minProperties: fc.constantFrom(0, 1),
  maxProperties: fc.constantFrom(0, 1, 2),
  dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), { maxKeys: 2 }),
};
const TYPE: Keywords = {
  type: fc.constantFrom<unknown>(
    'string', 'integer', 'number', 'boolean', 'object', 'array', 'null', ['string', 'null'], ['integer', 'object'], ['array', 'object', 'null'], ['integer', 'number'],
  ),
};
const nested = ({ inPlace, inside, references }: Parts): Keywords => ({
  additionalProperties: fc.oneof(fc.boolean(), inside),
  items: fc.oneof(inside, fc.boolean()),
  prefixItems: fc.array(inside, { minLength: 1, maxLength: 2 }),
  contains: inside,
  allOf: fc.array(inPlace, { minLength: 1, maxLength: 2 }),
  anyOf: fc.array(inPlace, { minLength: 1, maxLength: 3 }),
  oneOf: fc.array(inPlace, { minLength: 1, maxLength: 3 }),
  not: inPlace,
  if: inPlace,
  then: inPlace,
  else: inPlace,
  dependentSchemas: fc.dictionary(names, inPlace, { maxKeys: 1 }),
  patternProperties: fc.dictionary(fc.constantFrom('^a', 'b', '.*'), inside, { maxKeys: 1 }),
  unevaluatedProperties: fc.oneof(fc.boolean(), inside),
  propertyNames: fc.constantFrom<unknown>({ enum: ['a', 'b'] }, { pattern: 'a' }, { const: 'c' }, false),
  ...(references.length > 0 && { $ref: fc.constantFrom(...references) }),
});
const members = ({ inside }: Parts): Keywords => ({
  properties: fc.dictionary(names, fc.oneof(inside, fc.boolean()), { minKeys: 1, maxKeys: 2 }),
  required: fc.uniqueArray(names, { maxLength: 2 }),
});

/**
 * A schema of a few of the keywords: one of all would refuse every value. Not of `contains` beside `prefixItems`: ajv 8.20, by which the
 * originals are judged, lets an empty array through then.
 */
function few(keywords: Keywords, required: Keywords = {}): fc.Arbitrary<Schema> {
  return fc.subarray(Object.keys(keywords), { minLength: 0, maxLength: 4 })
    .map((chosen) => chosen.filter((keyword) => keyword !== 'contains' || !chosen.includes('prefixItems')))
    .chain((chosen) => fc.record({ ...required, ...Object.fromEntries(chosen.map((keyword) => [keyword, keywords[keyword]])) }));
}

const DEFINITIONS = ['#/$defs/A', '#/$defs/B'];

/** Schemas with two definitions. In place, a definition refers only to such as stand before it: a schema that is itself has no meaning. */
function schemas(leaf: fc.Arbitrary<Schema>, node: (parts: Parts) => fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const withReferences = (references: string[]) => fc.letrec<{ inPlace: Schema; inside: Schema }>((tie) => ({
    inPlace: fc.oneof({ maxDepth: 2, withCrossShrink: true }, leaf, node({ inPlace: tie('inPlace'), inside: tie('inside'), references })),
    inside: fc.oneof({ maxDepth: 2, withCrossShrink: true }, leaf, node({ inPlace: tie('inside'), inside: tie('inside'), references: DEFINITIONS })),
  })).inPlace;
  return fc.tuple(withReferences(DEFINITIONS), withReferences([]), withReferences(DEFINITIONS.slice(0, 1)))
    .map(([root, A, B]): Schema => ({ ...root, $defs: { A, B } }));
}

/** Any schema. */
export const anySchema = schemas(
  few({ ...RULES, ...TYPE, required: fc.uniqueArray(names, { maxLength: 2 }) }),
  (parts) => few({ ...RULES, ...TYPE, ...members(parts), ...nested(parts) }),
);

/** Schemas that say themselves whether they are open, and of which type a value is of whose members they speak: translation adds nothing. */
export const outspokenSchema = schemas(
  few(RULES, { ...TYPE, additionalProperties: fc.boolean() }),
  (parts) => fc.oneof(
    few({ ...RULES, ...nested(parts) }, { additionalProperties: fc.boolean() }),
    few({ ...RULES, ...members(parts), ...nested(parts) }, { ...TYPE, additionalProperties: fc.boolean() }),
  ),
);
