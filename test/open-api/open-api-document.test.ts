import * as fs from 'fs';
import * as os from 'os';
import { join, resolve } from 'path';
import { OpenApiDocument, OpenApiImportOptions, RouteAccess, RouteTarget } from '../../lib';
import { importOpenApi } from '../../lib/open-api/private/open-api-import';

type Json = { [key: string]: unknown };

const target = RouteTarget.mock({ statusCode: 200 });
const base: OpenApiImportOptions = { defaultTarget: target, defaultAccess: RouteAccess.roles('reader') };

function document(operation: Json, more: Json = {}): OpenApiDocument {
  return OpenApiDocument.fromInline({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: { '/things/{id}': { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], post: { operationId: 'make', responses: {}, ...operation } } },
    components: {
      securitySchemes: {
        login: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://id.example.com/t', scopes: { read: 'r', write: 'w' } } } },
        other: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example.com/c' },
      },
    },
    ...more,
  });
}

const alternatives = (security: unknown) => importOpenApi(document({ security }), { defaultTarget: target })[0].access._alternatives;

test('scopes of the document become the access: alternatives of a list, schemes of one requirement together', () => {
  expect(alternatives([{ login: ['read', 'write'] }])).toEqual([{ scopesAllOf: ['read', 'write'] }]);
  expect(alternatives([{ login: ['read'] }, { other: ['admin'] }])).toEqual([{ scopesAllOf: ['read'] }, { scopesAllOf: ['admin'] }]);
  expect(alternatives([{ login: ['read'], other: ['admin'] }])).toEqual([{ scopesAllOf: ['read', 'admin'] }]);
});

test.each<[string, Json, OpenApiImportOptions, RegExp]>([
  ['no access', {}, { defaultTarget: target }, /POST \/things\/\{id\}|make/],
  ['an operation that the document calls public', { security: [] }, { defaultTarget: target }, /POST \/things\/\{id\}|make/],
  ['no target', {}, { defaultAccess: RouteAccess.roles('reader') }, /POST \/things\/\{id\}|make/],
  ['a target of an unknown operation', {}, { ...base, targets: { mkae: target } }, /mkae/],
  ['a form', { requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } } }, base, /application\/x-www-form-urlencoded/],
  ['a rule that nobody enforces', { requestBody: { content: { 'application/json': { schema: { type: 'string', format: 'hostname' } } } } }, base, /format: hostname \(1\): #\/paths\/~1things~1\{id\}\/post\/requestBody/],
])('refuses %s, and names it', (_name, operation, options, message) => {
  expect(() => importOpenApi(document(operation), options)).toThrow(message);
});

test('the header of an API key of the document is no parameter: our own key stands in its place', () => {
  const operation = { parameters: [{ name: 'Api_Key', in: 'header', schema: { type: 'string' } }] };
  const keyed = { components: { securitySchemes: { key: { type: 'apiKey', name: 'api_key', in: 'header' } } } };
  expect(importOpenApi(document(operation, keyed), base)[0].parameters.map(({ _name }) => _name)).toEqual(['id']);
  expect(() => importOpenApi(document(operation), base)).toThrow(/parameter name: Api_Key \(1\): #\/paths/);
});

describe('query parameters that the document does not name', () => {
  const anyMembers = { parameters: [{ name: 'metadata', in: 'query', style: 'deepObject', schema: { type: 'object' } }] };

  test('are refused unless a reason is given for the operation', () => {
    expect(importOpenApi(document({}), base)[0].allowUndeclaredQuery).toBeUndefined();
    expect(importOpenApi(document({}), { ...base, allowUndeclaredQuery: { make: 'Clients name the columns' } })[0].allowUndeclaredQuery).toBe('Clients name the columns');
    expect(() => importOpenApi(document({}), { ...base, allowUndeclaredQuery: { mkae: 'Clients name the columns' } })).toThrow(/`allowUndeclaredQuery` must name operations .*[^]*"mkae"/);
  });

  test('come in by the reason for which a parameter of any members was accepted', () => {
    expect(() => importOpenApi(document(anyMembers), base)).toThrow(/parameter type: object \(1\)/);
    const [route] = importOpenApi(document(anyMembers), { ...base, acceptUnenforced: [{ keyword: 'parameter type: object', reason: 'The function checks the metadata' }] });
    expect(route.allowUndeclaredQuery).toBe('parameter type: object: The function checks the metadata');
    expect(route.parameters.map(({ _name }) => _name)).toEqual(['id']);
  });

  test('do not come in for an object that is one text', () => {
    const oneText = { parameters: [{ name: 'metadata', in: 'query', explode: false, schema: { type: 'object' } }] };
    const [route] = importOpenApi(document(oneText), { ...base, acceptUnenforced: [{ keyword: 'parameter type: object', reason: 'The function checks the metadata' }] });
    expect(route.allowUndeclaredQuery).toBeUndefined();
    expect(route.parameters.map(({ _name }) => _name)).toEqual(['id', 'metadata']);
  });
});

test('what is accepted is taken, with its reason in the posture', () => {
  const [route] = importOpenApi(document({ requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } } }), {
    ...base, acceptUnenforced: [{ keyword: 'application/x-www-form-urlencoded', reason: 'The backend validates forms itself' }],
  });
  expect(route.body._contentTypes).toEqual(['application/x-www-form-urlencoded']);
  expect(JSON.stringify([route.notes, route.body._reason])).toContain('The backend validates forms itself');
});

