import { Command, Option } from 'commander';
import { wholeNumber } from '../private/options';

/** What the command was given. */
export interface ReportOptions {
  readonly format: 'html' | 'markdown';
  readonly output?: string;
  readonly failBelow?: number;
}

/** `secure-rest-api report`: what protects each API, for people. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Writes a page about what protects the APIs of assemblies and templates: routes, levels, firewall, exceptions, the worst bill.')
    .argument('<template...>', 'output folders of `cdk synth`, and templates in JSON or YAML')
    .addOption(new Option('--format <format>', 'one page of HTML that asks nobody for anything, or Markdown').choices(['html', 'markdown']).default('html'))
    .option('--output <file>', 'where to write it (default: to the terminal)')
    .option('--fail-below <level>', 'ends with 1 where an API\'s security maturity level is lower, or unknown', wholeNumber(1, 3))
    .addHelpText('after', `
Of an API of this library the posture file beside the template tells everything; of others the report has what the template tells, and
\`unknown\` for the rest. The levels and what they ask for: docs/report.md.

Examples:
  $ npx cdk synth -q && npx secure-rest-api report cdk.out --output report.html
  $ secure-rest-api report cdk.out --format markdown >> "$GITHUB_STEP_SUMMARY"
  $ secure-rest-api report orders/cdk.out invoices/cdk.out legacy.yaml --output apis.html
  $ secure-rest-api report cdk.out --output report.html --fail-below 2`)
    .action(async (templates: string[], options: ReportOptions) => {
      const { report } = await import('../report/report.js');
      await report(templates, options);
    });
}
