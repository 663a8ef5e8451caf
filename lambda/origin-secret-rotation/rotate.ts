import { STORE_KEY_ORIGIN_SECRET } from '../../lib/contracts/origin-secret';
import { EdgeStore } from '../shared/edge-store';
import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { CURRENT, isUsable, OriginSecret, PENDING, PREVIOUS } from './origin-secret';
import { OriginRuleGroup } from './rule-group';

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
/**
 * A change of the store is at all edge locations "within seconds"; this is far more.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html
 */
export const STORE_SETTLES_MILLISECONDS = 60_000;

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
  const versionId = event.ClientRequestToken;
  const own = labels[versionId] ?? [];
  if (own.includes(CURRENT)) {
    return own.includes(PENDING) ? places.secret.giveUp(versionId) : undefined;
  }
  if (!own.includes(PENDING)) {
    throw new RefusedError('version_not_staged', `version ${versionId} of the origin secret must have the label ${PENDING}`);
  }
  if (own.includes(PREVIOUS) || await isOutdated(places, versionId)) {
    await places.secret.giveUp(versionId);
    throw new RefusedError('version_outdated', `version ${versionId} of the origin secret must be newer than the current one; the next rotation makes another`);
  }
  await step(places, versionId);
}

/**
 * Whether the version was overtaken: by a value that someone wrote by hand since, or by one that can be no secret. It is never made the
 * current one then.
 *
 * Attack: a secret leaks, someone writes another by hand, and the service takes an unfinished rotation up again, whose value leaked too.
 */
async function isOutdated({ secret }: Places, versionId: string): Promise<boolean> {
  const pending = await secret.tryRead({ id: versionId, label: PENDING });
  if (pending === undefined) {
    return false;
  }
  const current = await secret.tryRead({ label: CURRENT });
  // The copy of the current value with which Secrets Manager tests a configuration is newer than it is, whatever it holds.
  return pending.text !== current?.text && (!isUsable(pending.text) || (pending.createdAt ?? Infinity) < (current?.createdAt ?? 0));
}

async function createSecret({ secret }: Places, versionId: string): Promise<void> {
  if (await secret.tryRead({ id: versionId, label: PENDING }) === undefined) {
    await secret.store(versionId);
  }
}

/** The firewall takes the new secret beside the current one. What was valid before those two is dropped here. */
async function setSecret(places: Places, versionId: string): Promise<void> {
  const { secret, ruleGroup, store, storeArn } = places;
  const pending = await secret.readPending(versionId);
  const current = await secret.readCurrent();
  // The same as the current one, unless a rotation was interrupted between the store and the promotion.
  const sent = await store.read(storeArn, STORE_KEY_ORIGIN_SECRET);
  const valid = [...new Set([pending, current, sent])].filter(isUsable);
  if ((await ruleGroup.accepted())?.secrets.some((secretBefore) => !valid.includes(secretBefore))) {
    await storeSettled(places);
  }
  await ruleGroup.accept(valid);
}

/**
 * Waits until no copy of the store holds a value from before its last change: a rotation may follow the last one at once, and what some
 * edge location still sends must not be dropped.
 */
async function storeSettled({ store, storeArn, pause, now }: Places): Promise<void> {
  const { changedAt } = await store.state(storeArn);
  // Never longer than the whole time, whatever the two clocks say.
  const left = Math.min(changedAt + STORE_SETTLES_MILLISECONDS - now(), STORE_SETTLES_MILLISECONDS);
  if (left > 0) {
    await pause(left);
  }
}

/**
 * Proves that the firewall takes the secret, and waits until it does so everywhere.
 *
 * When a schedule changes, Secrets Manager tests the configuration by this step alone, on a version without a value of its own, or with a copy
 * of the current one (recorded: rotation-not-immediately): then the secret that is sent already is proved. The current one may be one that
 * someone wrote by hand, which no firewall knows before the next rotation.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 */
async function testSecret(places: Places, versionId: string): Promise<void> {
  const { secret, store, storeArn } = places;
  const pending = (await secret.tryRead({ id: versionId, label: PENDING }))?.text;
  const isProbe = pending === undefined || pending === (await secret.tryRead({ label: CURRENT }))?.text;
  const proved = isProbe ? await store.read(storeArn, STORE_KEY_ORIGIN_SECRET) : pending;
  if (proved === undefined) {
    throw new RetryableError('secret_not_sent', 'the Edge has no secret to send');
  }
  await prove(places, proved);
}

/** Only now the Edge sends the new secret. */
async function finishSecret(places: Places, versionId: string): Promise<void> {
  const { secret, store, storeArn } = places;
  const pending = await secret.readPending(versionId);
  await prove(places, pending);
  await store.write(storeArn, STORE_KEY_ORIGIN_SECRET, pending);
  const { labels } = await secret.describe();
  const current = Object.keys(labels).find((id) => labels[id].includes(CURRENT));
  if (current !== versionId) {
    await secret.promote(versionId, current);
  }
  // With the label left, the service would take this token up again after an edit by hand, and make its value the current one once more.
  await secret.giveUp(versionId);
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
