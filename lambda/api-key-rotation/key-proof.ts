import { RetryableError } from '../shared/rotation-errors';
import { ConsumerKeys } from './consumer-keys';
import { ApiKeyState, Services } from './services';
import { waitSince } from './waiting';

/** Of the 15 minutes that an invocation has. Three steps of a rotation wait one after another, so a rotation can wait 36 minutes. */
export const LONGEST_WAIT_MILLISECONDS = 12 * 60_000;

/** The gateway has many hosts, and each request may meet another one. */
const PROBES_IN_A_ROW = 3;
const PROBE_PAUSE_MILLISECONDS = 2_000;
const PROBE_PATIENCE_MILLISECONDS = 2 * 60_000;

/**
 * When a new key may be trusted to work.
 *
 * AWS states no time after which all of the gateway's hosts know a key, and nobody has measured one: people report some seconds, a recorded
 * test waits up to two minutes, and one report has half an hour. So the time is a setting, and where the API has a route for it the key is
 * tried: not alone, since a request meets one of the hosts, but after the time.
 */
export class KeyProof {
  public constructor(private readonly services: Services, private readonly keys: ConsumerKeys) {}

  /** Proves what `proveKeyWorks` does, and that the whole time is over: a step that was run alone has waited for a part of a long one. */
  public async proveKeyIsSettled(versionId: string, value: string): Promise<void> {
    const state = await this.proveKeyWorks(versionId, value);
    if (this.services.now() - state.changedAt < this.services.settleMilliseconds) {
      throw new RetryableError('key_not_settled', `the API key of version ${versionId} of ${this.keys.secretArn} is too new to be given to anyone`);
    }
  }

  /** Proves that the version's key is the one in the secret, in the plan and enabled, has been so for a while, and opens the API. */
  public async proveKeyWorks(versionId: string, value: string): Promise<ApiKeyState> {
    const state = await this.keys.readyKey(await this.keys.describe(), versionId, value);
    if (state === undefined) {
      throw new RetryableError('key_not_ready',
        `the API key of version ${versionId} of ${this.keys.secretArn} is not enabled in its usage plan with the secret's value`);
    }
    await this.waitUntilSettled(state);
    await this.probe(versionId, value);
    return state;
  }

  /** Waits until the gateway is trusted to know the version's key everywhere, as far as an invocation has the time. */
  public async settle(versionId: string): Promise<void> {
    const key = await this.keys.findKey(versionId);
    const state = key && await this.services.getKey(key.id);
    if (state) {
      await this.waitUntilSettled(state);
    }
  }

  private async waitUntilSettled(state: ApiKeyState): Promise<void> {
    await waitSince(this.services, state.changedAt, this.services.settleMilliseconds, LONGEST_WAIT_MILLISECONDS);
  }

  private async probe(versionId: string, value: string): Promise<void> {
    const begun = this.services.now();
    for (let accepted = 0; accepted < PROBES_IN_A_ROW;) {
      const outcome = await this.services.probeKey(value);
      if (outcome === 'not asked') {
        return;
      }
      accepted = outcome === 'accepted' ? accepted + 1 : 0;
      if (accepted === 0 && this.services.now() - begun >= PROBE_PATIENCE_MILLISECONDS) {
        throw new RetryableError('key_not_accepted', `the API does not accept the key of version ${versionId} of ${this.keys.secretArn}: ${outcome}`);
      }
      if (accepted < PROBES_IN_A_ROW) {
        await this.services.pause(PROBE_PAUSE_MILLISECONDS);
      }
    }
  }
}
