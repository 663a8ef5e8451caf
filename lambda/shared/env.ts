import { ConfigurationError } from './errors';

/** Value of an environment variable that the construct must have set. */
export function requireEnvironment(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value === undefined || value === '') {
    throw new ConfigurationError(`environment variable ${name} must be set`);
  }
  return value;
}