test('JSON and YAML of one document give the same routes', () => {
  const json = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { '/a': { get: { operationId: 'a', parameters: [{ name: 'n', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9 } }] } } } };
  const yaml = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: { /a: { get: { operationId: a, parameters: [{ name: n, in: query, schema: { type: integer, minimum: 1, maximum: 9 } }] } } }';
  const shape = (text: string) => importOpenApi(OpenApiDocument.fromString(text), base)
    .map(({ method, path, operationId, parameters }) => ({ method, path, operationId, parameters }));
  expect(shape(yaml)).toEqual(shape(JSON.stringify(json)));
  const [{ parameters: [parameter] }] = shape(yaml);
  const pattern = new RegExp(`^(?:${parameter._pattern ?? parameter._allowedValues?.join('|')})$`);
  expect(['1', '9', '0', '10', 'x', '-1'].map((value) => pattern.test(value))).toEqual([true, true, false, false, false, false]);
});

test('bodyDefaults close what the document leaves open, and without them it is listed', () => {
  const open = { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { a: { type: 'string' } } } } } } };
  expect(importOpenApi(document(open), base)[0].body._openPlaces.map(({ kind }) => kind).sort()).toEqual(['open object', 'unbounded string']);
  const [closed] = importOpenApi(document(open), { ...base, bodyDefaults: { closeObjects: true, maxStringLength: 99, reason: 'Our clients send nothing else' } });
  expect(closed.body._openPlaces).toEqual([]);
  expect(JSON.stringify([closed.body._schemas, closed.body._definitions])).toMatch(/"maxLength":99/);
  expect(JSON.stringify([closed.body._schemas, closed.body._definitions])).toMatch(/"additionalProperties":false/);
});

describe('objects that say that they are open', () => {
  const stated = (schema: object) => document({ requestBody: { content: { 'application/json': { schema } } } });
  const schema = { type: 'object', properties: { a: { type: 'integer' }, map: { type: 'object', additionalProperties: true } }, additionalProperties: true };
  const bodyOf = (defaults: object) => (
    importOpenApi(stated(schema), { ...base, bodyDefaults: { reason: 'Our clients send nothing else', ...defaults } })[0]
  );

  test('stay open, or are closed where they name members', () => {
    expect(bodyOf({ closeObjects: true }).body._openPlaces.map(({ pointer }) => pointer.replace(/^.*schema/, ''))).toEqual(['/properties/map', '']);
    const closed = bodyOf({ closeObjects: true, closeStatedOpen: true });
    expect(closed.body._openPlaces.map(({ pointer }) => pointer.replace(/^.*schema/, ''))).toEqual(['/properties/map']);
    expect(closed.body._schemas['application/json'].additionalProperties).toBe(false);
    expect(closed.notes).toEqual(['bodyDefaults: Our clients send nothing else']);
  });

  test('are closed by those who compose them, over all members', () => {
    const parts = { allOf: [schema, { type: 'object', properties: { b: { type: 'integer' } } }] };
    const [{ body }] = importOpenApi(stated(parts), { ...base, bodyDefaults: { closeObjects: true, closeStatedOpen: true, reason: 'Our clients send nothing else' } });
    expect(body._schemas['application/json']).toMatchObject({ type: 'object', properties: { a: {}, b: {}, map: {} }, additionalProperties: false });
  });

  test('are not closed where others are not', () => {
    expect(() => bodyOf({ closeStatedOpen: true })).toThrow('`bodyDefaults.closeStatedOpen` must stand beside `closeObjects: true`');
  });
});

test('a body of any type is an open place', () => {
  const kinds = (content: object) => importOpenApi(document({ requestBody: { content: { 'application/json': content } } }), base)[0].body._openPlaces
    .map(({ kind }) => kind);
  expect(kinds({})).toEqual(['untyped']);
  expect(kinds({ schema: { description: 'Whatever' } })).toEqual(['untyped']);
  expect(kinds({ schema: { oneOf: [{ type: 'integer' }, { minLength: 2 }] } })).toEqual(['untyped']);
  expect(kinds({ schema: { allOf: [{ description: 'Said elsewhere' }, { type: 'integer' }] } })).toEqual([]);
});

test('definitions that no body refers to are no models', () => {
  const schema = { type: 'array', maxItems: 2, items: { type: 'object', patternProperties: { '^a': { $ref: '#/components/schemas/A' } } } };
  const [{ body }] = importOpenApi(document({ requestBody: { content: { 'application/json': { schema } } } }, {
    components: { schemas: { A: { type: 'object', properties: { b: { type: 'integer' } } } } },
  }), { ...base, acceptUnenforced: ['patternProperties', 'maxItems'].map((keyword) => ({ keyword, reason: 'The backend checks it itself' })) });
  expect(body._definitions).toEqual({});
});

