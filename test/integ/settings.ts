/** What the stack with a domain name needs of the account. */
export interface DomainSettings {
  readonly domainName: string;
  readonly zoneName: string;
  readonly hostedZoneId: string;
  readonly certificateArn: string;
  readonly trustStoreBucket: string;
  readonly trustStoreKey: string;
  readonly trustStoreVersion: string;
  readonly clientCertificateSecretArn: string;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/** Where each comes from, what is right, and how it looks. */
const VARIABLES: { readonly [setting in keyof DomainSettings]: { readonly variable: string; readonly right: string; readonly form: RegExp } } = {
  domainName: { variable: 'INTEG_DOMAIN_NAME', right: 'a name in lower case that no record has, such as api.integ.example.com', form: NAME },
  zoneName: { variable: 'INTEG_ZONE_NAME', right: 'the name of a public hosted zone, such as integ.example.com', form: NAME },
  hostedZoneId: { variable: 'INTEG_HOSTED_ZONE_ID', right: 'the id of that hosted zone', form: /^Z[A-Z0-9]+$/ },
  certificateArn: {
    variable: 'INTEG_CERTIFICATE_ARN', right: 'the ARN of a public certificate for the name, in us-east-1', form: /^arn:[a-z-]+:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/,
  },
  trustStoreBucket: { variable: 'INTEG_TRUST_STORE_BUCKET', right: 'a bucket with versioning in us-east-1', form: /^[a-z0-9][a-z0-9.-]+$/ },
  trustStoreKey: { variable: 'INTEG_TRUST_STORE_KEY', right: 'the object with the authority\'s certificate in PEM format', form: /./ },
  trustStoreVersion: { variable: 'INTEG_TRUST_STORE_VERSION', right: 'the version of that object', form: /^(?!null$)./ },
  clientCertificateSecretArn: {
    variable: 'INTEG_CLIENT_CERTIFICATE_SECRET_ARN',
    right: 'the ARN of a secret in us-east-1, JSON with `certificate` and `privateKey` in PEM format, which the authority signed',
    form: /^arn:[a-z-]+:secretsmanager:us-east-1:\d{12}:secret:\S+-\w{6}$/,
  },
};

/** @throws where something is missing or wrong, with all of it in one message */
export function domainSettings(environment: { readonly [variable: string]: string | undefined }): DomainSettings {
  const problems = Object.values(VARIABLES).filter(({ variable, form }) => !form.test(environment[variable] ?? ''))
    .map(({ variable, right }) => `\`${variable}\` must be ${right}, got ${environment[variable] ? `"${environment[variable]}"` : 'nothing'}`);
  const settings = Object.fromEntries(Object.entries(VARIABLES).map(([setting, { variable }]) => [setting, environment[variable] ?? ''])) as unknown as DomainSettings;
  if (problems.length === 0 && !settings.domainName.endsWith(`.${settings.zoneName}`)) {
    problems.push(`\`INTEG_DOMAIN_NAME\` must be a name in the zone ${settings.zoneName}, got "${settings.domainName}"`);
  }
  if (problems.length > 0) {
    throw new Error(`the stack with a domain name can't be deployed:\n  ${problems.join('\n  ')}\nsee docs/integration-tests.md`);
  }
  return settings;
}
