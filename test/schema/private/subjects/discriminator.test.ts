import AjvDraft04 from 'ajv-draft-04';
import { OpenApiDocument, RouteAccess, RouteTarget } from '../../../../lib';
import { importOpenApi } from '../../../../lib/open-api/private/open-api-import';

type Json = { [key: string]: unknown };

const pet = (members: Json): Json => ({ type: 'object', properties: { kind: { type: 'string' }, ...members }, required: ['kind'] });

/** Whether the body's model takes an instance. */
function taking(schema: Json, closeObjects = false): (instance: unknown) => boolean {
  const document = OpenApiDocument.fromInline({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: { '/pets': { post: { responses: {}, requestBody: { content: { 'application/json': { schema } } } } } },
    components: {
      schemas: {
        Cat: pet({ lives: { type: 'integer' } }),
        Dog: { allOf: [{ $ref: '#/components/schemas/Named' }, { type: 'object', properties: { barks: { type: 'boolean' } } }] },
        Named: pet({ name: { type: 'string' } }),
      },
    },
  });
  const [{ body }] = importOpenApi(document, {
    defaultTarget: RouteTarget.mock({ statusCode: 200 }),
    defaultAccess: RouteAccess.roles('reader'),
    ...(closeObjects && { bodyDefaults: { closeObjects, reason: 'Our clients send nothing else' } }),
  });
  const validate = new AjvDraft04({ strict: false }).compile({ ...body._schemas['application/json'], components: { schemas: body._definitions } });
  return (instance) => validate(instance);
}

const ALTERNATIVES = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }];

test.each(['oneOf', 'anyOf'])('the member picks the alternative of %s by its name where there is no mapping', (keyword) => {
  const takes = taking({ [keyword]: ALTERNATIVES, discriminator: { propertyName: 'kind' } });
  expect(takes({ kind: 'Cat', lives: 9 })).toBe(true);
  expect(takes({ kind: 'Dog', barks: true })).toBe(true);
  // Fits both alternatives but for the member's value, so `oneOf` alone would refuse it.
  expect(takes({ kind: 'Cat' })).toBe(true);
  // Says cat and looks like a dog only.
  expect(takes({ kind: 'Cat', lives: 'nine' })).toBe(false);
  expect(takes({ kind: 'Fish' })).toBe(false);
  expect(takes({ lives: 9 })).toBe(false);
});

test('the mapping names the values, with several for one alternative', () => {
  const takes = taking({ oneOf: ALTERNATIVES, discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', kitten: 'Cat', dog: '#/components/schemas/Dog' } } });
  expect(['cat', 'kitten', 'dog', 'Cat', 'Dog', ''].map((kind) => takes({ kind }))).toEqual([true, true, true, false, false, false]);
});

test('closed alternatives stay closed', () => {
  const takes = taking({ oneOf: ALTERNATIVES, discriminator: { propertyName: 'kind' } }, true);
  expect(takes({ kind: 'Dog', name: 'Rex', barks: true })).toBe(true);
  expect(takes({ kind: 'Dog', admin: true })).toBe(false);
  expect(takes({ kind: 'Cat', barks: true })).toBe(false);
});

test('without alternatives, or with one that has no name, nobody holds to it', () => {
  expect(() => taking({ ...pet({}), discriminator: { propertyName: 'kind' } })).toThrow(/discriminator \(1\)/);
  expect(() => taking({ oneOf: [...ALTERNATIVES, pet({ fins: { type: 'integer' } })], discriminator: { propertyName: 'kind' } })).toThrow(/discriminator \(1\)/);
});

describe('a base whose alternatives build on it by `allOf`', () => {
  const base = (mapping?: Json): Json => ({
    type: 'object',
    properties: { kind: { type: 'string' }, name: { type: 'string' } },
    required: ['kind'],
    discriminator: { propertyName: 'kind', ...(mapping && { mapping }) },
  });
  const child = (members: Json, parent = 'Base'): Json => ({ allOf: [{ $ref: `#/components/schemas/${parent}` }, { type: 'object', properties: members }] });

  const taker = (schemas: Json, body: string, closeObjects = false): (instance: unknown) => boolean => {
    const document = OpenApiDocument.fromInline({
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: { '/pets': { post: { responses: {}, requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${body}` } } } } } } },
      components: { schemas },
    });
    const [{ body: { _schemas: models, _definitions: definitions } }] = importOpenApi(document, {
      defaultTarget: RouteTarget.mock({ statusCode: 200 }),
      defaultAccess: RouteAccess.roles('reader'),
      ...(closeObjects && { bodyDefaults: { closeObjects, reason: 'Our clients send nothing else' } }),
    });
    const validate = new AjvDraft04({ strict: false }).compile({ ...models['application/json'], components: { schemas: definitions } });
    return (instance) => validate(instance);
  };

  test('takes every value that a mapping or a name gives, and no other, with nothing to accept', () => {
    const schemas = {
      Base: base({ cat: '#/components/schemas/Cat' }),
      Cat: child({ lives: { type: 'integer' } }),
      Dog: child({ barks: { type: 'boolean' } }),
      Puppy: child({ age: { type: 'integer' } }, 'Dog'),
      Fish: { type: 'object' },
    };
    const takes = taker(schemas, 'Base');
    expect(['cat', 'Cat', 'Dog', 'Puppy', 'Base', 'Fish', 'bird', ''].map((kind) => takes({ kind }))).toEqual([true, true, true, true, true, false, false, false]);
    expect(takes({})).toBe(false);
    const takesDogs = taker(schemas, 'Dog', true);
    expect([{ kind: 'Dog', barks: true }, { kind: 'Puppy', barks: true }, { kind: 'bird' }, { kind: 'Dog', barks: 1 }, { kind: 'Dog', other: 1 }].map(takesDogs))
      .toEqual([true, true, false, false, false]);
  });

  test('asks for nothing where the base lists the values itself', () => {
    const listed = { ...base(), properties: { kind: { type: 'string', enum: ['cat', 'dog'] } } };
    const takes = taker({ Base: listed, Cat: child({}) }, 'Base');
    expect(['cat', 'dog', 'Cat'].map((kind) => takes({ kind }))).toEqual([true, true, false]);
  });

  test('must be accepted where nothing names an alternative', () => {
    expect(() => taker({ Base: base() }, 'Base')).toThrow(/discriminator \(1\): #\/components\/schemas\/Base/);
  });

  test('bears bases that build on each other in a circle', () => {
    const schemas = { Base: base(), One: child({}, 'Two'), Two: child({}, 'Base'), Self: { allOf: [{ $ref: '#/components/schemas/Self' }] } };
    expect(['One', 'Two', 'Self'].map((kind) => taker(schemas, 'Base')({ kind }))).toEqual([true, true, false]);
  });
});
