import * as path from 'path';
import { readAssembly } from '../local/assembly';
import { LocalConsumer } from '../local/session/consumers';
import { LocalSession } from '../local/session/session';
import { LocalTables } from './local-tables';

/** As many of the last lines that functions wrote are shown where nothing starts. */
const MOST_LINES = 20;
const BUNDLES = path.join(__dirname, '..', 'assets', 'local', 'functions');

/** Scopes of the shop's API. */
const SCOPES = ['orders/read', 'orders/write'];

/** How it is served. */
export interface ServedShopOptions {
  /** For tools that can't be told of an authority. */
  readonly plainHttp?: boolean;
  /** Told what a person should know, once. */
  readonly notice?: (text: string) => void;
}

/** The synthesized example app on this machine: its orders in a DynamoDB in memory, its API with every layer, its website. */
export class ServedShop {
  public static async start(directory: string, { plainHttp, notice = () => {} }: ServedShopOptions = {}): Promise<ServedShop> {
    const tables = await LocalTables.start(readAssembly(directory));
    const failures: string[] = [];
    const lastLines: string[] = [];
    try {
      const session = await LocalSession.start({
        directory,
        port: 0,
        plainHttp,
        endpoints: { dynamodb: tables.url },
        bundles: BUNDLES,
        listener: {
          notice,
          accessLog: () => {},
          functionLog: (name, line) => lastLines.splice(0, lastLines.push(`${name}: ${line}`) - MOST_LINES),
          functionFailed: (name, message) => failures.push(`the function ${name} failed: ${message}`),
          answered: () => {},
        },
      });
      return new ServedShop(tables, session, failures);
    } catch (error) {
      // A function that failed says there why.
      lastLines.forEach((line) => notice(line));
      await tables.stop();
      throw error;
    }
  }

  private constructor(
    private readonly tables: LocalTables,
    public readonly session: LocalSession,
    /** What its functions threw, so far. */
    public readonly failures: readonly string[],
  ) {
  }

  public get partner(): LocalConsumer {
    return this.session.consumers.find(({ name }) => name === 'Partner')!;
  }

  /** A token of the issuer whose name has the given part. */
  public token(issuer: string, subject: string, roles: readonly string[] = []): string {
    const wish = { scopes: SCOPES, roles, issuer };
    return this.session.issuers.choose(wish).token({ ...wish, subject });
  }

  public async stop(): Promise<void> {
    await this.session.stop();
    await this.tables.stop();
  }
}
