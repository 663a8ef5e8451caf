import { apps } from '../../external/apps/apps';
import { SecureRestApiChecks } from '../../lib';

const APPS = apps();

test('there are the example app and six smaller ones', () => {
  expect(APPS.map(([name]) => name)).toHaveLength(7);
});

test.each(APPS)('the pack finds nothing in the app %s that is not acknowledged with its reason', (_, app) => {
  const { violations } = new SecureRestApiChecks().validateScope(app);
  expect(violations.map(({ ruleName, violatingResources }) => `${ruleName} ${violatingResources.map(({ constructPath }) => constructPath).join()}`)).toEqual([]);
});
