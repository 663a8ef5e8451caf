import { Command, Option } from 'commander';

/** What the command was given. */
export interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly output?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly failOn: 'error' | 'warning' | 'unknown' | 'never';
}

/** `secure-rest-api check`: the rules of `SecureRestApiChecks`, without a CDK app. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Checks the REST APIs of assemblies and of CloudFormation and SAM templates, whoever made them.')
    .argument('<template...>', 'output folders of `cdk synth`, and templates in JSON or YAML')
    .addOption(new Option('--format <format>', 'text for people, JSON, or SARIF 2.1.0').choices(['text', 'json', 'sarif']).default('text'))
    .option('--output <file>', 'where to write it (default: to the terminal)')
    .option('--baseline <file>', 'what was found before: only what is new counts')
    .option('--write-baseline <file>', 'writes what is found now as a baseline, and ends well')
    .addOption(new Option('--fail-on <level>', 'from which level on a finding ends the command with 1').choices(['error', 'warning', 'unknown', 'never']).default('warning'))
    .addHelpText('after', `
What can't be looked into, such as a document in Amazon S3, is \`unknown\`, and no pass. The rules: docs/checks.md.

Examples:
  $ npx cdk synth -q && npx secure-rest-api check cdk.out
  $ secure-rest-api check template.yaml --format sarif --output checks.sarif
  $ secure-rest-api check cdk.out --write-baseline checks.json
  $ secure-rest-api check cdk.out --baseline checks.json`)
    .action(async (templates: string[], options: CheckOptions) => {
      const { check } = await import('../check/check.js');
      await check(templates, options);
    });
}
