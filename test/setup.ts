process.env.CDK_VALIDATION ??= 'false';

// `npm run check:external` sends the OpenAPI bodies of all apps in the tests through the parser of API Gateway's import.
if (process.env.RECORD_API_BODIES) {
  // Only then: most tests are faster without the CDK.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  (require('./support/record-api-bodies') as typeof import('./support/record-api-bodies')).recordApiBodies(process.env.RECORD_API_BODIES);
}
