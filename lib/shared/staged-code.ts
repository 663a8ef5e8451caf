import { AssetStaging, CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { handlerDirectory } from './handler-directory';

/** Where staged code will be in Amazon S3, and in the cloud assembly. */
export interface StagedCode {
  readonly bucketName: string;
  readonly objectKey: string;
  /** Path in the cloud assembly. */
  readonly path: string;
  /** Absolute path of the copy; the source itself where the user turned staging off. */
  readonly absolutePath: string;
}

/**
 * Puts a folder into the cloud assembly as an asset.
 *
 * The L2 for this (`s3_assets.Asset`) imports a bucket that nobody asks for, and with it loads Amazon S3's construct library and the table
 * of all regions: a fifth of the time that the synthesis of a small API takes.
 */
export function stageCode(scope: Construct, id: string, directory: string, displayName: string): StagedCode {
  const stack = Stack.of(scope);
  const staging = new AssetStaging(scope, id, { sourcePath: directory });
  const path = staging.relativeStagedPath(stack);
  const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
    packaging: staging.packaging,
    sourceHash: staging.assetHash,
    fileName: path,
    displayName,
  });
  return { bucketName, objectKey, path, absolutePath: staging.absoluteStagedPath };
}

/** Says on the function where its code is on this machine, for tools that run it locally; as CDK's own assets do. */
export function addAssetMetadata(resource: CfnResource, code: StagedCode): void {
  if (resource.node.tryGetContext(cxapi.ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) {
    resource.cfnOptions.metadata = {
      ...resource.cfnOptions.metadata,
      [cxapi.ASSET_RESOURCE_METADATA_PATH_KEY]: code.path,
      [cxapi.ASSET_RESOURCE_METADATA_PROPERTY_KEY]: 'Code',
    };
  }
}

/** Code of a function whose bundled handler is shipped with the package. */
export class HandlerCode extends lambda.Code {
  public readonly isInline = false;
  private staged?: StagedCode;

  public constructor(private readonly handlerName: string) {
    super();
  }

  public bind(scope: Construct): lambda.CodeConfig {
    this.staged = stageCode(scope, 'Code', handlerDirectory(this.handlerName), this.handlerName);
    return { s3Location: { bucketName: this.staged.bucketName, objectKey: this.staged.objectKey } };
  }

  public bindToResource(resource: CfnResource): void {
    if (this.staged) {
      addAssetMetadata(resource, this.staged);
    }
  }
}
