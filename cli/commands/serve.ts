import { Command } from 'commander';
import { collectPairs, duration, wholeNumber } from '../private/options';

/** What the command was given. */
export interface ServeOptions {
  readonly port: number;
  readonly http?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly clientAuthorities?: string;
  readonly endpoint: { readonly [service: string]: string };
  readonly function: { readonly [logicalId: string]: string };
  readonly parameter: { readonly [name: string]: string };
  readonly rotateEvery?: number;
  readonly accessLog?: string;
  readonly explain?: boolean;
  readonly quiet?: boolean;
}

/** `secure-rest-api serve`: the local gateway. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Serves the REST APIs of a synthesized assembly on this machine, every layer in AWS\'s order, and takes each new synthesis.')
    .argument('<assembly>', 'output folder of `cdk synth`, such as cdk.out')
    .option('--port <port>', 'port of the first API; the others follow (0: free ones)', wholeNumber(0, 65_535), 3_000)
    .option('--http', 'plain HTTP also where the Edge or a domain stands before an API')
    .option('--cert <file>', 'certificate (PEM) of your own, with --key, in the place of the one that is made for the session')
    .option('--key <file>', 'its key (PEM)')
    .option('--client-authorities <file>', 'authorities (PEM) of the clients\' certificates, for domains with mutual TLS')
    .option('--endpoint <service=url>', 'where an AWS service is, such as dynamodb=http://127.0.0.1:8000 (may stand several times)', collectPairs, {})
    .option('--function <id=url>', 'what takes the events of a function that can\'t be run here, by logical id (may stand several times)', collectPairs, {})
    .option('--parameter <name=value>', 'a CloudFormation parameter (may stand several times)', collectPairs, {})
    .option('--rotate-every <time>', 'rotates all keys and secrets, such as every 30s', duration)
    .option('--access-log <file>', 'writes the access log there too')
    .option('--explain', 'says of each request which layer decided what, and why')
    .option('--quiet', 'no line for each request')
    .addHelpText('after', `
Only this machine can reach what is served. Keys, tokens and certificates are made at each start and are worth nothing elsewhere.
A request with the header \`x-explain: 1\` is answered with the decisions of all layers in its headers.

Examples:
  $ npx cdk synth -q && npx secure-rest-api serve cdk.out
  $ secure-rest-api serve cdk.out --rotate-every 30s --explain
  $ secure-rest-api serve cdk.out --endpoint dynamodb=http://127.0.0.1:8000`)
    .action(async (assembly: string, options: ServeOptions) => {
      const { serve } = await import('../serve/serve.js');
      await serve(assembly, options);
    });
}
