import * as fs from 'fs';
import * as path from 'path';
import { CollectionTag, parse, Scalar, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { CliError } from '../private/errors';

/** A JSON object of a template. */
export interface TemplateMap {
  [key: string]: unknown;
}

/** A template, and what its assembly says of its resources. */
export interface ReadTemplate {
  /** As a person would name the file. */
  readonly file: string;
  readonly stackName: string;
  readonly template: TemplateMap;
  /** Construct paths by logical id. */
  readonly paths: ReadonlyMap<string, string>;
  /** Reasons by id of a finding, by the construct path that they were given on. */
  readonly acknowledged: ReadonlyMap<string, { readonly [id: string]: string }>;
  /** Where its assembly deploys it, as far as that is said there. */
  readonly environment?: { readonly account?: string; readonly region?: string };
  /** What its assembly tags the stack with, and CloudFormation its resources. */
  readonly stackTags?: { readonly [key: string]: string };
}

/** Reads assemblies and templates. @throws where one of them is neither */
export function readTemplates(inputs: readonly string[]): ReadTemplate[] {
  const read = inputs.flatMap((input) => {
    if (!fs.existsSync(input)) {
      throw new CliError(`${input} must be an assembly or a template, got nothing there`);
    }
    return fs.statSync(input).isDirectory() ? readAssembly(input) : [readTemplate(input)];
  });
  if (read.length === 0) {
    throw new CliError(`${inputs.join(', ')} must have a template, got an assembly without a stack`);
  }
  return read;
}

function readTemplate(file: string): ReadTemplate {
  const template = parseTemplate(file);
  const stackName = path.basename(file).replace(/(\.template)?\.(json|ya?ml|template)$/, '');
  return { file, stackName, template, paths: pathsIn(template), acknowledged: new Map() };
}

interface Manifest {
  readonly artifacts?: { readonly [id: string]: Artifact };
}

interface Artifact {
  readonly type?: string;
  readonly displayName?: string;
  readonly environment?: string;
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly tags?: { readonly [key: string]: string };
  };
}

interface Metadata {
  readonly [constructPath: string]: Array<{ readonly type: string; readonly data?: unknown }>;
}

function readAssembly(folder: string): ReadTemplate[] {
  const manifest = path.join(folder, 'manifest.json');
  if (!fs.existsSync(manifest)) {
    throw new CliError(`${folder} must be the output of \`cdk synth\` or a template, got a folder without manifest.json`);
  }
  const { artifacts = {} } = parseTemplate(manifest) as Manifest;
  return Object.entries(artifacts).flatMap(([id, { type, metadata, additionalMetadataFile, environment, properties = {} }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName) {
      return readAssembly(path.join(folder, properties.directoryName));
    }
    if (type !== 'aws:cloudformation:stack' || !properties.templateFile) {
      return [];
    }
    const file = path.join(folder, properties.templateFile);
    const template = parseTemplate(file);
    const all = { ...metadata, ...(additionalMetadataFile !== undefined && parseTemplate(path.join(folder, additionalMetadataFile)) as Metadata) };
    return [{
      file,
      stackName: properties.stackName ?? id,
      template,
      paths: new Map([...pathsIn(template), ...pathsOf(all)]),
      acknowledged: acknowledgedIn(all),
      environment: environmentOf(environment),
      ...(properties.tags !== undefined && { stackTags: properties.tags }),
    }];
  });
}

/** `aws://123456789012/eu-west-1`, with `unknown-account` and `unknown-region` where an app leaves that to whoever deploys it. */
function environmentOf(text = ''): { readonly account?: string; readonly region?: string } {
  const [, account = 'unknown-account', region = 'unknown-region'] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
  return { ...(account !== 'unknown-account' && { account }), ...(region !== 'unknown-region' && { region }) };
}

/** The type that the CDK writes acknowledgements under: `Validations.ACKNOWLEDGED_RULES_METADATA_KEY`. */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

function acknowledgedIn(metadata: Metadata): Map<string, { readonly [id: string]: string }> {
  return new Map(Object.entries(metadata).flatMap(([constructPath, entries]) => {
    const acknowledged = entries
      .filter(({ type }) => type === ACKNOWLEDGED)
      .flatMap(({ data }) => Object.entries(data as { readonly [id: string]: string }));
    return acknowledged.length > 0 ? [[constructPath.replace(/^\//, ''), Object.fromEntries(acknowledged)] as const] : [];
  }));
}

function pathsOf(metadata: Metadata): Array<readonly [string, string]> {
  return Object.entries(metadata).flatMap(([constructPath, entries]) => entries
    .filter(({ type }) => type === 'aws:cdk:logicalId')
    .map(({ data }) => [String(data), constructPath.replace(/^\//, '')] as const));
}

function pathsIn(template: TemplateMap): Map<string, string> {
  return new Map(Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const constructPath = ((resource as { Metadata?: TemplateMap } | null)?.Metadata ?? {})['aws:cdk:path'];
    return typeof constructPath === 'string' ? [[logicalId, constructPath] as const] : [];
  }));
}

/** JSON, or YAML with CloudFormation's short forms. */
function parseTemplate(file: string): TemplateMap {
  let parsed: unknown;
  try {
    const text = fs.readFileSync(file, 'utf8');
    parsed = file.endsWith('.json') ? JSON.parse(text) : parse(text, { customTags: SHORT_FORMS, merge: true, maxAliasCount: 1_000 });
  } catch (error) {
    throw new CliError(`${file} must be JSON or YAML, got what can't be read: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CliError(`${file} must be a CloudFormation template, got ${Array.isArray(parsed) ? 'a list' : typeof parsed}`);
  }
  return parsed as TemplateMap;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const FUNCTIONS = [
  'Ref', 'Condition', 'Fn::And', 'Fn::Base64', 'Fn::Cidr', 'Fn::Equals', 'Fn::FindInMap', 'Fn::GetAtt', 'Fn::GetAZs', 'Fn::If', 'Fn::ImportValue', 'Fn::Join',
  'Fn::Length', 'Fn::Not', 'Fn::Or', 'Fn::Select', 'Fn::Split', 'Fn::Sub', 'Fn::ToJsonString', 'Fn::Transform',
];

const SHORT_FORMS = FUNCTIONS.flatMap((name): Array<ScalarTag | CollectionTag> => {
  const tag = `!${name.replace('Fn::', '')}`;
  return [
    { tag, resolve: (value) => ({ [name]: name === 'Fn::GetAtt' ? splitOnce(value) : value }) },
    { tag, collection: 'seq', resolve: (value) => called(name, value) },
    { tag, collection: 'map', resolve: (value) => called(name, value) },
  ];
});

/** A node in the place of the collection, since what a tag gives may hold others. */
function called(name: string, argument: YAMLSeq | YAMLMap): YAMLMap {
  const call = new YAMLMap();
  call.set(new Scalar(name), argument);
  return call;
}

function splitOnce(value: string): string[] {
  const dot = value.indexOf('.');
  return dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)];
}
