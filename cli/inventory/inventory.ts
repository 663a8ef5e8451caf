import * as path from 'path';
import { InventoryOptions } from '../commands/inventory';
import { CliError, ExitCode } from '../private/errors';
import { writeResult } from '../private/output';
import { withProgress } from '../private/progress';
import { readInputs, ReportInput } from '../report/read/inputs';
import { formatJson } from './format-json';
import { apisInTemplates, blindSpotsIn } from './from-templates';
import { inventoryPage } from './html/page';
import { Aws, awsIn, loadSdk, useProfile } from './live/aws';
import { apisOfRegion } from './live/from-live';
import { StackNames } from './live/match';
import { readingPolicy } from './live/operations';
import { LiveRegion, readRegion } from './live/read-region';
import { Inventory, InventoryApi } from './model';

/** Writes what APIs there are. The process ends with `FINDINGS` where one is deployed that no template names, and with `FAILED` where AWS refused something. */
export async function inventory(inputs: string[], options: InventoryOptions): Promise<void> {
  if (options.printPolicy === true) {
    writeResult(options.output, `${JSON.stringify(readingPolicy(options.regions ?? []), undefined, 2)}\n`);
    return;
  }
  checkOptions(inputs, options);
  const found = options.live === true ? await liveInventory(inputs, options) : await withProgress('Reading the APIs', async () =>
    Promise.resolve(inventoryOf(readInputs(inputs), options.ownerTag)));
  writeResult(options.output, options.format === 'html' ? inventoryPage(found) : formatJson(found));
  say(found);
  process.exitCode = exitCodeFor(found, options.failOn);
}

function checkOptions(inputs: readonly string[], { live, regions, profile, stack }: InventoryOptions): void {
  if (live !== true && inputs.length === 0) {
    throw new CliError('`inventory` must have a template or an assembly, got none; right would be: inventory cdk.out');
  }
  if (live === true && regions === undefined) {
    throw new CliError('`--live` must have the regions to read, got none; right would be: --live --regions eu-west-1');
  }
  if (live !== true && (regions !== undefined || profile !== undefined || stack !== undefined)) {
    throw new CliError('`--regions`, `--profile` and `--stack` must stand beside `--live`, got none; right would be: --live --regions eu-west-1');
  }
}

/** What is in the templates, and nothing of accounts. */
export function inventoryOf(read: readonly ReportInput[], ownerTag: string): Inventory {
  return { ownerTag, templates: read.length, apis: apisInTemplates(read, ownerTag), blindSpots: blindSpotsIn(read) };
}

async function liveInventory(inputs: readonly string[], { regions = [], profile, stack = {}, ownerTag }: InventoryOptions): Promise<Inventory> {
  const read = inputs.length === 0 ? [] : readInputs(inputs);
  const stackNames = namesOf(stack, read);
  const sdk = loadSdk();
  if (profile !== undefined) {
    useProfile(profile);
  }
  const done = new Map<string, string>();
  const said = (): string => `Reading ${regions.map((region) => `${region}${done.get(region) ?? ''}`).join(', ')}`;
  const live = await withProgress(said, async () => Promise.all(regions.map(async (region) => {
    const aws: Aws = awsIn(region, sdk);
    try {
      return await readRegion(region, aws, (count, all) => done.set(region, ` (${count} of ${all} APIs)`));
    } finally {
      aws.close();
    }
  })));
  return withProgress('Checking what is deployed', async () => Promise.resolve(withLive(inventoryOf(read, ownerTag), live, read, stackNames)));
}

/** The names that the option gives to files of the templates. @throws where it names a file that is not among them */
function namesOf(stack: { readonly [stackName: string]: string }, read: readonly ReportInput[]): StackNames {
  const names = new Map<string, string[]>();
  for (const [name, file] of Object.entries(stack)) {
    const found = read.find((input) => path.resolve(input.read.file) === path.resolve(file));
    if (found === undefined) {
      throw new CliError(`\`--stack\` must name a template that is given too, got ${name}=${file}; right would be: --stack ${name}=${read[0]?.read.file ?? 'template.yaml'}`);
    }
    names.set(found.read.file, [...names.get(found.read.file) ?? [], name]);
  }
  return names;
}

/** The templates' inventory, and what was read of accounts. */
export function withLive(found: Inventory, live: readonly LiveRegion[], read: readonly ReportInput[], stackNames: StackNames): Inventory {
  const deployed = live.flatMap((region) => apisOfRegion(region, read, stackNames, found.ownerTag));
  const apis = found.apis.map((api): InventoryApi => ({
    ...api,
    deployedAs: deployed.filter(({ deployed: its, logicalId }) => its?.standing.status === 'known' && its.standing.file === api.file && logicalId === api.logicalId)
      .map(({ deployed: its }) => `${its!.region} ${its!.id}`),
  }));
  return {
    ...found,
    apis: [...deployed, ...apis],
    live: { regions: live.map(({ region }) => region), problems: live.flatMap(({ problems }) => problems) },
  };
}

function exitCodeFor({ apis, live }: Inventory, failOn: InventoryOptions['failOn']): ExitCode {
  if (live?.problems.some(({ refused }) => refused) === true) {
    return ExitCode.FAILED;
  }
  const levels = { unknown: [], error: ['error'], warning: ['error', 'warning'], never: [] }[failOn] as readonly string[];
  const grave = apis.some(({ deployed }) => deployed !== undefined && (deployed.standing.status === 'unknown'
    || deployed.findings.some(({ level, acknowledged }) => acknowledged === undefined && levels.includes(level))));
  return grave && failOn !== 'never' ? ExitCode.FINDINGS : ExitCode.DONE;
}

/** On stderr, since the result may go to the terminal. */
function say({ apis, templates, live }: Inventory): void {
  if (live === undefined) {
    if (apis.length === 0) {
      process.stderr.write(`No API is in ${templates === 1 ? 'the template' : `the ${templates} templates`}.\n`);
    }
    return;
  }
  const deployed = apis.flatMap((api) => (api.deployed ? [{ name: api.name, ...api.deployed }] : []));
  const unknown = deployed.filter(({ standing }) => standing.status === 'unknown');
  process.stderr.write(`${deployed.length} deployed in ${live.regions.join(', ')}, ${unknown.length} of them in no given template\n`);
  for (const { name, region, id, standing } of unknown) {
    process.stderr.write(`  ${region} ${id} ${JSON.stringify(name)}: ${JSON.stringify(standing.why)}\n`);
  }
  const refused = live.problems.filter((problem) => problem.refused);
  if (refused.length > 0) {
    process.stderr.write(`The inventory is incomplete: ${refused.length} calls were refused\n`);
    for (const { region, of, call, error } of refused.slice(0, 20)) {
      process.stderr.write(`  ${region}${of === undefined ? '' : ` ${JSON.stringify(of)}`} ${call}: ${JSON.stringify(error)}\n`);
    }
    if (refused.length > 20) {
      process.stderr.write(`  and ${refused.length - 20} more, which the result has\n`);
    }
  }
}
