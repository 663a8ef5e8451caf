import * as fs from 'fs';
import * as path from 'path';
import { listOf, resourcesOf } from '../api';
import { LocalAssembly } from '../assembly';
import { mapOf } from '../template-values';
import { GatewayResponse } from '../types';

/** By the end of a name; what S3 gets from `aws s3 sync`. */
const TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/** A folder of files that a `BucketDeployment` puts into a bucket. */
interface Source {
  readonly folder: string;
  /** Before the keys of its objects, with a slash behind where there is one. */
  readonly prefix: string;
  /** Text that the deployment replaces in the files. */
  readonly markers: ReadonlyArray<readonly [marker: string, text: string]>;
  readonly cacheControl?: string;
}

/** Objects of a bucket as the deployments of an assembly fill it, read from the assets when they are asked for. */
export class BucketFiles {
  private readonly sources: readonly Source[];

  public constructor(assembly: LocalAssembly, bucket: string) {
    this.sources = assembly.stacks.flatMap((stack) => resourcesOf(stack, 'Custom::CDKBucketDeployment'))
      .filter(({ properties }) => properties.DestinationBucketName === bucket)
      .flatMap(({ properties }) => {
        const prefix = typeof properties.DestinationBucketKeyPrefix === 'string' ? `${properties.DestinationBucketKeyPrefix.replace(/\/+$/, '')}/` : '';
        const cacheControl = mapOf(properties.SystemMetadata)['cache-control'];
        return listOf(properties.SourceObjectKeys).flatMap((key, index): Source[] => {
          const folder = assembly.assetPath(String(key));
          if (folder === undefined || !fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) {
            return [];
          }
          const escapes = mapOf(listOf(properties.SourceMarkersConfig)[index]).jsonEscape === true;
          const markers = Object.entries(mapOf(listOf(properties.SourceMarkers)[index]))
            .map(([marker, value]) => [marker, escapes ? JSON.stringify(String(value)).slice(1, -1) : String(value)] as const);
          return [{ folder: fs.realpathSync(folder), prefix, markers, ...(typeof cacheControl === 'string' && { cacheControl }) }];
        });
      })
      // A later source writes over an earlier one.
      .reverse();
  }

  /** The answer of S3 to the distribution: the object, or 403, since the distribution may not list the bucket. */
  public answer(key: string): GatewayResponse {
    for (const { folder, prefix, markers, cacheControl } of this.sources) {
      const file = key.startsWith(prefix) ? fileIn(folder, key.slice(prefix.length)) : undefined;
      if (file !== undefined) {
        const bytes = fs.readFileSync(file);
        const body = markers.length === 0 ? bytes : Buffer.from(markers.reduce((text, [marker, value]) => text.replaceAll(marker, () => value), bytes.toString('utf8')));
        return {
          status: 200,
          headers: [
            ['Content-Type', TYPES[path.extname(file).toLowerCase()] ?? 'binary/octet-stream'],
            ...(cacheControl === undefined ? [] : [['Cache-Control', cacheControl] as const]),
          ],
          body,
        };
      }
    }
    return { status: 403, headers: [['Content-Type', 'application/xml']], body: Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>') };
  }
}

/** The file of a key, nothing outside of the folder: keys are names and no paths, yet files are found by paths. */
function fileIn(folder: string, key: string): string | undefined {
  if (key === '' || key.includes('\0') || key.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    return undefined;
  }
  const file = path.join(folder, key);
  if (!fs.existsSync(file)) {
    return undefined;
  }
  const real = fs.realpathSync(file);
  return real.startsWith(`${folder}${path.sep}`) && fs.statSync(real).isFile() ? real : undefined;
}
