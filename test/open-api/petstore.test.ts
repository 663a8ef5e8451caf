import * as fs from 'fs';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { OpenApiDocument, RequestBody, RouteAccess } from '../../lib';
import { bodyOf, emptyApi } from '../support/sample-api';

/** The public Petstore stands beside the project in CI and is no part of it. */
const FILE = path.join(__dirname, '..', '..', '..', 'shared', 'openapi', 'petstore.yaml');
const there = fs.existsSync(FILE);
if (!there) {
  const message = `the public Petstore is not imported: ${FILE} is missing`;
  if (process.env.CI === 'true') {
    throw new Error(message);
  }
  console.warn(`SKIPPED: ${message}`);
}

(there ? describe : describe.skip)('the public Petstore', () => {
  const options = (target: Parameters<ReturnType<typeof emptyApi>['api']['addRoute']>[0]['target']) => ({
    defaultTarget: target,
    defaultAccess: RouteAccess.roles('customer'),
    access: { loginUser: RouteAccess.public('Who logs in has no token yet') },
    bodies: { uploadFile: RequestBody.binary(['application/octet-stream'], 65_536, 'Pictures, which the function looks at itself') },
    bodyDefaults: { closeObjects: true, maxStringLength: 1_000, reason: 'The store has no longer texts, and no other members' },
    acceptUnenforced: [
      { keyword: 'application/xml', reason: 'The functions parse and validate XML themselves' },
      { keyword: 'application/x-www-form-urlencoded', reason: 'The functions parse and validate forms themselves' },
    ],
  });

  test('is refused without a word on what API Gateway can not validate', () => {
    const { api, target } = emptyApi();
    expect(() => api.addRoutesFromOpenApi(OpenApiDocument.fromFile(FILE), { defaultTarget: target, defaultAccess: RouteAccess.roles('customer') }))
      .toThrow(/application\/xml[^]*#\/paths/);
    expect(api.node.findChild('Targets').node.children).toHaveLength(0);
  });

  test('imports with a dozen lines', () => {
    const { api, stack, target } = emptyApi();
    api.addRoutesFromOpenApi(OpenApiDocument.fromFile(FILE), options(target));
    api.addConsumer('Partner');
    const body = bodyOf(stack);
    const operations = Object.values(body.paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(19);
    expect(body.paths['/user/login'].get.security).toEqual([{ ApiKey: [] }]);
    for (const operation of operations.filter(({ operationId }) => operationId !== 'loginUser')) {
      expect(operation.security).toEqual([{ Token: [] }, { ApiKey: [] }]);
    }
    const { $ref } = body.paths['/pet'].post.requestBody!.content['application/json'].schema;
    expect(body.components.schemas![$ref.replace('#/components/schemas/', '')]).toMatchObject({ additionalProperties: false, required: ['name', 'photoUrls'] });
    expect(JSON.stringify(Template.fromStack(stack).toJSON()).length).toBeLessThan(1_000_000);
  });
});
