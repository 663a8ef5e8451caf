import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CHECKS, exampleApp } from '../../bin/app';
import { Posture } from '../../lib/posture/posture';

process.env.CDK_VALIDATION = 'true';

/** The template without what changes with every build of the functions: asset hashes, and the deployment's id made from the body. */
function stable(template: object): unknown {
  return JSON.parse(JSON.stringify(template)
    .replace(/[0-9a-f]{64}/g, '<asset>')
    .replace(/(OrdersRestApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>')) as unknown;
}

describe('the example app', () => {
  const app = exampleApp();
  const stacks = app.node.children.filter((child): child is Stack => Stack.isStack(child));
  const template = Template.fromStack(app.node.findChild('OrdersExample') as Stack).toJSON();

  test('has no finding of any check that is not acknowledged on its own resource', () => {
    for (const check of CHECKS) {
      expect(check.validateScope(app).violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
    }
  });

  test('needs at most 60 resources a stack, and 31 that watch', () => {
    for (const stack of stacks) {
      const ids = Object.keys((Template.fromStack(stack).toJSON() as { Resources: object }).Resources);
      const watching = ids.filter((id) => id.startsWith('OrdersMonitoring'));
      expect(ids.length - watching.length).toBeLessThanOrEqual(60);
      expect(watching.length).toBeLessThanOrEqual(31);
    }
  });

  test('costs less than 1,300 WCU, with each route held to its own query parameters', () => {
    const { directory } = app.synth();
    const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
    const { firewall, routes } = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Posture;
    expect(firewall.wcu).toBeLessThan(1_300);
    expect(routes.map(({ queryNames }) => queryNames)).toEqual(routes.map(() => 'per route'));
  });

  test('is what it was', () => {
    expect(stable(template)).toMatchSnapshot();
  });
});
