import { Command } from 'commander';
import { collect, collectPairs, wholeNumber } from '../private/options';

/** `secure-rest-api token`: a token from the running `serve`. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('Prints an access token of the development issuer that a running `serve` has; it is worth nothing anywhere else.')
    .option('--role <role>', 'a role that it has (may stand several times)', collect, [])
    .option('--scope <scope>', 'a scope that it has (may stand several times)', collect, [])
    .option('--claim <name=value>', 'a further claim, JSON or text (may stand several times)', collectPairs, {})
    .option('--subject <name>', 'who it is about', 'alice')
    .option('--client <id>', 'the client that it was issued to')
    .option('--issuer <text>', 'part of the issuer\'s name; without it, the first that may grant all roles and scopes')
    .option('--lifetime <seconds>', 'how long it is valid, at most as long as the API accepts', wholeNumber(1, 86_400))
    .option('--url <url>', 'which `serve`, where several run')
    .addHelpText('after', `
Examples:
  $ secure-rest-api token --role admin --scope orders/write
  $ curl -H "authorization: Bearer $(npx secure-rest-api token --scope orders/read)" https://localhost:3000/api/orders`)
    .action(async (options: TokenOptions) => {
      const { printToken } = await import('../serve/token.js');
      await printToken(options);
    });
}

/** What the command was given. */
export interface TokenOptions {
  readonly role: string[];
  readonly scope: string[];
  readonly claim: { readonly [name: string]: string };
  readonly subject: string;
  readonly client?: string;
  readonly issuer?: string;
  readonly lifetime?: number;
  readonly url?: string;
}
