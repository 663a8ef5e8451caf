import { OpenApiDocument, RouteAccess } from '../../../lib';
import { FirewallEvaluator } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { importOpenApi } from '../../../lib/open-api/private/open-api-import';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { CREDENTIALS } from '../../firewall/private/api';
import { bodyOf, emptyApi } from '../../support/sample-api';

const SCHEMA = { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } }, required: ['name'] };

function document(types: string[], required?: boolean): OpenApiDocument {
  return OpenApiDocument.fromInline({
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': {
        post: {
          operationId: 'makeOrder',
          requestBody: { ...(required !== undefined && { required }), content: Object.fromEntries(types.map((type) => [type, { schema: SCHEMA }])) },
          responses: {},
        },
      },
    },
  });
}

describe('a body that the document calls optional', () => {
  const { api, stack, target } = emptyApi();
  api.addConsumer('Partner');
  api.addRoutesFromOpenApi(document(['application/json'], false), { defaultTarget: target, defaultAccess: RouteAccess.roles('writer') });

  test('is none for clients where API Gateway would validate its absence', () => {
    const { paths } = api.openApiDocument as unknown as { paths: { [path: string]: { post: { requestBody: { required: boolean } } } } };
    expect(paths['/orders'].post.requestBody.required).toBe(true);
    expect(bodyOf(stack).paths['/orders'].post.requestBody).toMatchObject({ required: true });
  });

  const answer = (routes: RouteDefinition[], headers: Array<readonly [string, string]>): number => {
    const { rules, bodyWindow } = firewall({ routes, options: {}, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [] });
    return new FirewallEvaluator(rules, { bodyWindow }).evaluate({ method: 'POST', path: '/prod/orders', headers: [...CREDENTIALS, ...headers], ip: '198.51.100.7' }).status ?? 200;
  };
  const routesOf = (types: string[], required?: boolean): RouteDefinition[] => (
    importOpenApi(document(types, required), { defaultTarget: target, defaultAccess: RouteAccess.roles('writer') }));

  test.each<[string, string[], boolean | undefined, number]>([
    ['application/json, optional: the validator judges its absence', ['application/json'], false, 200],
    ['application/json, nothing said', ['application/json'], undefined, 200],
    ['application/json, required', ['application/json'], true, 200],
    ['another JSON, optional', ['application/merge-patch+json'], false, 200],
    ['another JSON, required: no model is for the absent type', ['application/merge-patch+json'], true, 415],
    ['both, required', ['application/merge-patch+json', 'application/json'], true, 200],
  ])('without type and body, %s', (_, types, required, status) => {
    expect(answer(routesOf(types, required), [])).toBe(status);
    expect(answer(routesOf(types, required), [['content-type', 'text/plain']])).toBe(415);
  });
});
