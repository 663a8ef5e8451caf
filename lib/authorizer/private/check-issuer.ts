import { Token } from 'aws-cdk-lib';
import { IssuerConfig } from '../../contracts/authorizer';
import { checkType, OBJECT } from '../../shared/check-types';
import { checkLiteral, shown } from '../../shared/literals';
import { IssuerGrants } from '../issuer-grants';

/** How CDK writes a token into a text. */
const TOKEN_IN_TEXT = /\$\{Token\[[^\]]*\]\}/g;

/** A text for people. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN_IN_TEXT, '(token)');
}

/** @throws unless the issuer's name can be trusted: an https URL, or a text beside the address of its keys */
export function checkIssuerName(issuer: string, jwksUri: string | undefined): void {
  if (jwksUri === undefined) {
    checkHttpsUrl('issuer', issuer, { query: false }, ', or any text together with `jwksUri`');
    return;
  }
  // `#` ends the issuer in a principal's id.
  const literal = typeof issuer === 'string' ? issuer.replace(TOKEN_IN_TEXT, '') : issuer;
  if (typeof literal !== 'string' || issuer === '' || !/^[!-~]*$/.test(literal) || literal.includes('#')) {
    throw new Error(`\`issuer\` must be the value of the tokens' \`iss\`, without blanks and "#", got ${shown(issuer)}; right would be "https://id.example.com/"`);
  }
}

/** @throws unless it is an https URL: over plain HTTP anyone on the way could hand the authorizer a key of his own */
export function checkHttpsUrl(property: string, url: string, allowed: { readonly query: boolean }, alternative = ''): void {
  const isRight = Token.isUnresolved(url) ? mayBeHttps(url) : isHttpsUrl(url, allowed);
  if (!isRight) {
    const without = allowed.query ? 'user or fragment' : 'user, query or fragment';
    throw new Error(`\`${property}\` must be an https URL without ${without}${alternative}, got ${shown(url)}; right would be "https://id.example.com/"`);
  }
}

function isHttpsUrl(url: unknown, { query }: { readonly query: boolean }): boolean {
  // `URL` would drop blanks at the ends, and line breaks.
  if (typeof url !== 'string' || !/^[!-~]+$/.test(url) || url.includes('#') || !URL.canParse(url)) {
    return false;
  }
  const { protocol, username, password, search } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' && (query || search === '');
}

/** Of a text that begins with a token nothing is known yet. */
function mayBeHttps(url: string): boolean {
  return url.startsWith('${Token[') || (url.startsWith('https://') && !/[\s#]/.test(url.replace(TOKEN_IN_TEXT, '')));
}

/** @throws unless it is a list of texts, at least one; CDK tokens are texts too */
export function checkTexts(property: string, values: string[], right: string, why = ''): void {
  checkList(property, values, right);
  if (values.length === 0) {
    throw new Error(`\`${property}\` must hold at least one value, got none; ${why || `right would be ${right}`}`);
  }
  for (const value of values) {
    if (!Token.isUnresolved(value) && (typeof value !== 'string' || value.trim() !== value || value === '')) {
      throw new Error(`\`${property}\` must hold non-empty strings without blanks at the ends, got ${shown(value)}; right would be ${right}`);
    }
  }
}

/** From JavaScript anything may come. */
export function checkList(property: string, values: unknown, right: string): void {
  if (!Array.isArray(values)) {
    throw new Error(`\`${property}\` must be a list, got ${shown(values)}; right would be ${right}`);
  }
}

/** @throws unless each value is one of the enumeration's */
export function checkMembers(property: string, enumeration: object, values: string[], right: string): void {
  const members: string[] = Object.values(enumeration) as string[];
  const wrong = values.find((value) => !members.includes(value));
  if (wrong !== undefined) {
    throw new Error(`\`${property}\` must be of ${members.join(', ')}, got ${shown(wrong)}; right would be ${right}`);
  }
}

/** @throws unless every name is one that a claim may have, and a principal's id can hold */
export function checkPrincipalClaims(claims: string[]): void {
  const right = "['sub', 'client_id']";
  checkTexts('principalClaim', claims, right);
  for (const claim of claims) {
    checkLiteral('principalClaim', claim, right);
    if (claim.includes('=')) {
      throw new Error(`\`principalClaim\` must hold names of claims without "=", got ${shown(claim)}; right would be ${right}`);
    }
  }
}

/** @throws unless roles and scopes are literal names */
export function checkGrants(grants: IssuerGrants): Required<IssuerConfig>['grants'] {
  checkType('grants', grants, OBJECT);
  const { roles = [], scopes = [] } = grants;
  for (const [property, values, right] of [['grants.roles', roles, "['reader']"], ['grants.scopes', scopes, "['orders:read']"]] as const) {
    checkList(property, values, right);
    for (const value of values) {
      checkLiteral(property, value, right);
    }
  }
  const joined = scopes.find((scope) => /\s/.test(scope));
  if (joined !== undefined) {
    throw new Error(`\`grants.scopes\` must hold one scope each, got ${shown(joined)}; right would be ${shown(joined.trim().split(/\s+/))}`);
  }
  return { roles: [...roles], scopes: [...scopes] };
}
