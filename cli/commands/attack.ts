import { Command } from 'commander';
import { collect, duration, wholeNumber } from '../private/options';

/** `secure-rest-api attack`: hostile and innocent requests to a running API, local or deployed. */
export function attackCommand(): Command {
  return new Command('attack')
    .description('Attacks a running API, local or deployed, and says which layer held against what.')
    .argument('<url>', 'where the API is, with its stage, base path or /api')
    .option('--document <file>', 'its OpenAPI document: `api.openApiDocument`, or what it was made from')
    .option('--assembly <folder>', 'or the output of `cdk synth` that has it')
    .option('--api <stack/logicalId>', 'which API of the assembly, where it has several')
    .option('--host-confirmed <host>', 'the host a second time, where it is not this machine: attack only what is yours')
    .option('--token <token>', 'a token that the API takes; of a running `serve` one is asked for')
    .option('--role <role>', 'a role of the token that is asked for (may stand several times)', collect, [])
    .option('--scope <scope>', 'a scope of the token that is asked for (may stand several times)', collect, [])
    .option('--key <key>', 'an API key that the API takes; of a running `serve` one is asked for')
    .option('--consumer <name>', 'whose key is asked for')
    .option('--revoked-key <key>', 'a key that once was one')
    .option('--foreign-key <key>', 'a key of another API')
    .option('--ca <file>', 'certificate of the authority that signed the API\'s, as PEM: `serve` prints where its own is')
    .option('--max-requests <number>', 'how many requests at most', wholeNumber(1, 10_000), 1_000)
    .option('--time <length>', 'how long at most, such as 60s', duration, 120_000)
    .option('--rate <number>', 'requests a second, few enough that no flood rule answers first', wholeNumber(1, 1_000), 20)
    .option('--junit <file>', 'writes JUnit XML')
    .option('--sarif <file>', 'writes SARIF 2.1.0')
    .addHelpText('after', `
Outcomes:
  held             refused by a layer that is meant to, or an innocent request that passed
  elsewhere        refused, by another layer than the one that is meant: nothing is said of that one
  not proven       throttled until the end, no answer, or the given token or key was not taken
  through          a hostile request reached the target: a finding
  wrongly refused  an innocent request is refused: a finding

Of a \`serve\` the layers are told, of a deployed stage they are guessed from the answers (with a question mark).

Examples:
  $ secure-rest-api attack https://localhost:3000/api --assembly cdk.out --role admin --ca authority.pem
  $ secure-rest-api attack https://shop.example.com/api --host-confirmed shop.example.com --document api.json --token "$TOKEN" --key "$KEY"`)
    .action(async (url: string, options: AttackOptions) => {
      const { attack } = await import('../attack/attack.js');
      await attack(url, options);
    });
}

/** What the command was given. */
export interface AttackOptions {
  readonly document?: string;
  readonly assembly?: string;
  readonly api?: string;
  readonly hostConfirmed?: string;
  readonly token?: string;
  readonly role: string[];
  readonly scope: string[];
  readonly key?: string;
  readonly consumer?: string;
  readonly revokedKey?: string;
  readonly foreignKey?: string;
  readonly ca?: string;
  readonly maxRequests: number;
  readonly time: number;
  readonly rate: number;
  readonly junit?: string;
  readonly sarif?: string;
}
