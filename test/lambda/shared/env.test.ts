import { requireEnvironment } from '../../../lambda/shared/env';

test('a variable that is set is its value', () => {
  expect(requireEnvironment('NAME', { NAME: ' value ' })).toBe(' value ');
});

test.each([{}, { NAME: '' }])('a variable that says nothing is an error, as in %j', (environment) => {
  expect(() => requireEnvironment('NAME', environment)).toThrow(expect.objectContaining({
    name: 'ConfigurationError', code: 'configuration_invalid', message: 'environment variable NAME must be set',
  }));
});
