import { RequestBody } from '../../lib';

const SCHEMA = { type: 'object', properties: { size: { type: 'string', enum: ['s', 'm', null], nullable: true } }, required: ['size'] };

test('a schema as text is the same as the schema', () => {
  expect(RequestBody.jsonText(JSON.stringify(SCHEMA), { maxBytes: 100 })).toEqual(RequestBody.json(SCHEMA, { maxBytes: 100 }));
});

test('`nullable` says what a list without null can\'t', () => {
  const { properties } = RequestBody.json({ ...SCHEMA, properties: { size: { type: 'string', enum: ['s', 'm'], nullable: true } } })._schemas['application/json'] as {
    properties: { size: object };
  };
  expect(JSON.stringify(properties.size)).toContain('null');
});

test.each<[string, () => RequestBody, RegExp]>([
  ['text that is no JSON', () => RequestBody.jsonText('{type: object}'), /^`schema` must be JSON text, got "\{type: object\}": /],
  ['text that is no object', () => RequestBody.jsonText('[1]'), /^`schema` must be a JSON schema object, got \[1\]/],
  ['no text', () => RequestBody.jsonText(undefined as unknown as string), /^`schema` must be/],
  // What jsii hands over for a list with Python's None in it.
  ['a list that lost its null', () => RequestBody.json({ type: 'object', properties: { size: { enum: ['s', undefined] } } }),
    /^`schema` must be plain JSON, got nothing at #\/properties\/size\/enum\/1: .*right would be `nullable: true`, or JSON text \(`RequestBody.jsonText`/],
  ['a date', () => RequestBody.json({ type: 'object', properties: { at: { default: new Date(0) } } }),
    /got a Date at #\/properties\/at\/default; right would be its text, such as "2026-01-31"$/],
])('%s is refused with what is right', (_, build, message) => {
  expect(build).toThrow(message);
});
