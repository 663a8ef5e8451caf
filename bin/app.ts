import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { SecureRestApiChecks } from '../lib';
import { FoundationStack } from './foundation-stack';
import { OrdersStack } from './orders-stack';
import { SiteStack } from './site-stack';

/** What the app is held to at every synthesis. */
export const CHECKS = [new AwsSolutionsChecks(), new ServerlessChecks(), new SecureRestApiChecks()];

/** Makes the app with all checks that it is held to. */
export function exampleApp(outdir?: string): App {
  const app = new App({ outdir });
  // Certificates and web ACLs of CloudFront live in us-east-1; in other regions see docs/edge.md.
  const env = { region: 'us-east-1' };
  const foundation = new FoundationStack(app, 'ShopFoundation', { env });
  const orders = new OrdersStack(app, 'OrdersExample', { env, foundation });
  new SiteStack(app, 'ShopSite', { env, foundation, edge: orders.edge }).addStackDependency(orders);
  Validations.of(app).addPlugins(...CHECKS);
  return app;
}

if (require.main === module) {
  exampleApp().synth();
}
