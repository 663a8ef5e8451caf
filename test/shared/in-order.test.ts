import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { HttpMethod, JwtIssuer, OpenApiDocument, RequestBody, RouteAccess, RouteTarget, SecureRestApi } from '../../lib';

/** Everything that takes a map of the user's, here with more than one member. */
const INPUT = {
  schema: {
    type: 'object',
    properties: { sku: { type: 'string', maxLength: 40 }, size: { type: 'integer', minimum: 0, maximum: 9 }, at: { $ref: '#/$defs/At' }, to: { $ref: '#/$defs/To' } },
    required: ['sku', 'size'],
    $defs: { At: { type: 'string', maxLength: 30 }, To: { type: 'object', properties: { b: { type: 'boolean' }, a: { type: 'boolean' } } } },
  },
  claims: { tenant: 'acme', region: 'eu', plan: 1 },
  more: { zone: 'b', level: 2 },
  requestParameters: { 'integration.request.header.X-B': "'b'", 'integration.request.header.X-A': "'a'" },
  requestTemplates: { 'application/json': '{}', 'application/vnd.orders+json': '{"a":1}' },
  document: {
    openapi: '3.0.0',
    info: { title: 'Orders', version: '1' },
    components: { schemas: { Zeta: { type: 'object', properties: { z: { type: 'boolean' }, y: { type: 'boolean' } } }, Alpha: { type: 'object', properties: { zeta: { $ref: '#/components/schemas/Zeta' } } } } },
    paths: {
      '/z': { post: { operationId: 'z', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Alpha' } } } }, responses: {} }, get: { operationId: 'g', responses: {} } },
      '/y': { post: { operationId: 'y', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Zeta' } } } }, responses: {} } },
    },
  },
  targets: { 'z': RouteTarget.mock({ statusCode: 200 }), 'POST /y': RouteTarget.mock({ statusCode: 201 }), 'g': RouteTarget.mock({ statusCode: 202 }) },
  access: { z: RouteAccess.roles('writer'), y: RouteAccess.roles('admin') },
};

function template(input: typeof INPUT): string {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] })] });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/orders',
    access: RouteAccess.claims(input.claims).and(RouteAccess.claims(input.more)),
    body: RequestBody.json(input.schema, { contentTypes: ['application/json', 'application/vnd.orders+json'] }),
    target: RouteTarget.awsService({
      service: 'dynamodb',
      action: 'PutItem',
      iamAction: 'dynamodb:PutItem',
      resourceArns: ['arn:aws:dynamodb:eu-west-1:111122223333:table/Orders'],
      requestParameters: input.requestParameters,
      requestTemplates: input.requestTemplates,
    }),
  });
  api.addRoutesFromOpenApi(OpenApiDocument.fromInline(input.document), { targets: input.targets, access: input.access, defaultAccess: RouteAccess.scopes('orders') });
  api.addConsumer('Partner');
  const assembly = (stack.node.root as App).synth();
  return JSON.stringify(assembly.getStackByName('Stack').template);
}

/** The same value with the members of each plain object in another order. */
function shuffled<T>(value: T, next: () => number): T {
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => shuffled(entry, next)) as T;
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  const members = Object.entries(value).map(([name, member]): [string, unknown, number] => [name, shuffled(member as unknown, next), next()]);
  return Object.fromEntries(members.sort(([,, left], [,, right]) => left - right)) as T;
}

test('the order in which maps come changes no byte of the template', () => {
  const expected = template(INPUT);
  fc.assert(fc.property(fc.infiniteStream(fc.nat(1_000)), (stream) => {
    expect(template(shuffled(INPUT, () => stream.next().value as number))).toBe(expected);
  }), { numRuns: 12 });
});

test('a document is the same as JSON, as YAML and inline', () => {
  const [inline, json, yaml] = [
    OpenApiDocument.fromInline(INPUT.document),
    OpenApiDocument.fromString(JSON.stringify(INPUT.document)),
    OpenApiDocument.fromString(`# YAML\n${JSON.stringify(INPUT.document)}`),
  ].map(({ _root }) => JSON.stringify(_root));
  expect(json).toBe(inline);
  expect(yaml).toBe(inline);
});
