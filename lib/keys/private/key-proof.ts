import { Duration } from 'aws-cdk-lib';
import { pathParameterNames, checkPath } from '../../routes/private/paths';
import { checkLiteral, shown } from '../../shared/literals';

/** What decides how a new key is proved, and from where the API can be reached to try it. */
export interface KeyProofOptions {
  readonly apiKeySettleTime?: Duration;
  readonly apiKeyProbePath?: string;
  readonly edge?: { readonly domainNames?: string[] };
  readonly domain?: { readonly mutualTls?: object };
  readonly privateEndpoints?: object;
  readonly firewall?: { readonly allowedIps?: string[] };
}

/** Why the route for trying keys needs no token, as the posture report shows it. */
export const PROBE_REASON = 'The rotation tries each new API key here before anyone is given it';

/**
 * What is waited without a request that proves the key. A recorded test waits up to two minutes for a new key (aws-recorded: key-valid), one
 * report has half an hour; AWS states no time.
 */
const SETTLE_TIME = Duration.minutes(5);
/** Before the first request: it is followed by as many as it takes. */
const SETTLE_TIME_WITH_PROBE = Duration.minutes(1);
/** Three steps of a rotation wait 12 minutes each at most, of the 15 that a function may run. */
const LONGEST_MINUTES = 30;

/** @throws where the rotation's function could not reach the API, or could not wait that long */
export function checkKeyProof(options: KeyProofOptions): void {
  const { apiKeySettleTime: time, apiKeyProbePath: path, edge, domain, privateEndpoints, firewall } = options;
  if (time !== undefined) {
    const seconds = time.isUnresolved() ? NaN : time.toSeconds({ integral: false });
    if (!(Number.isInteger(seconds) && seconds <= LONGEST_MINUTES * 60)) {
      const got = time.isUnresolved() ? 'a token' : time.toHumanString();
      throw new Error(`\`apiKeySettleTime\` must be whole seconds, at most ${LONGEST_MINUTES} minutes, got ${got}; right would be Duration.minutes(5)`);
    }
  }
  if (path === undefined) {
    return;
  }
  checkLiteral('apiKeyProbePath', path, "'/key-check'");
  checkPath(path);
  if (pathParameterNames(path).length > 0) {
    throw new Error(`\`apiKeyProbePath\` must be a path without parameters, got ${shown(path)}; right would be "/key-check"`);
  }
  const [name] = edge?.domainNames ?? [];
  const obstacles: [isThere: boolean, what: string, instead: string][] = [
    [privateEndpoints !== undefined, 'privateEndpoints', 'its function is in no VPC'],
    [domain?.mutualTls !== undefined, 'domain.mutualTls', 'its function has no client certificate'],
    [firewall?.allowedIps !== undefined, 'firewall.allowedIps', 'its function has no address of its own'],
    // The name that CloudFront gives is known when the distribution is there, and a website's distribution waits for the first key.
    [edge !== undefined && (name === undefined || name.startsWith('*')), 'edge` without a name in `edge.domainNames', 'it knows no address of the Edge'],
  ];
  for (const [isThere, what, why] of obstacles) {
    if (isThere) {
      throw new Error(`\`apiKeyProbePath\` and \`${what}\` must not come together: the rotation could not reach the API, since ${why}; ` +
        'right would be `apiKeySettleTime` alone');
    }
  }
}

/** How long a new key is left alone. */
export function settleTime({ apiKeySettleTime, apiKeyProbePath }: KeyProofOptions): Duration {
  return apiKeySettleTime ?? (apiKeyProbePath === undefined ? SETTLE_TIME : SETTLE_TIME_WITH_PROBE);
}
