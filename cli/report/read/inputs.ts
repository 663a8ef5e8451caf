import * as fs from 'fs';
import * as path from 'path';
import { Posture, POSTURE_VERSION } from '../../../lib/posture/posture';
import { resourcesOf } from '../../check/findings';
import { ReadTemplate, readTemplates, TemplateMap } from '../../check/read-templates';
import { mapOf } from '../../check/resolve';
import { CliError } from '../../private/errors';

/** A template with its resources resolved, and the postures of its APIs. */
export interface ReportInput {
  readonly read: ReadTemplate;
  readonly resources: TemplateMap;
  /** By logical id of the API. */
  readonly postures: ReadonlyMap<string, Posture>;
}

/** Reads assemblies and templates, nested ones too, each once. @throws where one of them is neither */
export function readInputs(inputs: readonly string[]): ReportInput[] {
  const known = new Map<string, ReadTemplate>();
  for (const read of inputs.flatMap((input) => readTemplates([input])).flatMap(withNested)) {
    const file = path.resolve(read.file);
    known.set(file, known.get(file) ?? read);
  }
  const postures = new Map<string, Map<string, Posture[]>>();
  return [...known].map(([file, read]) => {
    const folder = path.dirname(file);
    const byTemplate = postures.get(folder) ?? readPostures(folder);
    postures.set(folder, byTemplate);
    return {
      read,
      resources: resourcesOf(read),
      postures: new Map((byTemplate.get(path.basename(file)) ?? []).map((posture) => [posture.restApi, posture])),
    };
  });
}

/** A template, and those of its nested stacks, as far as the assembly has them. */
function withNested(read: ReadTemplate): ReadTemplate[] {
  const folder = path.dirname(read.file);
  const nested = Object.entries(mapOf(read.template.Resources)).flatMap(([logicalId, resource]) => {
    const { Type: type, Properties: properties } = mapOf(resource);
    const file = type === 'AWS::CloudFormation::Stack' ? assetOf(folder, mapOf(properties).TemplateURL) : undefined;
    return file === undefined ? [] : readTemplates([file]).map((found) => ({ ...found, stackName: `${read.stackName}/${logicalId}` }));
  });
  return [read, ...nested.flatMap(withNested)];
}

/** The file of an asset whose address has its hash, as the assembly's asset manifests name it. */
function assetOf(folder: string, address: unknown): string | undefined {
  const text = JSON.stringify(address) ?? '';
  for (const manifest of fs.readdirSync(folder).filter((name) => name.endsWith('.assets.json'))) {
    for (const [hash, asset] of Object.entries(mapOf(parsedJson(path.join(folder, manifest)).files))) {
      const { path: file } = mapOf(mapOf(asset).source);
      // Only files of the assembly itself: a manifest could name any.
      if (text.includes(hash) && typeof file === 'string' && path.basename(file) === file && fs.existsSync(path.join(folder, file))) {
        return path.join(folder, file);
      }
    }
  }
  return undefined;
}

function parsedJson(file: string): TemplateMap {
  try {
    return mapOf(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (error) {
    throw new CliError(`${file} must be JSON, got what can't be read: ${(error as Error).message}`);
  }
}

function readPostures(folder: string): Map<string, Posture[]> {
  const byTemplate = new Map<string, Posture[]>();
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.posture.json')).sort()) {
    const posture = readPosture(path.join(folder, name));
    byTemplate.set(posture.template, [...byTemplate.get(posture.template) ?? [], posture]);
  }
  return byTemplate;
}

/** @throws where the file is none that this version of the library writes */
function readPosture(file: string): Posture {
  const posture = parsedJson(file) as Partial<Posture>;
  if (posture.version !== POSTURE_VERSION) {
    throw new CliError(`${file} must be a posture file of version ${POSTURE_VERSION}, got ${JSON.stringify(posture.version) ?? 'none'}; ` +
      'right would be the `secure-rest-api` of the package that the app was synthesized with');
  }
  const lists: Array<keyof Posture> = ['routes', 'issuers', 'exceptions', 'findings', 'consumers'];
  const wrong = lists.find((name) => !Array.isArray(posture[name])) ?? (['api', 'template', 'restApi'] as const).find((name) => typeof posture[name] !== 'string');
  if (wrong !== undefined) {
    throw new CliError(`${file} must be a posture file as a synthesis writes it, got one without \`${wrong}\``);
  }
  return posture as Posture;
}
