import AjvDraft04 from 'ajv-draft-04';
import * as fc from 'fast-check';
import { translateBodySchema } from '../../../lib/schema/private/json-schema-translation';
import { lostInImport } from '../../support/import-survival';
import { anySchema, anyValue, outspokenSchema } from '../../support/schema-arbitraries';
import { originalValidator, translatedValidator, unenforcedBy } from '../../support/schema-validity';

type Schema = { [key: string]: unknown };

const translate = (schema: Schema): unknown => translateBodySchema(schema, []).schema;
const messageOf = (schema: Schema): string => {
  try {
    translateBodySchema(schema, []);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what has an equivalent that survives the import is translated', () => {
  test.each<[string, Schema, Schema]>([
    ['nullable type', { type: 'string', nullable: true, maxLength: 3 }, { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] }],
    ['nullable enum', { type: 'string', enum: ['a'], nullable: true }, { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }],
    ['an enum with null in it', { type: ['string', 'null'], enum: ['a', null] }, { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }],
    ['an enum of several types', { enum: ['a', 1, true, null, [1], { a: 1 }] }, { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'number', enum: [1] }, { type: 'boolean', enum: [true] }, { type: 'null' }, { type: 'array', enum: [[1]], items: {} }, { type: 'object', enum: [{ a: 1 }], additionalProperties: false }] }],
    ['values of another type', { type: 'string', enum: ['a', 1] }, { type: 'string', enum: ['a'] }],
    ['whole numbers beyond 64 bits', { type: 'integer', enum: [1, 1e21] }, { type: 'number', enum: [1, 1e21] }],
    ['const', { const: 'a' }, { type: 'string', enum: ['a'] }],
    ['const null', { const: null }, { type: 'null' }],
    ['numeric exclusiveMinimum', { type: 'number', exclusiveMinimum: 0 }, { type: 'number', minimum: 0, exclusiveMinimum: true }],
    ['numeric exclusiveMaximum', { type: 'number', exclusiveMaximum: 9.5 }, { type: 'number', maximum: 9.5, exclusiveMaximum: true }],
    ['exclusive bounds of integers', { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 }, { type: 'integer', minimum: 1, maximum: 9 }],
    ['a stricter minimum beside exclusiveMinimum', { type: 'number', minimum: 5, exclusiveMinimum: 1 }, { type: 'number', minimum: 5 }],
    ['boolean exclusiveMinimum', { type: 'number', minimum: 5, exclusiveMinimum: true }, { type: 'number', minimum: 5, exclusiveMinimum: true }],
    ['int32', { type: 'integer', format: 'int32' }, { type: 'integer', minimum: -2147483648, maximum: 2147483647 }],
    ['int32 beside a stricter bound', { type: 'integer', format: 'int32', minimum: 0 }, { type: 'integer', minimum: 0, maximum: 2147483647 }],
    ['float', { type: 'number', format: 'double' }, { type: 'number' }],
    ['type list', { type: ['integer', 'null'] }, { anyOf: [{ type: 'integer' }, { type: 'null' }] }],
    ['type list beside alternatives', { type: ['string', 'null'], anyOf: [{ maxLength: 3 }, { maxLength: 5 }] }, { anyOf: [{ maxLength: 3 }, { maxLength: 5 }], allOf: [{ anyOf: [{ type: 'string' }, { type: 'null' }] }] }],
    ['keywords of several types', { type: ['string', 'array'], maxLength: 3, items: { type: 'boolean' } }, { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'array', items: { type: 'boolean' } }] }],
    ['an array without items', { type: 'array' }, { type: 'array', items: {} }],
    ['items beside alternatives', { type: 'array', items: { type: 'integer' }, anyOf: [{ minLength: 1 }, { maximum: 1 }] }, { anyOf: [{ minLength: 1 }, { maximum: 1 }], allOf: [{ type: 'array', items: { type: 'integer' } }] }],
    ['items without a type', { items: { type: 'integer' } }, { anyOf: [{ not: { type: 'array', items: {} } }, { type: 'array', items: { type: 'integer' } }] }],
    ['counts beyond 32 bits', { type: 'string', maxLength: 3e9, minLength: 1 }, { type: 'string', maxLength: 2147483647, minLength: 1 }],
    ['descriptions', { 'type': 'boolean', 'description': 'd', 'example': true, 'examples': [true], 'default': false, 'xml': {}, 'title': 't', '$comment': 'c', 'deprecated': true, 'externalDocs': {}, 'writeOnly': true, 'x-a': 1 }, { type: 'boolean' }],
    ['an empty required', { type: 'boolean', required: [] }, { type: 'boolean' }],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { anyOf: [{ not: { type: 'object', required: ['a'] } }, { required: ['b'] }] }],
    ['contains', { contains: { type: 'string' } }, { not: { type: 'array', items: { not: { type: 'string' } } } }],
    ['if and then', { if: { required: ['a'] }, then: { required: ['b'] } }, { anyOf: [{ not: { required: ['a'] } }, { required: ['b'] }] }],
    ['members without a type', { properties: { a: { type: 'integer' } }, required: ['b', 'a'] }, { type: 'object', properties: { a: { type: 'integer' } }, required: ['a', 'b'], additionalProperties: false }],
    ['a pattern that every name fits', { type: 'object', patternProperties: { '.*': { type: 'integer' } } }, { type: 'object', additionalProperties: { type: 'integer' } }],
    ['names from a list', { type: 'object', propertyNames: { enum: ['a'] }, additionalProperties: { type: 'integer' } }, { type: 'object', additionalProperties: { type: 'integer' }, allOf: [{ anyOf: [{ not: { type: 'object' } }, { type: 'object', properties: { a: {} }, additionalProperties: false }] }] }],
  ])('%s', (_title, schema, expected) => {
    expect(translate(schema)).toEqual(expected);
  });

  test.each<[string, string[], string[]]>([
    ['uuid', ['123e4567-e89b-12d3-a456-426614174000', '123E4567-E89B-12D3-A456-426614174000'], ['123e4567', '', 'g23e4567-e89b-12d3-a456-426614174000']],
    ['date', ['2024-02-29', '2000-02-29', '2023-12-31'], ['2023-02-29', '1900-02-29', '2023-04-31', '2023-13-01', '2023-1-1', '2023-01-01T00:00:00Z']],
    ['date-time', ['2024-02-29T23:59:60Z', '2024-02-29t23:59:60.5+00:00', '2023-01-01t00:00:00.123+01:00'], ['2023-01-01', '2023-01-01T24:00:00Z', '2023-01-01T22:59:60Z', '2023-01-01T23:58:60Z', '2023-01-01T23:59:60+01:00', '2023-01-01T00:00:00', '2023-02-30T00:00:00Z']],
    ['ipv4', ['0.0.0.0', '255.255.255.255', '10.1.2.3'], ['256.1.1.1', '1.1.1', '01.1.1.1', '1.1.1.1.1']],
    ['byte', ['', 'YQ==', 'YWI=', 'YWJj'], ['YQ', 'Y===', 'a b=']],
  ])('format %s becomes a pattern', (format, valid, invalid) => {
    const validate = translatedValidator({ type: 'string', format });
    valid.forEach((value) => expect([value, validate(value)]).toEqual([value, true]));
    invalid.forEach((value) => expect([value, validate(value)]).toEqual([value, false]));
  });

  test('a format stands beside a pattern without replacing it', () => {
    const validate = translatedValidator({ type: 'string', format: 'date', pattern: '^2024' });
    expect([validate('2024-01-01'), validate('2023-01-01'), validate('2024')]).toEqual([true, false, false]);
  });

  test('the largest 64-bit number is let through, and numbers beyond are not', () => {
    const validate = translatedValidator({ type: 'integer', format: 'int64' });
    expect([validate(Number('9223372036854775807')), validate(1e19), validate(-1e19)]).toEqual([true, false, false]);
  });
});

