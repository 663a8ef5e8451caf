import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { ENV_CONTEXT_CLAIMS, ENV_ISSUERS, RULES_FILE } from '../../lib/contracts/authorizer';
import { requireEnvironment } from '../shared/env';
import { Authorizer, UntrustedEvent } from './authorizer';
import { parseContextClaims, parseIssuers, parseRules, ruleClaims } from './configuration';
import { DecisionLog } from './decision-log';
import { websiteClients } from './key-source';
import { ANONYMOUS, deny } from './policy';
import { TokenVerifier } from './token-verifier';

const log = new DecisionLog(new Logger());
const authorizer = createAuthorizer();

/** Undefined where the configuration can't be understood: then every request is denied, and none gets a 500. */
function createAuthorizer(): Authorizer | undefined {
  try {
    const { routes, issuers } = parseRules(readFileSync(join(__dirname, RULES_FILE), 'utf8'));
    const contextClaims = parseContextClaims(requireEnvironment(ENV_CONTEXT_CLAIMS));
    const trusted = parseIssuers(requireEnvironment(ENV_ISSUERS), issuers);
    const verifier = new TokenVerifier({
      issuers: trusted,
      claimNames: [...new Set([...contextClaims, ...ruleClaims(routes)])],
      onFetchError: (error) => log.failed('key set not fetched', error),
      onKeysIgnored: (error) => log.failed('keys ignored', error),
    });
    return new Authorizer({ routes, contextClaims, verifier, websiteClients: websiteClients(trusted), log });
  } catch (error) {
    log.failed('configuration invalid', error as Error);
    return undefined;
  }
}

/** Lambda authorizer of type REQUEST. */
export async function handler(event: UntrustedEvent): Promise<APIGatewayAuthorizerResult> {
  if (!authorizer) {
    log.denied({}, 'configuration_invalid', 403);
    return deny(ANONYMOUS);
  }
  const begin = performance.now();
  try {
    return await authorizer.decide(event);
  } finally {
    authorizer.took(performance.now() - begin, event);
  }
}
