import { CURRENT, OriginSecret, PENDING } from './origin-secret';
import { OriginRuleGroup } from './rule-group';
import { STORE_KEY_ORIGIN_SECRET } from '../../lib/contracts/origin-secret';
import { EdgeStore } from '../shared/edge-store';
import { RefusedError, RetryableError } from '../shared/rotation-errors';

/** What Secrets Manager sends: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** The three places that hold the secret. */
export interface Places {
  readonly secret: OriginSecret;
  readonly ruleGroup: OriginRuleGroup;
  readonly store: EdgeStore;
  readonly storeArn: string;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/**
 * A change of the firewall takes "from a few seconds to a number of minutes" until it holds everywhere.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-referenced-set-managing.html
 */
export const FIREWALL_SETTLES_MILLISECONDS = 5 * 60_000;

type Step = (places: Places, versionId: string) => Promise<void>;

const STEPS: { readonly [name: string]: Step } = { createSecret, setSecret, testSecret, finishSecret };

/**
 * One step of a rotation. Its order is what keeps requests from being refused: the firewall takes the new secret beside the old one, then
 * that is waited for, then the Edge sends the new one; the old one is dropped when the next rotation makes room for another.
 *
 * Each step can be repeated, and stopped after any call. No value that a step works with can be wrong for good, so Secrets Manager, which
 * takes up an unfinished rotation again with the same token, always gets to its end.
 */
export async function rotate(places: Places, event: RotationEvent): Promise<void> {
  const step = Object.hasOwn(STEPS, event.Step) ? STEPS[event.Step] : undefined;
  if (step === undefined) {
    throw new RefusedError('step_unknown', `the step must be one of ${Object.keys(STEPS).join(', ')}, got ${JSON.stringify(event.Step).slice(0, 60)}`);
  }
  const { rotationEnabled, labels } = await places.secret.describe();
  if (!rotationEnabled) {
    throw new RefusedError('rotation_off', 'rotation must be on for the origin secret');
  }
  const own = labels[event.ClientRequestToken] ?? [];
  if (own.includes(CURRENT)) {
    return;
  }
  if (!own.includes(PENDING)) {
    throw new RefusedError('version_not_staged', `version ${event.ClientRequestToken} of the origin secret must have the label ${PENDING}`);
  }
  await step(places, event.ClientRequestToken);
}

async function createSecret({ secret }: Places, versionId: string): Promise<void> {
  if (await secret.tryRead({ id: versionId, label: PENDING }) === undefined) {
    await secret.store(versionId);
  }
}

/** The firewall takes the new secret beside the current one. What was valid before those two is dropped here. */
async function setSecret({ secret, ruleGroup, store, storeArn }: Places, versionId: string): Promise<void> {
  const pending = await secret.read({ id: versionId, label: PENDING });
  const current = await secret.read({ label: CURRENT });
  // The same as the current one, unless a rotation was interrupted between the store and the promotion.
  const sent = await store.read(storeArn, STORE_KEY_ORIGIN_SECRET);
  await ruleGroup.accept([...new Set([pending, current, ...sent === undefined ? [] : [sent]])]);
}

/**
 * Proves that the firewall takes the secret, and waits until it does so everywhere.
 *
 * When a schedule changes, Secrets Manager tests the configuration by this step alone, on a version without a value of its own: then the
 * secret that is sent already is proved.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 */
async function testSecret(places: Places, versionId: string): Promise<void> {
  const pending = await places.secret.tryRead({ id: versionId, label: PENDING });
  await prove(places, pending ?? await places.secret.read({ label: CURRENT }));
}

/** Only now the Edge sends the new secret. */
async function finishSecret(places: Places, versionId: string): Promise<void> {
  const { secret, store, storeArn } = places;
  const pending = await secret.read({ id: versionId, label: PENDING });
  await prove(places, pending);
  await store.write(storeArn, STORE_KEY_ORIGIN_SECRET, pending);
  const { labels } = await secret.describe();
  const current = Object.keys(labels).find((id) => labels[id].includes(CURRENT));
  if (current !== versionId) {
    await secret.promote(versionId, current);
  }
}

async function prove({ ruleGroup, pause, now }: Places, secret: string): Promise<void> {
  const accepted = await ruleGroup.accepted();
  if (!accepted?.secrets.includes(secret)) {
    throw new RetryableError('secret_not_accepted', 'the firewall does not take the secret yet');
  }
  // Never longer than the whole time, whatever the two clocks say.
  const left = Math.min(accepted.since + FIREWALL_SETTLES_MILLISECONDS - now(), FIREWALL_SETTLES_MILLISECONDS);
  if (left > 0) {
    await pause(left);
  }
}