describe('what API Gateway would ignore is an error that says how to accept it', () => {
  test('the error groups by keyword, with pointers and something to copy', () => {
    const message = messageOf({
      type: 'object',
      properties: { host: { type: 'string', format: 'hostname' }, a: { type: 'string', format: 'hostname' }, n: { $dynamicRef: '#x' } },
    });
    expect(message).toContain('format: hostname (2): #/properties/a/format, #/properties/host/format');
    expect(message).toContain('$dynamicRef (1): #/properties/n/$dynamicRef');
    expect(message).toContain("{ keyword: 'format: hostname', reason: '...' },");
  });

  test.each<[string, Schema]>([
    ['maxItems', { type: 'array', maxItems: 3 }],
    ['minItems', { type: 'array', minItems: 1 }],
    ['maxItems', { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'integer' }], items: false }],
    ['uniqueItems', { type: 'array', items: { type: 'object' }, uniqueItems: true }],
    ['patternProperties', { type: 'object', patternProperties: { '^x': { type: 'integer' } } }],
    ['prefixItems', { prefixItems: [{ type: 'integer' }, { type: 'string' }] }],
    ['items', { type: 'array', items: [{ type: 'integer' }, { type: 'string' }] }],
    ['pattern: character outside of the basic plane', { type: 'string', pattern: '^🐲*$' }],
    ['pattern: character outside of the basic plane', { type: 'string', pattern: '^\\ud83d\\udc32*$' }],
    ['dangling $ref', { $ref: '#anchor', $defs: { A: { $anchor: 'anchor' } } }],
    ['discriminator', { oneOf: [{ type: 'string' }], discriminator: { propertyName: 'kind' } }],
    ['format: email', { type: 'string', format: 'email' }],
    ['format: uri', { type: 'string', format: 'uri' }],
    ['pattern: unicode property', { type: 'string', pattern: '^\\p{L}+$' }],
    ['pattern: look-behind', { type: 'string', pattern: '(?<=a)b' }],
    ['pattern: inline flags', { type: 'string', pattern: '(?i)abc' }],
    ['type: file', { type: 'file' }],
    ['madeUpKeyword', { madeUpKeyword: true }],
    ['unevaluatedProperties', { unevaluatedProperties: { type: 'string' } }],
    ['maxContains', { contains: {}, maxContains: 2 }],
    ['propertyNames', { propertyNames: { maxLength: 3 } }],
    ['dangling $ref', { $ref: '#/$defs/Missing' }],
    ['minLength', { minLength: 'three' }],
  ])('%s', (keyword, schema) => {
    expect(messageOf(schema)).toContain(`${keyword} (1)`);
    expect(() => translateBodySchema(schema, [{ keyword, reason: 'The backend checks it itself' }])).not.toThrow();
  });

  test('an acceptance may be for one place only', () => {
    const schema = { type: 'object', properties: { a: { format: 'email' }, b: { format: 'email' } } };
    expect(() => translateBodySchema(schema, [{ keyword: 'format: email', pointer: '#/properties/a', reason: 'The backend checks it itself' }]))
      .toThrow(/format: email \(1\): #\/properties\/b\/format/);
  });

  test('an acceptance needs a reason', () => {
    expect(() => translateBodySchema({}, [{ keyword: 'format', reason: '' }])).toThrow('`acceptUnenforced.reason` must be a sentence');
  });

  test('a discriminator that the alternatives carry themselves is no loss', () => {
    const kind = (value: string): Schema => ({ type: 'object', properties: { kind: { type: 'string', enum: [value] } }, required: ['kind'] });
    expect(messageOf({ oneOf: [kind('a'), kind('b')], discriminator: { propertyName: 'kind' } })).toBe('');
    expect(messageOf({ oneOf: [kind('a'), kind('a')], discriminator: { propertyName: 'kind' } })).toContain('discriminator');
  });

  test('references into other files and circles of references say so', () => {
    expect(messageOf({ $ref: 'other.json#/a' })).toContain('must point inside of the schema, got "other.json#/a"');
    expect(messageOf({ $ref: '#/$defs/A', $defs: { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A' } } })).toContain('circle of references');
  });

  test('tokens, functions and schemas that hold themselves are refused', () => {
    const loop: Schema = { type: 'object' };
    loop.properties = { loop };
    expect(messageOf(loop)).toContain('must not nest deeper');
    expect(messageOf({ default: () => 1 })).toContain('must be plain JSON');
    expect(messageOf({ pattern: '${Token[TOKEN.1]}' })).toContain('must be known at synth time');
  });
});

describe('objects are closed', () => {
  test('everywhere, unless they say otherwise', () => {
    const validate = translatedValidator({
      type: 'object',
      properties: { inner: { properties: { a: {} } }, free: { type: 'object', additionalProperties: true }, list: { type: 'array', items: { type: 'object', properties: { b: {} } } } },
    });
    expect(validate({ inner: { a: 1 }, free: { any: 1 }, list: [{ b: 1 }] })).toBe(true);
    expect(validate({ other: 1 })).toBe(false);
    expect(validate({ inner: { other: 1 } })).toBe(false);
    expect(validate({ list: [{ other: 1 }] })).toBe(false);
  });

  test('over all that applies to them: the parts of allOf know each other\'s members', () => {
    const validate = translatedValidator({
      allOf: [{ $ref: '#/$defs/Base' }, { type: 'object', properties: { b: { type: 'string' } } }],
      $defs: { Base: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] } },
    });
    expect([validate({ a: 1, b: 'x' }), validate({ b: 'x' }), validate({ a: 1, c: 1 })]).toEqual([true, false, false]);
  });

  test('but not where two parts describe the inside of one member', () => {
    const validate = translatedValidator({
      allOf: [
        { type: 'object', properties: { x: { type: 'object', properties: { p: {} } } } },
        { type: 'object', properties: { x: { type: 'object', properties: { q: {} } } } },
      ],
    });
    expect([validate({ x: { p: 1, q: 2 } }), validate({ y: 1 })]).toEqual([true, false]);
  });

  test('each alternative of oneOf by itself', () => {
    const validate = translatedValidator({
      oneOf: [
        { type: 'object', properties: { kind: { const: 'cat' }, lives: {} }, required: ['kind'] },
        { type: 'object', properties: { kind: { const: 'dog' }, barks: {} }, required: ['kind'] },
      ],
    });
    expect([validate({ kind: 'cat', lives: 9 }), validate({ kind: 'cat', barks: true })]).toEqual([true, false]);
  });

  test('never inside of a negation, where that would let more through', () => {
    const validate = translatedValidator({ not: { type: 'object', properties: { a: { const: 1 } }, required: ['a'] } });
    expect([validate({ a: 1, b: 2 }), validate({ a: 2 })]).toEqual([false, true]);
  });

  test('members that are readOnly can\'t be sent and are not asked for', () => {
    const schema = { type: 'object', properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } }, required: ['id', 'name'] };
    const validate = translatedValidator(schema);
    expect([validate({ name: 'n' }), validate({ id: 'i', name: 'n' })]).toEqual([true, false]);
    expect(translatedValidator(schema, ['readOnly'])({ id: 'i', name: 'n' })).toBe(true);
  });

  test('readOnly members of one part are not asked for by another', () => {
    const validate = translatedValidator({
      allOf: [{ $ref: '#/$defs/Base' }, { required: ['id', 'name'] }, { $ref: '#/$defs/Needs' }],
      $defs: { Base: { type: 'object', properties: { id: { readOnly: true }, name: {} } }, Needs: { type: 'object', required: ['id'] } },
    });
    expect([validate({ name: 'n' }), validate({ id: 1, name: 'n' })]).toEqual([true, false]);
  });
});

