import { defaultProvider } from '../../../lambda/shared/environment-credentials';

const before = process.env;
afterEach(() => {
  process.env = before;
});

test("a function's credentials are the role's that Lambda puts into the environment, with their session", async () => {
  process.env = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
  expect(await defaultProvider()()).toMatchObject({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' });
});

test('where there are none, nothing else is asked', async () => {
  process.env = { AWS_PROFILE: 'default', HOME: '/nowhere' };
  await expect(defaultProvider()()).rejects.toThrow(/environment/);
});