test.each<[string, string, RegExp]>([
  ['Swagger 2.0', '{"swagger":"2.0","info":{},"paths":{}}', /Swagger 2\.0/],
  ['no document', '42', /OpenAPI/],
  ['a member twice', 'openapi: 3.0.0\nopenapi: 3.0.0', /unique|twice|duplicate/i],
])('refuses %s', (_name, text, message) => {
  expect(() => importOpenApi(OpenApiDocument.fromString(text), base)).toThrow(message);
});

describe('reading', () => {
  const minimal = '{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{}}';
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(os.tmpdir(), 'open-api-'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const fileName = join(folder, name);
    fs.writeFileSync(fileName, text);
    return fileName;
  }

  test.each([
    ['JSON', 'api.json', minimal],
    ['JSON after a byte order mark', 'api.json', `\ufeff${minimal}`],
    ['JSON in a file of another name', 'api.txt', minimal],
    ['YAML', 'api.yaml', 'openapi: 3.1.0\npaths: {}\n'],
    ['YAML that begins like JSON', 'api.yaml', '{openapi: 3.1.0, paths: {}}'],
    ['YAML 1.2, where "no" is a text', 'api.yaml', 'openapi: 3.0.3\nx-country: no\n'],
    ['a document without paths', 'api.yaml', 'openapi: 3.1.0\nwebhooks: {}\n'],
  ])('takes %s', (_, name, text) => {
    const fileName = file(name, text);
    expect(OpenApiDocument.fromFile(fileName)).toMatchObject({ _source: fileName, _root: { openapi: expect.stringMatching(/^3\./) } });
    expect(OpenApiDocument.fromString(text)._root).toEqual(OpenApiDocument.fromFile(fileName)._root);
  });

  test('says which file is missing, and where it was looked for', () => {
    expect(() => OpenApiDocument.fromFile('no/such.yaml'))
      .toThrow(`\`fileName\` must be a file that can be read, got "no/such.yaml" (${resolve('no/such.yaml')}): ENOENT`);
  });

  test('holds a file called JSON to be JSON', () => {
    const fileName = file('api.json', '{openapi: 3.1.0, paths: {}}');
    expect(() => OpenApiDocument.fromFile(fileName)).toThrow(`${fileName} must be JSON: `);
  });

  test.each([
    ['nothing', '', /^text must be an OpenAPI document, got nothing$/],
    ['a list', '- openapi: 3.1.0', /^text must be an OpenAPI document, got a list$/],
    ['a text', 'openapi', /^text must be an OpenAPI document, got a string$/],
    ['Swagger', '{"swagger":"2.0","paths":{}}', /^text must be OpenAPI 3.0 or 3.1, got Swagger 2.0; convert it first, .* --outfile openapi.yaml text`$/],
    ['no version', 'paths: {}', /^text must say `openapi: 3.0.x` or `openapi: 3.1.x`, got no `openapi`$/],
    ['a version that is a number', 'openapi: 3.1', /^text must say .*, got 3.1$/],
    ['another version', 'openapi: 3.2.0', /^text must say .*, got "3.2.0"$/],
    ['a version that only holds another', 'openapi: v3.1.0', /^text must say .*, got "v3.1.0"$/],
    ['paths that are a list', 'openapi: 3.1.0\npaths: []', /^text must have an object in `paths`, got \[\]$/],
    ['broken YAML', 'openapi: 3.1.0\npaths: {', /^text must be YAML: /],
    ['a name that stands twice', 'openapi: 3.1.0\npaths: {}\npaths: {}', /^text must be YAML: Map keys must be unique/],
    ['a warning', 'openapi: !x 3.1.0', /^text must be YAML: Unresolved tag/],
    ['an empty name', 'openapi: 3.1.0\n? \n: x', /^text must have a name before each ":", got an empty key$/],
    ['an alias too many', `openapi: 3.1.0\nx-a: &a [1]\nx-b: [${'*a,'.repeat(1_001)}]`, /^text must be plain data: Excessive alias count/],
  ])('refuses %s', (_, text, message) => {
    expect(() => OpenApiDocument.fromString(text)).toThrow(message);
  });

  test('takes as many aliases as a person writes', () => {
    expect(() => OpenApiDocument.fromString(`openapi: 3.1.0\nx-a: &a [1]\nx-b: [${'*a,'.repeat(500)}]`)).not.toThrow();
  });

  test('names a file of Swagger in the command that converts it, unless it has blanks', () => {
    const swagger = '{"swagger":"2.0","paths":{}}';
    const [plain, blank] = [file('old.json', swagger), file('my old.json', swagger)];
    expect(() => OpenApiDocument.fromFile(plain)).toThrow(`--outfile openapi.yaml ${plain}\``);
    expect(() => OpenApiDocument.fromFile(blank)).toThrow('--outfile openapi.yaml swagger.yaml`');
  });

  test.each<[string, unknown]>([['a function', () => undefined], ['a date', new Date(0)], ['a number that is none', NaN]])('refuses %s in a document that a program made', (_, value) => {
    expect(() => OpenApiDocument.fromInline({ 'openapi': '3.1.0', 'x-a': value })).toThrow(/`document/);
  });
});
