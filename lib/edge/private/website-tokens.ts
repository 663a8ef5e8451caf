import { Token } from 'aws-cdk-lib';
import { JwtIssuer } from '../../authorizer/jwt-issuer';
import { shown } from '../../shared/literals';
import { WebsiteOptions } from '../website-options';
import { WebsiteTokens } from '../website-tokens';

/**
 * Whose tokens may come with the key that the Edge adds.
 *
 * @throws where they are not named and it is not plain whose they are, or where a name fits no token
 */
export function websiteTokens({ tokens }: WebsiteOptions, issuers: JwtIssuer[]): WebsiteTokens[] {
  if (tokens === undefined) {
    if (issuers.length > 1) {
      throw new Error(`\`edge.website.tokens\` must name the issuer at which the website's visitors log in, got none and ${issuers.length} issuers: a partner who leaves his key out ` +
        'would be given the website\'s; right would be [{ issuer: visitors, clientIds: [web.userPoolClientId] }], with `visitors` one of `jwtIssuers`');
    }
    return issuers.map((issuer) => ({ issuer }));
  }
  if (!Array.isArray(tokens) || tokens.length === 0) {
    throw new Error(`\`edge.website.tokens\` must be a list of at least one entry, got ${shown(tokens)}: no page could call the API; right would be [{ issuer: visitors }]`);
  }
  tokens.forEach((entry, index) => checkEntry(entry, tokens.slice(0, index), issuers));
  return tokens;
}

/** Whether partners may have tokens of the same issuer, so that only client ids would tell them from visitors. */
export function namesEveryClient({ issuer, clientIds }: WebsiteTokens): boolean {
  return clientIds === undefined && !(issuer._config.kind === 'cognito' && issuer._config.audience.length === 1);
}

/** In words, for the posture report. */
export function describeTokens({ issuer, clientIds }: WebsiteTokens): string {
  const name = Token.isUnresolved(issuer._config.issuer) ? '(token)' : issuer._config.issuer;
  return clientIds === undefined ? `${name}, every client` : `${name}, clients ${clientIds.map((id) => Token.isUnresolved(id) ? '(token)' : id).join(', ')}`;
}

function checkEntry(entry: WebsiteTokens, before: WebsiteTokens[], issuers: JwtIssuer[]): void {
  // From JavaScript anything may come.
  const { issuer, clientIds } = (entry as WebsiteTokens | undefined | null) ?? {} as WebsiteTokens;
  if (!issuers.includes(issuer)) {
    throw new Error('`edge.website.tokens` must name issuers of `jwtIssuers`, got one that is not among them; right would be the same JwtIssuer object in both');
  }
  const name = issuer._config.issuer;
  if (before.some((other) => other.issuer === issuer)) {
    throw new Error(`\`edge.website.tokens\` must name an issuer once, got ${shown(name)} twice; right would be one entry with all client ids`);
  }
  if (clientIds === undefined) {
    return;
  }
  if (!Array.isArray(clientIds) || clientIds.length === 0) {
    throw new Error(`\`edge.website.tokens\` must hold client ids of ${shown(name)}, got ${shown(clientIds)}; right would be [web.userPoolClientId], or no list for every client`);
  }
  for (const id of clientIds) {
    if (typeof id !== 'string' || (!Token.isUnresolved(id) && id.trim() === '')) {
      throw new Error(`\`edge.website.tokens\` must hold client ids of ${shown(name)}, got ${shown(id)}; right would be [web.userPoolClientId]`);
    }
    const { kind, audience } = issuer._config;
    if (kind === 'cognito' && !Token.isUnresolved(id) && !audience.some((client) => client === id || Token.isUnresolved(client))) {
      throw new Error(`\`edge.website.tokens\` must hold clients that the issuer accepts, got ${shown(id)}; it accepts ${audience.map(shown).join(', ')}`);
    }
  }
}
