import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands for the SDK's whole chain of credential providers in a function's bundle (`.projenrc.ts`): Lambda gives its role's credentials in the
 * environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and single sign-on, profiles and the metadata
 * service, which nothing there asks, are a quarter of the client.
 */
export function defaultProvider() {
  return fromEnv();
}
