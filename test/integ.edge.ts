import { App, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiChecks } from '../lib';
import { Assumptions } from './integ/assumptions';
import { echo } from './integ/echo';

/** CloudFront in front of the API, and a website beside it. */
export function edge(): { readonly app: App; readonly assumptions: Assumptions } {
  const app = new App();
  const stack = new Stack(app, 'IntegEdge', { env: { region: 'us-east-1' } });
  const assumptions = new Assumptions(app, stack);
  const api = new SecureRestApi(stack, 'Api', {
    jwtIssuers: [assumptions.issuer],
    edge: { allowCloudFrontDomain: 'A deployment for an hour, which has no name of its own', website: { apiPath: '/api' } },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // A backend on the internet, as an HTTP integration has it.
  const shownBy = echo(stack, 'Backend');
  const backend = shownBy.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  for (const permission of shownBy.node.findAll().filter((construct) => construct instanceof lambda.CfnPermission)) {
    Validations.of(permission).acknowledge({ id: 'SecureRestApi-SRA14', reason: 'Its address stands for a backend on the internet, which anybody may call' });
  }
  const access = RouteAccess.scopes('integ/read');
  api.addRoute({ method: HttpMethod.GET, path: '/shown', target: RouteTarget.http(`https://${Fn.select(2, Fn.split('/', backend.url))}/shown`), access });
  const consumer = api.addConsumer('Consumer');
  assumptions.mayRead(consumer.secret);

  const shown = { url: `${api.url}/shown`, token: assumptions.token };
  const known = { ...shown, keySecret: consumer.secret.secretArn };
  assumptions.requests('doors', [
    { name: 'through the Edge with the website\'s key', ...shown, expect: { statuses: [200] } },
    { name: 'through the Edge with a key', ...known, expect: { statuses: [200] } },
    { name: 'without a token', ...known, token: undefined, expect: { statuses: [401, 403] } },
    { name: 'past the Edge', ...known, url: `${api.stage.urlForPath('/shown')}`, expect: { statuses: [403] } },
    { name: 'past the Edge with a guess', ...known, url: `${api.stage.urlForPath('/shown')}`, headers: ['x-origin-verify', 'guess'], expect: { statuses: [403] } },
  ]);
  assumptions.requests('header-mapping', [
    { name: 'key and origin secret stay with the gateway', ...known, expect: { statuses: [200], body: { secret: false } } },
  ]);
  assumptions.requests('several-values', [
    { name: 'an address twice', ...known, headers: ['x-viewer-address', '192.0.2.1', 'x-viewer-address', '192.0.2.2'], expect: { statuses: [200] } },
  ]);

  Validations.of(app).addPlugins(new SecureRestApiChecks());
  return { app, assumptions };
}

if (require.main === module) {
  edge().app.synth();
}
