import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CfnResource, Lazy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AuthorizerRules, RULES_FILE } from '../../contracts/authorizer';
import { handlerDirectory } from '../../shared/handler-directory';
import { addAssetMetadata, StagedCode, stageCode } from '../../shared/staged-code';

/**
 * Code of the authorizer function: the bundled handler with the generated rules beside it, in one asset.
 *
 * Routes may be added until synthesis, so the asset is made just in time by `build()`; until then its place in Amazon S3 is lazy.
 * The same routes give the same asset hash. (Environment variables, the other place for rules, stop at 4 KB.)
 */
export class AuthorizerCode extends lambda.Code {
  public readonly isInline = false;
  private staged?: StagedCode;
  private resource?: CfnResource;

  public bind(_scope: Construct): lambda.CodeConfig {
    return {
      s3Location: {
        bucketName: Lazy.string({ produce: () => this.built().bucketName }),
        objectKey: Lazy.string({ produce: () => this.built().objectKey }),
      },
    };
  }

  public bindToResource(resource: CfnResource): void {
    this.resource = resource;
  }

  /** Writes the rules beside the handler and makes the asset; done once. */
  public build(scope: Construct, rules: AuthorizerRules): void {
    if (this.staged) {
      return;
    }
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jwt-authorizer-'));
    try {
      fs.cpSync(handlerDirectory('jwt-authorizer'), directory, { recursive: true });
      fs.writeFileSync(path.join(directory, RULES_FILE), JSON.stringify(rules));
      this.staged = stageCode(scope, 'Code', directory, 'jwt-authorizer');
      if (this.resource) {
        addAssetMetadata(this.resource, this.staged);
      }
    } finally {
      // Copied into the cloud assembly by now, unless the user turned staging off and the folder itself is the asset.
      if (this.staged?.absolutePath !== directory) {
        fs.rmSync(directory, { recursive: true, force: true });
      }
    }
  }

  private built(): StagedCode {
    if (!this.staged) {
      throw new Error('the code of the JWT authorizer is made during synthesis, got a look at it before; right would be to resolve it in a `Lazy`');
    }
    return this.staged;
  }
}
