import { App, Stack } from 'aws-cdk-lib';
import { HttpMethod, OpenApiDocument, RequestBody, RouteAccess, RouteTarget, SecureRestApi } from '../../../lib';
import { leastTemplateProblem } from '../../../lib/gateway/private/least-template';
import { routeOf } from '../../../lib/routes/private/route-options';
import { emptyApi, ISSUER } from '../../support/sample-api';

const properties = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`property${index}`, { type: 'string', maxLength: 40 + index }]));

function routes(count: number, members: number) {
  return Array.from({ length: count }, (_, index) => ({
    method: HttpMethod.POST,
    path: `/things${index}`,
    target: RouteTarget.mock({ statusCode: 200 }),
    access: RouteAccess.roles('writer'),
    body: RequestBody.json({ type: 'object', properties: { ...properties(members), [`own${index}`]: { type: 'boolean' } }, additionalProperties: false }),
  }));
}

test('is no more than what the template has, so nothing that fits is refused', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER] });
  api.addConsumer('Partner');
  // A little under the limit as it is written in the end.
  const most = routes(147, 50);
  most.forEach((route) => api.addRoute(route));
  const written = JSON.stringify(app.synth().getStackByName('Stack').template, undefined, 1).length;
  expect(written).toBeGreaterThan(900_000);
  expect(written).toBeLessThan(1_000_000);
  expect(leastTemplateProblem(stack, most.map(routeOf))).toEqual([]);
});

test('tells an import of a document that can\'t fit, beside all that is wrong with it else', () => {
  const { api, target } = emptyApi();
  const document = OpenApiDocument.fromInline({
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: Object.fromEntries(routes(200, 60).map(({ path }, index) => [path, {
      post: {
        responses: {},
        requestBody: {
          content: {
            'application/json': { schema: { type: 'object', properties: { ...properties(60), [`own${index}`]: { type: 'boolean' } }, additionalProperties: false } },
          },
        },
      },
    }])),
  });
  const add = () => api.addRoutesFromOpenApi(document, { defaultTarget: target });
  expect(add).toThrow(/the template of Stack must be at most 1000000 bytes, got at least \d{7}; right would be `suppressTemplateIndentation: true`/);
  // Nobody said who may call the routes.
  expect(add).toThrow(/defaultAccess/);
});
