/**
 * All that an issuer may grant. Any other role or scope of its tokens is as if it were not there, for the rules of routes and for targets.
 *
 * Right wherever an API trusts more than one issuer: a partner's issuer could write the role of your own administrators into a token.
 */
export interface IssuerGrants {
  /**
   * Roles that count, by their names in the issuer's roles claim.
   *
   * @default - no role of this issuer counts
   */
  readonly roles?: string[];

  /**
   * Scopes that count.
   *
   * @default - no scope of this issuer counts
   */
  readonly scopes?: string[];
}
