import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Lazy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { AuthorizerRules, RULES_FILE } from './authorizer-contract';
import { handlerDirectory } from './handler-directory';

/**
 * Code of the authorizer function: the bundled handler with the generated rules beside it, in one asset.
 *
 * Routes may be added until synthesis, so the asset is made just in time by `build()`; until then its place in Amazon S3 is lazy.
 * The same routes give the same asset hash. (Environment variables, the other place for rules, stop at 4 KB.)
 */
export class AuthorizerCode extends lambda.Code {
  public readonly isInline = false;
  private asset?: s3_assets.Asset;
  private resource?: lambda.CfnFunction;

  public bind(_scope: Construct): lambda.CodeConfig {
    return {
      s3Location: {
        bucketName: Lazy.string({ produce: () => this.built().s3BucketName }),
        objectKey: Lazy.string({ produce: () => this.built().s3ObjectKey }),
      },
    };
  }

  public bindToResource(resource: lambda.CfnFunction): void {
    this.resource = resource;
  }

  /** Writes the rules beside the handler and makes the asset; done once. */
  public build(scope: Construct, rules: AuthorizerRules): void {
    if (this.asset) {
      return;
    }
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jwt-authorizer-'));
    try {
      fs.cpSync(handlerDirectory('jwt-authorizer'), directory, { recursive: true });
      fs.writeFileSync(path.join(directory, RULES_FILE), JSON.stringify(rules));
      this.asset = new s3_assets.Asset(scope, 'Code', { path: directory, displayName: 'JWT authorizer' });
      // `cdk synth` and `sam local` find the local code by this metadata.
      this.resource && this.asset.addResourceMetadata(this.resource, 'Code');
    } finally {
      // Staged into the cloud assembly by now, unless the user turned staging off and the directory itself is the asset.
      if (this.asset && path.resolve(this.asset.assetPath) !== directory) {
        fs.rmSync(directory, { recursive: true, force: true });
      }
    }
  }

  private built(): s3_assets.Asset {
    if (!this.asset) {
      throw new Error('the code of the JWT authorizer is made during synthesis, got a look at it before; right would be to resolve it in a `Lazy`');
    }
    return this.asset;
  }
}
