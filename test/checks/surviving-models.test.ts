import { RULE_KEYWORDS } from '../../lib/schema/private/json-schema-keywords';
import { LOST_IN_IMPORT, UNKNOWN_TO_DRAFT_4 } from '../../lib/shared/imported-keywords';
import { apiOf, found, operation, resource } from './found';

function body(schema: object, components: object = {}): string[] {
  return found('SRA28', (stack) => apiOf(stack, {
    components, paths: { '/a': { post: operation({ requestBody: { content: { 'application/json': { schema } } } }) } },
  }));
}

describe('SRA28: models survive the import', () => {
  test.each<[string, object]>([
    ['a list of types', { type: ['string', 'null'] }],
    ['patternProperties', { type: 'object', patternProperties: { '^a': { type: 'string' } } }],
    ['const', { const: 'a' }],
    ['if', { if: { required: ['a'] }, then: { required: ['b'] } }],
    ['a number as a bound', { type: 'number', exclusiveMinimum: 0 }],
    ['a tuple', { type: 'array', items: [{ type: 'string' }] }],
    ['a rule beside a reference', { $ref: '#/components/schemas/A', maxLength: 4 }],
    ['a rule deep inside', { type: 'object', properties: { a: { anyOf: [{ type: 'array', items: { not: { propertyNames: {} } } }] } } }],
  ])('finds %s', (_, schema) => {
    expect(body(schema, { schemas: { A: { type: 'string' } } })).toEqual(['POST-/a']);
  });

  test('follows references, also those that lead back', () => {
    const tree = (type: unknown) => body({ $ref: '#/components/schemas/Tree' }, {
      schemas: { Tree: { type: 'object', properties: { name: { type }, left: { $ref: '#/components/schemas/Tree' } } } },
    });
    expect(tree('string')).toEqual([]);
    expect(tree(['string', 'null'])).toEqual(['POST-/a']);
  });

  test('takes what survives', () => {
    expect(body({
      type: 'object',
      properties: { const: { type: 'string', maxLength: 4, nullable: true }, if: { type: 'number', minimum: 0, exclusiveMinimum: true } },
      required: ['if'],
      additionalProperties: false,
      description: 'const',
    })).toEqual([]);
    expect(body({ $ref: '#/components/schemas/A', description: 'An A' }, { schemas: { A: { type: 'string' } } })).toEqual([]);
    expect(body({ $ref: '#/nowhere' })).toEqual([]);
  });

  test('a model without a document keeps what draft 4 knows', () => {
    const model = (Schema: unknown) => found('SRA28', (stack) => resource(stack, 'Model', 'AWS::ApiGateway::Model', { Schema }));
    expect(model({ type: ['string', 'null'], patternProperties: {} })).toEqual([]);
    expect(model({ type: 'object', properties: { a: { const: 1 } } })).toEqual(['SRA28']);
    expect(model('{"exclusiveMinimum":0}')).toEqual(['SRA28']);
    expect(model('no JSON')).toEqual([]);
  });

  test('the keywords are among those that the translation of schemas reads', () => {
    // What it does not read it reports, so that none of these can be written by us.
    const unread = [...LOST_IN_IMPORT, ...UNKNOWN_TO_DRAFT_4].filter((keyword) => !RULE_KEYWORDS.has(keyword) && !/^content/.test(keyword));
    expect(unread).toEqual([]);
    for (const kept of ['type', 'properties', 'required', 'pattern', 'maxLength', 'maxItems', 'enum', 'allOf', 'nullable', 'format']) {
      expect(LOST_IN_IMPORT.has(kept)).toBe(false);
    }
  });
});
