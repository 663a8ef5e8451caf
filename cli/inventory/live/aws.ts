import { createRequire } from 'module';
import * as path from 'path';
import { CliError } from '../../private/errors';
import { packageFolder } from '../../private/library';
import { commandOf, Operation, OperationName, OPERATIONS } from './operations';

/** What AWS answers; nobody vouches for its members. */
export interface Answer {
  readonly [member: string]: unknown;
}

/** AWS in one region. */
export interface Aws {
  call(operation: OperationName, input: object): Promise<Answer>;
  /** Ends its connections. */
  close(): void;
}

interface Client {
  send(command: object): Promise<Answer>;
  destroy(): void;
}

type SdkModule = { readonly [name: string]: new (input: object) => unknown };

const CLIENTS: { readonly [client in Operation['client']]: { readonly package: string; readonly name: string } } = {
  rest: { package: '@aws-sdk/client-api-gateway', name: 'APIGatewayClient' },
  http: { package: '@aws-sdk/client-apigatewayv2', name: 'ApiGatewayV2Client' },
  waf: { package: '@aws-sdk/client-wafv2', name: 'WAFV2Client' },
};

/** Half of the ten requests a second, and of the burst of 40, that all of an account's tools share. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTERVAL_MILLISECONDS = 200;
const BURST = 20;
/** Of calls with an interval of their own. */
const OWN_BURST = 2;
const ATTEMPTS = 10;
const TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 60_000 };

export type Sdk = { readonly [client in Operation['client']]: SdkModule };

/**
 * The SDK's clients that are installed in the user's project, or beside this package: inside of it they would make it an eighth larger.
 *
 * @param folders where they are looked for, and above
 * @throws where one of them is not there, with the command that installs them
 */
export function loadSdk(folders: readonly string[] = [process.cwd(), packageFolder()]): Sdk {
  const places = folders.map((place) => createRequire(path.join(place, 'package.json')));
  const load = (name: string): unknown => {
    for (const place of places) {
      try {
        return place(name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') {
          throw new CliError(`${name} must be a client of the AWS SDK for JavaScript 3, got one that can't be loaded: ${(error as Error).message}`);
        }
      }
    }
    return undefined;
  };
  const loaded = Object.entries(CLIENTS).map(([client, { package: name }]) => [client, load(name), name] as const);
  const missing = loaded.filter(([, found]) => found === undefined).map(([,, name]) => name);
  if (missing.length > 0) {
    throw new CliError(`\`inventory --live\` needs clients of the AWS SDK that are not installed; right would be: npm i -D ${missing.join(' ')}`);
  }
  return Object.fromEntries(loaded) as unknown as Sdk;
}

/**
 * The real AWS, no faster than half of what an account may, and again where it says that this was too fast.
 *
 * @param pace 1 as fast as that; 0 as fast as can be, for an emulator
 */
export function awsIn(region: string, sdk: Sdk, pace = 1): Aws {
  const clients = Object.fromEntries(Object.entries(CLIENTS).map(([client, { name }]) => [
    client, new sdk[client as Operation['client']][name]({ region, maxAttempts: ATTEMPTS, requestHandler: TIMEOUTS }),
  ])) as { readonly [client in Operation['client']]: Client };
  const dueAt = new Map<string, number>();
  const wait = async (name: string, milliseconds: number, burst: number): Promise<void> => {
    const now = Date.now();
    const due = Math.max(dueAt.get(name) ?? -Infinity, now - burst * milliseconds * pace);
    dueAt.set(name, due + milliseconds * pace);
    if (due > now) {
      await new Promise((resolve) => setTimeout(resolve, due - now));
    }
  };
  return {
    async call(name, input) {
      const { client, intervalMilliseconds }: Operation = OPERATIONS[name];
      if (intervalMilliseconds !== undefined) {
        await wait(name, intervalMilliseconds, OWN_BURST);
      }
      await wait('', INTERVAL_MILLISECONDS, BURST);
      const Command = sdk[client][`${commandOf(name)}Command`];
      return clients[client].send(new Command(input) as object);
    },
    close() {
      Object.values(clients).forEach((client) => client.destroy());
    },
  };
}

/**
 * Credentials of a profile, whatever else the environment has: a client of some version would take the environment's keys first.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
 */
export function useProfile(profile: string, environment = process.env): void {
  environment.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    delete environment[name];
  }
}

/** An error of AWS as a sentence: its name tells more than its text, which may be long, or empty. */
export function awsError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  // The SDK's further lines are advice for whoever programs with it.
  const text = message.trim().split('\n')[0].slice(0, 300);
  return text === '' || text === name ? name : `${name}: ${text}`;
}
