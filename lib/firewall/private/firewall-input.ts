import { RouteDefinition } from '../../routes/private/route-definition';
import { FirewallOptions } from '../firewall-options';

/** All that the rules of the web ACL are computed from. */
export interface FirewallInput {
  readonly options: FirewallOptions;
  readonly routes: RouteDefinition[];
  /** Whether every path answers preflight requests, which carry neither key nor token. */
  readonly cors: boolean;
  /** Headers on every refusal of our own rules, beside those of the status. */
  readonly refusalHeaders?: { readonly [name: string]: string };
  /** Literal name of the stage: the first part of the path on the execute-api endpoint, for private endpoints and behind the Edge. */
  readonly stageName: string;
  /** Where a domain name is the only way in: the base path there, which may be empty, in place of the stage's name. */
  readonly basePath?: string;
  /** ARNs of the IP sets made from the options, in the order allowed, blocked; tokens of the stack. */
  readonly allowedIpSets: unknown[];
  readonly blockedIpSets: unknown[];
  /** ARNs of the IP sets of the block list, tokens; absent without it. */
  readonly blockListIpSets?: unknown[];
  /** Where clients connect themselves: ARN of a set with all addresses of version 6, a token. Behind CloudFront the Edge knows their networks. */
  readonly version6IpSet?: unknown;
  /** Where CloudFront is in front: ARN of the rule group that demands the origin secret, a token. */
  readonly originRuleGroup?: unknown;
}