describe('references', () => {
  test('recursive schemas stay recursive', () => {
    const validate = translatedValidator({
      $ref: '#/definitions/Node',
      definitions: { Node: { type: 'object', properties: { value: { type: 'integer' }, next: { $ref: '#/definitions/Node' } } } },
    });
    expect([validate({ value: 1, next: { value: 2, next: {} } }), validate({ next: { next: { value: 'x' } } }), validate({ next: { other: 1 } })]).toEqual([true, false, false]);
  });

  test('nullable beside a reference lets null in', () => {
    const validate = translatedValidator({ properties: { a: { $ref: '#/$defs/A', nullable: true } }, $defs: { A: { type: 'integer' } } });
    expect([validate({ a: null }), validate({ a: 1 }), validate({ a: 'x' })]).toEqual([true, true, false]);
  });

  test('rules beside a reference hold too', () => {
    const validate = translatedValidator({ $ref: '#/$defs/A', maximum: 5, $defs: { A: { type: 'integer' } } });
    expect([validate(5), validate(6), validate('x')]).toEqual([true, false, false]);
  });

  test('names of models are letters and digits, and differ between bodies', () => {
    const named = (type: string): string[] => Object.keys(translateBodySchema({ $ref: '#/$defs/a~1b-c', $defs: { 'a/b-c': { type } } }, []).definitions);
    expect(named('string')[0]).toMatch(/^abc[0-9a-f]{8}$/);
    expect(named('string')).toEqual(named('string'));
    expect(named('string')).not.toEqual(named('integer'));
  });

  test('a chain of thousands of references ends', () => {
    const $defs = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`N${index}`, { properties: { next: { $ref: `#/$defs/N${index + 1}` } } }]));
    expect(() => translateBodySchema({ $ref: '#/$defs/N0', $defs: { ...$defs, N5000: { type: 'string' } } }, [])).not.toThrow();
  });
});

