import * as fc from 'fast-check';
import { Models } from '../../../lib/gateway/private/models';
import { JsonObject, JsonValue } from '../../../lib/schema/private/json-schema';

const refer = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** The schema that a reference means, with what it refers to in its place, as deep as told. */
function resolved(value: JsonValue, schemas: { readonly [name: string]: JsonObject }, depth: number): JsonValue {
  if (Array.isArray(value)) {
    return value.map((entry) => resolved(entry, schemas, depth));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (typeof value.$ref === 'string') {
    return depth === 0 ? '…' : resolved(schemas[value.$ref.slice('#/components/schemas/'.length)], schemas, depth - 1);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry, schemas, depth)]));
}

test('two imports that know different schemas by one name do not meet', () => {
  const order = { type: 'object', properties: { item: refer('Item') } };
  const models = new Models();
  const first = models.reference(refer('Order'), { Order: order, Item: { type: 'string', maxLength: 5 } });
  const second = models.reference(refer('Order'), { Order: order, Item: { type: 'string', maxLength: 9 } });
  expect(resolved({ $ref: first }, models.schemas, 5)).toEqual({ type: 'object', properties: { item: { type: 'string', maxLength: 5 } } });
  expect(resolved({ $ref: second }, models.schemas, 5)).toEqual({ type: 'object', properties: { item: { type: 'string', maxLength: 9 } } });
});

test('imports that know the same schemas by one name share them', () => {
  const definitions = { Order: { type: 'object', properties: { item: refer('Item'), next: refer('Order') } }, Item: { type: 'string', maxLength: 5 } };
  const models = new Models();
  const references = [1, 2, 3].map(() => models.reference(refer('Order'), { ...definitions }));
  expect(new Set(references)).toEqual(new Set(['#/components/schemas/Order']));
  expect(models.count).toBe(2);
});

test('what only looks like a reference stays as it is', () => {
  const models = new Models();
  const definitions = (maxLength: number): { [name: string]: JsonObject } => ({
    Item: { type: 'string', maxLength },
    Order: { type: 'object', properties: { $ref: refer('Item') }, enum: [{ $ref: '#/components/schemas/Item' }] },
  });
  models.reference(refer('Order'), definitions(5));
  const { $ref } = { $ref: models.reference(refer('Order'), definitions(9)) };
  expect(models.schemas[$ref.slice('#/components/schemas/'.length)].enum).toEqual([{ $ref: '#/components/schemas/Item' }]);
});

test('each model, resolved, is what its own document alone would give', () => {
  const names = ['A', 'B', 'C', 'constructor'];
  const reference = fc.constantFrom(...names).map(refer);
  const schema = fc.oneof(
    fc.constantFrom<JsonObject>({ type: 'string', maxLength: 1 }, { type: 'string', maxLength: 2 }),
    fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.constantFrom('a', 'b'), reference, { maxKeys: 2 }) }),
    fc.record({ type: fc.constant('array'), items: reference }),
    fc.record({ anyOf: fc.array(reference, { minLength: 1, maxLength: 2 }) }),
  ) as fc.Arbitrary<JsonObject>;
  const definitions = fc.tuple(schema, schema, schema, schema)
    .map((schemas): { [name: string]: JsonObject } => Object.fromEntries(schemas.map((each, index) => [names[index], each])));
  const bodies = fc.array(fc.tuple(fc.oneof(reference, schema), definitions), { minLength: 2, maxLength: 5 });
  fc.assert(fc.property(bodies, (documents) => {
    const models = new Models();
    const placed = documents.map(([body, each]) => models.reference(body, each));
    const { schemas } = models;
    documents.forEach(([body, each], index) => {
      expect(resolved({ $ref: placed[index] }, schemas, 7)).toEqual(resolved(body, each, typeof body.$ref === 'string' ? 7 : 6));
    });
    expect(Object.keys(schemas).filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
  }), { numRuns: 500 });
});
