import { domainSettings } from './settings';

/**
 * `npm run integ`: before anything is deployed, what is missing is said, in one message. Tests may be named, by their files:
 * `npm run integ -- integ.minimal.ts`; without names it is all three.
 */
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
/** Where the CDK finds credentials. */
const CREDENTIALS = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
const problems: string[] = [];

if (named.length === 0 || named.some((test) => test.includes('integ.domain'))) {
  try {
    domainSettings(process.env);
  } catch (error) {
    problems.push((error as Error).message);
  }
}
if ((process.env.AWS_REGION ?? 'us-east-1') !== 'us-east-1') {
  problems.push(`\`AWS_REGION\` must be us-east-1, where CloudFront has its web ACLs, got "${process.env.AWS_REGION}"`);
}
if (!CREDENTIALS.some((variable) => process.env[variable])) {
  problems.push('credentials of an account that may be deployed into must be in the environment: `AWS_PROFILE`, or `AWS_ACCESS_KEY_ID` and what belongs to it');
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}