test('places that stay open are listed', () => {
  const { openPlaces } = translateBodySchema({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'array' }, c: { type: 'object', additionalProperties: true }, d: { type: 'string', maxLength: 3 }, e: { type: 'string', pattern: '^[a-z]{3}$' }, f: { type: 'string', pattern: '^a+$' } } }, []);
  expect(openPlaces).toEqual([
    { pointer: '#/properties/a', kind: 'unbounded string' },
    { pointer: '#/properties/b', kind: 'unbounded array' },
    { pointer: '#/properties/c', kind: 'open object' },
    { pointer: '#/properties/f', kind: 'unbounded string' },
  ]);
});

describe('properties', () => {
  const everything = ['patternProperties', 'prefixItems', 'unevaluatedProperties', 'propertyNames', 'maxItems', 'items'];

  test('a value that the schema lets through passes, whatever is lost, where nothing is there to add', () => {
    fc.assert(fc.property(outspokenSchema, fc.array(anyValue, { maxLength: 15 }), (original, values) => {
      const before = originalValidator(original);
      const after = translatedValidator(original, everything);
      values.filter((entry) => before(entry)).forEach((entry) => expect([entry, after(entry)]).toEqual([entry, true]));
    }), { numRuns: 120 });
  });

  test('a value that the schema refuses is refused, unless a rule is reported', () => {
    fc.assert(fc.property(anySchema, fc.array(anyValue, { maxLength: 15 }), (original, values) => {
      fc.pre(unenforcedBy(original).length === 0);
      const before = originalValidator(original);
      const after = translatedValidator(original);
      values.filter((entry) => after(entry)).forEach((entry) => expect([entry, before(entry)]).toEqual([entry, true]));
    }), { numRuns: 120 });
  });

  test('what comes out is JSON schema draft 4, in the words that the import keeps', () => {
    fc.assert(fc.property(anySchema, (original) => {
      const { schema: translated, definitions } = translateBodySchema(original, everything.map((keyword) => ({ keyword, reason: 'The test looks at other rules' })));
      const ajv = new AjvDraft04({ strict: false, logger: false });
      expect([translated, ...Object.values(definitions)].filter((entry) => !ajv.validateSchema(entry))).toEqual([]);
      [translated, ...Object.values(definitions)].forEach((entry) => expect(lostInImport(entry)).toEqual([]));
    }), { numRuns: 120 });
  });
});
