import { randomBytes } from 'crypto';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { RetryableError } from '../shared/rotation-errors';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

const READ_ATTEMPTS = 5;
const READ_PAUSE_MILLISECONDS = 2_000;

/** A version that has a text. */
export interface SecretVersion {
  readonly text: string;
  /** Milliseconds since 1970, where the service says so. */
  readonly createdAt: number | undefined;
}

/** What is known of the secret without its values. */
interface SecretDescription {
  readonly rotationEnabled: boolean;
  /** In Secrets Manager's words; absent where there is none. */
  readonly schedule: string | undefined;
  readonly labels: { readonly [versionId: string]: string[] };
}

/**
 * Whether a text can be the header's value: printable, and no longer than what AWS WAF compares (200 bytes). Someone may have written
 * anything into the secret by hand; what neither the firewall nor a header takes is sent by nobody, and needs not be accepted.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_ByteMatchStatement.html
 */
export function isUsable(text: string | undefined): text is string {
  return text !== undefined && /^[!-~]{1,200}$/.test(text);
}

/** The secret in AWS Secrets Manager: its text is the header's value. */
export class OriginSecret {
  public constructor(
    private readonly client: SecretsManagerClient,
    private readonly arn: string,
    private readonly pause: (milliseconds: number) => Promise<void>,
  ) {}

  public async describe(): Promise<SecretDescription> {
    const { RotationEnabled, RotationRules, VersionIdsToStages } = await this.client.send(new DescribeSecretCommand({ SecretId: this.arn }));
    return { rotationEnabled: RotationEnabled === true, schedule: RotationRules?.ScheduleExpression, labels: VersionIdsToStages ?? {} };
  }

  /** `undefined` where the version has no text, or none that can be read yet. */
  public async tryRead(version: { readonly id?: string; readonly label: string }): Promise<SecretVersion | undefined> {
    try {
      const command = new GetSecretValueCommand({ SecretId: this.arn, VersionId: version.id, VersionStage: version.label });
      const { SecretString, CreatedDate } = await this.client.send(command);
      return SecretString === undefined ? undefined : { text: SecretString, createdAt: CreatedDate?.getTime() };
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }

  /** The text of the version that is to be the current one. What was just written may not be readable yet, so it is asked for again for a while. */
  public async readPending(versionId: string): Promise<string> {
    const version = await this.readForAWhile({ id: versionId, label: PENDING });
    if (version === undefined) {
      throw new RetryableError('secret_value_unreadable', `the version ${versionId} of ${this.arn} has no value that can be read`);
    }
    return version.text;
  }

  /** The current text, if it can be the header's value: someone may have written anything there by hand, bytes too. */
  public async readCurrent(): Promise<string | undefined> {
    const text = (await this.readForAWhile({ label: CURRENT }))?.text;
    return isUsable(text) ? text : undefined;
  }

  /** Gives the version a new secret of 256 random bits. One that another attempt gave it meanwhile stays. */
  public async store(versionId: string): Promise<void> {
    try {
      await this.client.send(new PutSecretValueCommand({
        SecretId: this.arn, ClientRequestToken: versionId, SecretString: newSecret(), VersionStages: [PENDING],
      }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceExistsException') {
        throw error;
      }
    }
  }

  /** Puts a new secret in the place of one that could be none. */
  public async replaceCurrent(): Promise<string> {
    const text = newSecret();
    await this.client.send(new PutSecretValueCommand({ SecretId: this.arn, SecretString: text }));
    return text;
  }

  public async promote(versionId: string, currentId: string | undefined): Promise<void> {
    await this.client.send(new UpdateSecretVersionStageCommand({
      SecretId: this.arn, VersionStage: CURRENT, MoveToVersionId: versionId, RemoveFromVersionId: currentId,
    }));
  }

  /**
   * Takes the label of a rotation under way from the version. Secrets Manager does so itself after a rotation that it runs to its end, and not
   * otherwise (recorded: rotation-labels-after, secret-promote-keeps-pending); where it did, there is nothing to take.
   */
  public async giveUp(versionId: string): Promise<void> {
    try {
      await this.client.send(new UpdateSecretVersionStageCommand({ SecretId: this.arn, VersionStage: PENDING, RemoveFromVersionId: versionId }));
    } catch (error) {
      if ((error as Error).name !== 'InvalidParameterException') {
        throw error;
      }
    }
  }

  private async readForAWhile(version: { readonly id?: string; readonly label: string }): Promise<SecretVersion | undefined> {
    for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt += 1) {
      const found = await this.tryRead(version);
      if (found !== undefined) {
        return found;
      }
      if (attempt < READ_ATTEMPTS) {
        await this.pause(READ_PAUSE_MILLISECONDS);
      }
    }
    return undefined;
  }
}

/** 256 random bits. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
