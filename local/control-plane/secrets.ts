import { randomUUID } from 'crypto';
import { JsonMap } from '../assembly';
import { Clock } from '../types';
import { ServiceError } from './service-error';

/** The labels that Secrets Manager itself moves. */
const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';
const PREVIOUS = 'AWSPREVIOUS';

/** A step of a rotation, as the service calls the function. */
export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
const STEPS: readonly RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

interface Version {
  text?: string;
  readonly labels: Set<string>;
  readonly createdAt: number;
}

/** A secret with its versions and labels. */
interface Secret {
  readonly arn: string;
  readonly tags: ReadonlyArray<{ readonly Key: string; readonly Value: string }>;
  readonly versions: Map<string, Version>;
  changedAt: number;
  rotationEnabled: boolean;
}

/**
 * Secrets and their rotation, as far as the rotation functions and their tests look.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export class Secrets {
  private readonly secrets = new Map<string, Secret>();

  public constructor(private readonly clock: Clock) {
  }

  public create(arn: string, tags: Secret['tags'], text?: string): void {
    const now = this.clock.now();
    const versions = new Map<string, Version>();
    if (text !== undefined) {
      versions.set(randomUUID(), { text, labels: new Set([CURRENT]), createdAt: now });
    }
    this.secrets.set(arn, { arn, tags, versions, changedAt: now, rotationEnabled: false });
  }

  public has(arn: string): boolean {
    return this.secrets.has(arn);
  }

  public enableRotation(arn: string): void {
    this.find(arn).rotationEnabled = true;
  }

  /** The current value: what a consumer reads. */
  public current(arn: string): string | undefined {
    return this.withLabel(this.find(arn), CURRENT)?.[1].text;
  }

  /** Rotates once: the four steps in their order with one token. A step that fails ends it; the label stays where it is. */
  public async rotate(arn: string, call: (step: RotationStep, token: string) => Promise<unknown>): Promise<void> {
    const secret = this.find(arn);
    const started = this.withLabel(secret, PENDING);
    const resumes = started && !started[1].labels.has(CURRENT);
    const token = resumes ? started[0] : randomUUID();
    if (!resumes) {
      // Recorded: rotation-pending-label-before-value. The label is there before any value is.
      this.removeLabel(secret, PENDING);
      secret.versions.set(token, { labels: new Set([PENDING]), createdAt: this.clock.now() });
    }
    for (const step of STEPS) {
      await call(step, token);
    }
    // Recorded: rotation-labels-after. The service takes the label away itself.
    secret.versions.get(token)?.labels.delete(PENDING);
  }

  /** @throws `ServiceError` as the service answers */
  public call(operation: string, input: JsonMap): JsonMap {
    const secret = this.find(String(input.SecretId));
    switch (operation) {
      case 'DescribeSecret': return this.describe(secret);
      case 'GetSecretValue': return this.read(secret, input);
      case 'ListSecretVersionIds': return this.list(secret, input.IncludeDeprecated === true);
      case 'PutSecretValue': return this.put(secret, input);
      case 'UpdateSecretVersionStage': return this.moveLabel(secret, input);
      default: throw new ServiceError('UnknownOperationException', `${operation} is not served here`);
    }
  }

  private find(id: string): Secret {
    const secret = this.secrets.get(id);
    if (!secret) {
      throw new ServiceError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
    }
    return secret;
  }

  private describe({ arn, tags, versions, changedAt, rotationEnabled }: Secret): JsonMap {
    const labelled = [...versions].filter(([, { labels }]) => labels.size > 0).map(([id, { labels }]): [string, string[]] => [id, [...labels]]);
    return {
      ARN: arn,
      Name: arn,
      RotationEnabled: rotationEnabled,
      Tags: tags.map((tag) => ({ ...tag })),
      LastChangedDate: changedAt / 1_000,
      VersionIdsToStages: Object.fromEntries(labelled),
    };
  }

  private read(secret: Secret, { VersionId, VersionStage }: JsonMap): JsonMap {
    const byLabel = this.withLabel(secret, String(VersionStage ?? CURRENT));
    const id = typeof VersionId === 'string' ? VersionId : byLabel?.[0];
    const version = id === undefined ? undefined : secret.versions.get(id);
    if (id === undefined || version?.text === undefined) {
      // Recorded: secret-version-not-found.
      throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${typeof VersionId === 'string' ? `VersionId: ${VersionId}` : `staging label: ${String(VersionStage ?? CURRENT)}`}`);
    }
    if (typeof VersionId === 'string' && typeof VersionStage === 'string' && !version.labels.has(VersionStage)) {
      // Recorded: secret-label-and-version-differ.
      throw new ServiceError('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
    }
    const { text, labels, createdAt } = version;
    return { ARN: secret.arn, Name: secret.arn, VersionId: id, SecretString: text, VersionStages: [...labels], CreatedDate: createdAt / 1_000 };
  }

  private list({ arn, versions }: Secret, withDeprecated: boolean): JsonMap {
    // Recorded: secret-deprecated-versions, rotation-pending-label-before-value. Versions without a value are not listed, and those without label if asked.
    const listed = [...versions].filter(([, { labels, text }]) => (labels.size > 0 || withDeprecated) && text !== undefined);
    const described = listed.map(([VersionId, { labels, createdAt }]) => (
      { VersionId, ...(labels.size > 0 && { VersionStages: [...labels] }), CreatedDate: createdAt / 1_000 }));
    return { ARN: arn, Versions: described };
  }

  private put(secret: Secret, { ClientRequestToken, SecretString, VersionStages }: JsonMap): JsonMap {
    const id = typeof ClientRequestToken === 'string' ? ClientRequestToken : randomUUID();
    const known = secret.versions.get(id);
    if (known?.text !== undefined && known.text !== SecretString) {
      // Recorded: secret-put-same-token-other-value.
      throw new ServiceError('ResourceExistsException', `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`);
    }
    const version = known ?? { labels: new Set<string>(), createdAt: this.clock.now() };
    version.text = String(SecretString);
    secret.versions.set(id, version);
    for (const label of Array.isArray(VersionStages) ? VersionStages.map(String) : [CURRENT]) {
      this.setLabel(secret, label, id);
    }
    secret.changedAt = this.clock.now();
    return { ARN: secret.arn, VersionId: id, VersionStages: [...version.labels] };
  }

  private moveLabel(secret: Secret, { VersionStage, RemoveFromVersionId, MoveToVersionId }: JsonMap): JsonMap {
    const label = String(VersionStage);
    const holder = this.withLabel(secret, label)?.[0];
    if (holder !== undefined && holder !== RemoveFromVersionId && holder !== MoveToVersionId) {
      throw new ServiceError('InvalidParameterException', `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`);
    }
    if (typeof MoveToVersionId === 'string') {
      this.setLabel(secret, label, MoveToVersionId);
    } else {
      this.removeLabel(secret, label);
    }
    return { ARN: secret.arn };
  }

  /** Recorded: secret-promote-keeps-pending. What was current becomes the previous one. */
  private setLabel(secret: Secret, label: string, id: string): void {
    const version = secret.versions.get(id);
    if (!version) {
      throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for VersionId: ${id}`);
    }
    const holder = this.withLabel(secret, label)?.[0];
    this.removeLabel(secret, label);
    version.labels.add(label);
    if (label === CURRENT && holder !== undefined && holder !== id) {
      this.removeLabel(secret, PREVIOUS);
      secret.versions.get(holder)?.labels.add(PREVIOUS);
    }
  }

  private removeLabel(secret: Secret, label: string): void {
    secret.versions.forEach(({ labels }) => labels.delete(label));
  }

  private withLabel(secret: Secret, label: string): [string, Version] | undefined {
    return [...secret.versions].find(([, { labels }]) => labels.has(label));
  }
}
