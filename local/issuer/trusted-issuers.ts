import * as fs from 'fs';
import * as path from 'path';
import { AuthorizerRules, ENV_ISSUERS, IssuerConfig, RULES_FILE } from '../../lib/contracts/authorizer';
import { resourcesOf } from '../api';
import { Json, JsonMap, LocalAssembly } from '../assembly';
import { FunctionDefinition } from '../functions/function-definition';
import { mapOf, shortHash } from '../template-values';

/** Whether a function is an authorizer of this library. */
export function isAuthorizer({ environment }: Pick<FunctionDefinition, 'environment'>): boolean {
  return environment[ENV_ISSUERS] !== undefined;
}

/** The issuers that an authorizer trusts, from its environment or from the file beside its handler. */
export function trustedIssuers({ environment, directory }: Pick<FunctionDefinition, 'environment' | 'directory'>): IssuerConfig[] {
  const stated = JSON.parse(environment[ENV_ISSUERS]) as Json[];
  const { issuers } = JSON.parse(fs.readFileSync(path.join(directory, RULES_FILE), 'utf8')) as AuthorizerRules;
  return (issuers === undefined ? stated : issuers.map((issuer) => withTexts(issuer as Json, stated))) as unknown as IssuerConfig[];
}

/**
 * The authorizer with another place for each issuer's keys, and nothing else changed: what the tokens must say stays as it is deployed. A rules
 * file that has issuers is copied without them, since the environment of a process may be longer than Lambda's.
 */
export function withKeySets(definition: FunctionDefinition, keySetOf: (issuer: string) => string, temporary: string): FunctionDefinition {
  const issuers = trustedIssuers(definition).map((issuer) => ({ ...issuer, jwksUri: keySetOf(issuer.issuer) }));
  const environment = { ...definition.environment, [ENV_ISSUERS]: JSON.stringify(issuers) };
  const rules = JSON.parse(fs.readFileSync(path.join(definition.directory, RULES_FILE), 'utf8')) as { issuers?: object[] };
  if (rules.issuers === undefined) {
    return { ...definition, environment };
  }
  const directory = path.join(temporary, `authorizer-${shortHash(definition.arn)}`);
  fs.cpSync(definition.directory, directory, { recursive: true });
  const { issuers: _issuers, ...others } = rules;
  fs.writeFileSync(path.join(directory, RULES_FILE), JSON.stringify(others));
  return { ...definition, directory, environment };
}

/** Where the login pages of the issuers are: of a user pool at its own domain, of others at the issuer. */
export function loginOrigins(assembly: LocalAssembly): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const stack of assembly.stacks) {
    for (const { properties } of resourcesOf(stack, 'AWS::Cognito::UserPoolDomain')) {
      const { Domain, UserPoolId, CustomDomainConfig } = properties as JsonMap;
      const host = mapOf(CustomDomainConfig).CertificateArn === undefined ? `${String(Domain)}.auth.${stack.region}.amazoncognito.com` : String(Domain);
      origins.set(`https://cognito-idp.${stack.region}.amazonaws.com/${String(UserPoolId)}`, `https://${host}`);
    }
  }
  return origins;
}

function withTexts(value: Json, texts: readonly Json[]): Json {
  if (Array.isArray(value)) {
    return value.map((item) => withTexts(item, texts));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const { environment, ...others } = value;
  return typeof environment === 'number' && Object.keys(others).length === 0 ? texts[environment]
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item, texts)]));
}
