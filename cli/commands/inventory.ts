import { Command, Option } from 'commander';

/** What the command was given. */
export interface InventoryOptions {
  readonly format: 'html' | 'json';
  readonly output?: string;
  readonly ownerTag: string;
}

/** `secure-rest-api inventory`: every API there is. */
export function inventoryCommand(): Command {
  return new Command('inventory')
    .description('Lists every API, stage and route of assemblies and templates, whoever made them, with its owner.')
    .argument('<template...>', 'output folders of `cdk synth`, and templates in JSON or YAML')
    .addOption(new Option('--format <format>', 'one page of HTML that asks nobody for anything, or a list in JSON').choices(['html', 'json']).default('html'))
    .option('--output <file>', 'where to write it (default: to the terminal)')
    .option('--owner-tag <key>', 'the tag that names an API\'s owner, in whatever case', 'owner')
    .addHelpText('after', `
REST APIs of this library and others, AWS SAM's, HTTP and WebSocket APIs. What can't be told is \`unknown\`. The list's members: docs/inventory.md.

Examples:
  $ npx cdk synth -q && npx secure-rest-api inventory cdk.out --output apis.html
  $ secure-rest-api inventory orders/cdk.out invoices/cdk.out legacy.yaml --format json --output apis.json
  $ secure-rest-api inventory */cdk.out --owner-tag team --output apis.html`)
    .action(async (templates: string[], options: InventoryOptions) => {
      const { inventory } = await import('../inventory/inventory.js');
      await inventory(templates, options);
    });
}
