import { randomBytes } from 'crypto';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { RetryableError } from '../shared/rotation-errors';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';

const READ_ATTEMPTS = 5;
const READ_PAUSE_MILLISECONDS = 2_000;

/** The secret in AWS Secrets Manager: its text is the header's value. */
export class OriginSecret {
  public constructor(
    private readonly client: SecretsManagerClient,
    private readonly arn: string,
    private readonly pause: (milliseconds: number) => Promise<void>,
  ) {}

  public async describe(): Promise<{ readonly rotationEnabled: boolean; readonly labels: { readonly [versionId: string]: string[] } }> {
    const { RotationEnabled, VersionIdsToStages } = await this.client.send(new DescribeSecretCommand({ SecretId: this.arn }));
    return { rotationEnabled: RotationEnabled === true, labels: VersionIdsToStages ?? {} };
  }

  /** `undefined` where the version has no text, or none that can be read yet. */
  public async tryRead(version: { readonly id?: string; readonly label: string }): Promise<string | undefined> {
    try {
      const command = new GetSecretValueCommand({ SecretId: this.arn, VersionId: version.id, VersionStage: version.label });
      return (await this.client.send(command)).SecretString;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }

  /** The text of a version. What was just written may not be readable yet, so it is asked for again for a while. */
  public async read(version: { readonly id?: string; readonly label: string }): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const text = await this.tryRead(version);
      if (text !== undefined) {
        return text;
      }
      if (attempt === READ_ATTEMPTS) {
        throw new RetryableError('secret_value_unreadable', `the version ${version.id ?? version.label} of ${this.arn} has no value that can be read`);
      }
      await this.pause(READ_PAUSE_MILLISECONDS);
    }
  }

  /** Gives the version a new secret of 256 random bits. One that another attempt gave it meanwhile stays. */
  public async store(versionId: string): Promise<void> {
    try {
      await this.client.send(new PutSecretValueCommand({
        SecretId: this.arn, ClientRequestToken: versionId, SecretString: randomBytes(32).toString('base64url'), VersionStages: [PENDING],
      }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceExistsException') {
        throw error;
      }
    }
  }

  public async promote(versionId: string, currentId: string | undefined): Promise<void> {
    await this.client.send(new UpdateSecretVersionStageCommand({
      SecretId: this.arn, VersionStage: CURRENT, MoveToVersionId: versionId, RemoveFromVersionId: currentId,
    }));
  }
}
