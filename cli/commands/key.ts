import { Command } from 'commander';

/** `secure-rest-api key`: a consumer's current API key from the running `serve`. */
export function keyCommand(): Command {
  return new Command('key')
    .description('Prints the current API key of a consumer, as the consumer would read it in its secret, from a running `serve`.')
    .argument('[consumer]', 'its id; may be left out where there is one only')
    .option('--rotate', 'replaces the key first, as the schedule would')
    .option('--url <url>', 'which `serve`, where several run')
    .addHelpText('after', `
Examples:
  $ secure-rest-api key Partner
  $ curl -H "x-api-key: $(npx secure-rest-api key Partner)" https://localhost:3000/api/orders`)
    .action(async (consumer: string | undefined, { rotate, url }: { readonly rotate?: boolean; readonly url?: string }) => {
      const { askSession, findSession } = await import('../private/running-sessions.js');
      const session = findSession(url);
      if (rotate) {
        await askSession(session, 'rotate', { name: consumer });
      }
      const { key } = await askSession(session, 'key', { name: consumer });
      process.stdout.write(`${key}\n`);
    });
}
