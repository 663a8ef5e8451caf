import { Command, InvalidArgumentError, Option } from 'commander';
import { collectPairs } from '../private/options';

/** What the command was given. */
export interface InventoryOptions {
  readonly format: 'html' | 'json';
  readonly output?: string;
  readonly ownerTag: string;
  readonly live?: boolean;
  readonly regions?: string[];
  readonly profile?: string;
  readonly stack?: { readonly [stackName: string]: string };
  readonly failOn: 'unknown' | 'error' | 'warning' | 'never';
  readonly printPolicy?: boolean;
}

/** `secure-rest-api inventory`: every API there is. */
export function inventoryCommand(): Command {
  return new Command('inventory')
    .description('Lists every API, stage and route of assemblies and templates, whoever made them, and with --live what is deployed.')
    .argument('[template...]', 'output folders of `cdk synth`, and templates in JSON or YAML')
    .addOption(new Option('--format <format>', 'one page of HTML that asks nobody for anything, or a list in JSON').choices(['html', 'json']).default('html'))
    .option('--output <file>', 'where to write it (default: to the terminal)')
    .option('--owner-tag <key>', 'the tag that names an API\'s owner, in whatever case', 'owner')
    .option('--live', 'reads what is deployed too, and marks each API that no given template names; it needs the AWS SDK\'s clients')
    .option('--regions <list>', 'where to read, separated by commas', regionList)
    .option('--profile <name>', 'whose credentials to read with (default: those of the environment)')
    .option('--stack <name=file>', 'the stack that a template\'s file is deployed as; of an assembly that is known (may stand several times)', collectPairs)
    .addOption(new Option('--fail-on <what>', 'what that is deployed ends the command with 1: an API in no given template, or that and findings from a level on')
      .choices(['unknown', 'error', 'warning', 'never']).default('unknown'))
    .option('--print-policy', 'prints the IAM policy that --live needs, and reads nothing')
    .addHelpText('after', `
REST APIs of this library and others, AWS SAM's, HTTP and WebSocket APIs. What can't be told is \`unknown\`. A deployed API is known where
CloudFormation's own tags say which stack and logical id it is of, and a template that was given has it: docs/inventory.md.

With --live it ends with 3 where something was refused: what was read is written all the same, and what is missing is named.

Examples:
  $ npx cdk synth -q && npx secure-rest-api inventory cdk.out --output apis.html
  $ secure-rest-api inventory orders/cdk.out invoices/cdk.out legacy.yaml --format json --output apis.json
  $ secure-rest-api inventory */cdk.out --owner-tag team --output apis.html
  $ secure-rest-api inventory --print-policy --regions eu-west-1 > policy.json
  $ secure-rest-api inventory --live --regions eu-west-1,us-east-1 --profile audit */cdk.out --output apis.html
  $ secure-rest-api inventory --live --regions eu-west-1 --stack legacy-prod=legacy.yaml legacy.yaml --format json`)
    .action(async (templates: string[], options: InventoryOptions) => {
      const { inventory } = await import('../inventory/inventory.js');
      await inventory(templates, options);
    });
}

function regionList(value: string): string[] {
  const regions = value.split(',').map((region) => region.trim());
  if (!regions.every((region) => /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/.test(region))) {
    throw new InvalidArgumentError('It must be names of regions, such as eu-west-1,us-east-1.');
  }
  return [...new Set(regions)];
}
