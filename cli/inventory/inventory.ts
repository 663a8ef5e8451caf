import { InventoryOptions } from '../commands/inventory';
import { ExitCode } from '../private/errors';
import { writeResult } from '../private/output';
import { withProgress } from '../private/progress';
import { readInputs } from '../report/read/inputs';
import { formatJson } from './format-json';
import { apisInTemplates, blindSpotsIn } from './from-templates';
import { inventoryPage } from './html/page';
import { Inventory } from './model';

/** Writes what APIs there are. */
export async function inventory(inputs: string[], { format, output, ownerTag }: InventoryOptions): Promise<void> {
  const found = await withProgress('Reading the APIs', async () => Promise.resolve(inventoryOf(inputs, ownerTag)));
  writeResult(output, format === 'html' ? inventoryPage(found) : formatJson(found));
  if (found.apis.length === 0) {
    process.stderr.write(`No API is in ${found.templates === 1 ? 'the template' : `the ${found.templates} templates`}.\n`);
  }
  process.exitCode = ExitCode.DONE;
}

function inventoryOf(inputs: readonly string[], ownerTag: string): Inventory {
  const read = readInputs(inputs);
  return { ownerTag, templates: read.length, apis: apisInTemplates(read, ownerTag), blindSpots: blindSpotsIn(read) };
}
