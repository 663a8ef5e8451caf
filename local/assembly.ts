import * as fs from 'fs';
import * as path from 'path';
import { CustomAttributes, TemplateValues } from './template-values';

/** A JSON value of a template. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** A JSON object of a template. */
export interface JsonMap {
  [key: string]: Json;
}

/** A resource of a template, with its values resolved. */
export interface LocalResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonMap;
  /** Logical ids that must exist first: `DependsOn` and every reference. */
  readonly dependsOn: ReadonlySet<string>;
  /** What `Ref` gives for it. */
  readonly ref: string;
}

/** A stack of an assembly. */
export interface LocalStack {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly resources: ReadonlyMap<string, LocalResource>;
  readonly outputs: { readonly [name: string]: Json };
}

/** A synthesized assembly, as `cdk synth` writes it. */
export interface LocalAssembly {
  readonly directory: string;
  readonly stacks: readonly LocalStack[];
  /** Folder or file of an asset, by the object key that templates use: `<hash>.zip`, or the hash. */
  assetPath(key: string): string | undefined;
  /** What `Fn::GetAtt` gives for a resource. */
  attribute(stack: string, logicalId: string, name: string): string;
}

interface Manifest {
  readonly artifacts?: {
    readonly [id: string]: {
      readonly type: string;
      readonly environment?: string;
      readonly properties?: { readonly templateFile?: string; readonly file?: string; readonly stackName?: string; readonly directoryName?: string };
    };
  };
}

interface AssetManifest {
  readonly files?: {
    readonly [hash: string]: {
      readonly source: { readonly path: string };
      readonly destinations: { readonly [id: string]: { readonly objectKey: string } };
    };
  };
}

/**
 * Reads an assembly. Values that only AWS knows (a function's ARN, an API's id) are made up here, the same at each start.
 *
 * @param parameters values of CloudFormation parameters, over their defaults
 * @param custom what custom resources gave at their creation
 * @throws where the folder is no assembly, or a template has what can't be resolved
 */
export function readAssembly(
  directory: string, parameters: { readonly [name: string]: string } = {}, custom: CustomAttributes = new Map(),
): LocalAssembly {
  const manifestFile = path.join(directory, 'manifest.json');
  if (!fs.existsSync(manifestFile)) {
    throw new Error(`${directory} must be the output of \`cdk synth\`, got a folder without manifest.json`);
  }
  const assets = new Map<string, string>();
  const found: Array<{ name: string; region: string; account: string; template: JsonMap }> = [];
  const read = (folder: string): void => {
    const { artifacts = {} } = readJson(path.join(folder, 'manifest.json')) as Manifest;
    for (const [id, { type, environment, properties }] of Object.entries(artifacts)) {
      if (type === 'cdk:asset-manifest' && properties?.file) {
        addAssets(folder, readJson(path.join(folder, properties.file)) as AssetManifest, assets);
      } else if (type === 'aws:cloudformation:stack' && properties?.templateFile) {
        const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? '') ?? [];
        found.push({
          name: properties.stackName ?? id,
          account: known(account, '123456789012'),
          region: known(region, 'us-east-1'),
          template: readJson(path.join(folder, properties.templateFile)) as JsonMap,
        });
      } else if (type === 'cdk:cloud-assembly' && properties?.directoryName) {
        read(path.join(folder, properties.directoryName));
      }
    }
  };
  read(directory);
  if (found.length === 0) {
    throw new Error(`${directory} must hold at least one stack, got none`);
  }
  const values = new TemplateValues(found.map((stack) => ({ ...stack, parameters })), custom);
  return {
    directory,
    stacks: found.map(({ name, region, account }) => (
      { name, region, account, resources: values.resourcesOf(name), outputs: values.outputsOf(name) })),
    assetPath: (key) => assets.get(key) ?? assets.get(key.replace(/\.zip$/, '')),
    attribute: (stack, logicalId, name) => String(values.attributeOf(stack, logicalId, name)),
  };
}

function known(value: string | undefined, otherwise: string): string {
  return value === undefined || value.startsWith('unknown-') ? otherwise : value;
}

function addAssets(folder: string, { files = {} }: AssetManifest, assets: Map<string, string>): void {
  for (const [hash, { source, destinations }] of Object.entries(files)) {
    const place = path.resolve(folder, source.path);
    assets.set(hash, place);
    Object.values(destinations).forEach(({ objectKey }) => assets.set(objectKey, place));
  }
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
