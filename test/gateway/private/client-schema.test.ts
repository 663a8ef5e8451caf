import Ajv from 'ajv-draft-04';
import * as fc from 'fast-check';
import { clientSchema } from '../../../lib/gateway/private/client-schema';
import { JsonObject, JsonValue } from '../../../lib/schema/private/json-schema';

test.each<[string, JsonObject, JsonObject]>([
  ['a text or null', { anyOf: [{ type: 'string', maxLength: 5 }, { type: 'null' }] }, { type: 'string', maxLength: 5, nullable: true }],
  ['null first', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, { type: 'integer', nullable: true }],
  ['listed values or null', { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }, { type: 'string', enum: ['a', null], nullable: true }],
  ['a description beside it', { description: 'a note', anyOf: [{ type: 'string' }, { type: 'null' }] }, { description: 'a note', type: 'string', nullable: true }],
  ['null alone', { type: 'null' }, { type: 'string', nullable: true, enum: [null] }],
  ['a reference or null', { anyOf: [{ $ref: '#/components/schemas/Item' }, { type: 'null' }] },
    { anyOf: [{ $ref: '#/components/schemas/Item' }, { type: 'string', nullable: true, enum: [null] }] }],
  ['more than two', { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'string', nullable: true, enum: [null] }] }],
  ['a member that is called as a keyword is', { type: 'object', properties: { enum: { type: 'null' }, type: { anyOf: [{ type: 'null' }, { type: 'string' }] } } },
    { type: 'object', properties: { enum: { type: 'string', nullable: true, enum: [null] }, type: { type: 'string', nullable: true } } }],
  ['a value that looks like a schema', { type: 'object', enum: [{ type: 'null' }], default: { type: 'null' } }, { type: 'object', enum: [{ type: 'null' }], default: { type: 'null' } }],
])('%s', (_, schema, expected) => {
  expect(clientSchema(schema)).toEqual(expected);
});

/** Schemas as the import leaves them: a type in each, and null as a type. */
const schemas = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.constant<JsonObject>({ type: 'null' }),
    fc.record<JsonObject>({ type: fc.constant('string'), maxLength: fc.nat(3) }) as fc.Arbitrary<JsonObject>,
    fc.constant<JsonObject>({ type: 'integer', enum: [1, 2] }),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf): JsonObject => ({ anyOf })),
    tie('schema').map((items): JsonObject => ({ type: 'array', items })),
    fc.dictionary(fc.constantFrom('type', 'enum', 'a'), tie('schema'), { maxKeys: 2 })
      .map((properties): JsonObject => ({ type: 'object', properties, additionalProperties: false })),
  ),
})).schema;

const values: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(null, 1, 2, 3, '', 'abcd', [], [null], ['a', null], {}, { a: null }, { type: 'x' }, { enum: 1 }, { a: { a: null } }),
);

test('means to a reader of OpenAPI 3.0 what the model means to the gateway', () => {
  const gateway = new Ajv({ strict: false, logger: false });
  // Ajv knows OpenAPI's own word beside a type.
  const client = new Ajv({ strict: false, logger: false });
  fc.assert(fc.property(schemas, values, (schema, value) => {
    expect(client.compile(clientSchema(schema) as JsonObject)(value)).toBe(gateway.compile(schema)(value));
  }), { numRuns: 300 });
});
