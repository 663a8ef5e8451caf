import * as fs from 'fs';
import * as path from 'path';
import { exampleApp } from '../bin/app';
import { LocalTables } from '../bin/local-tables';
import { SecureRestApi } from '../lib';
import { readAssembly } from '../local/assembly';
import { LocalSession } from '../local/session/session';

const FOLDER = path.join(__dirname, '..', '.external');
const BUNDLES = path.join(__dirname, '..', 'assets', 'local', 'functions');
const SCOPES = ['orders/read', 'orders/write'];

/** The example app, served on loopback as `secure-rest-api serve` serves it. */
export interface ServedExample {
  /** Where clients call it, with no slash behind. */
  readonly url: string;
  /** Where the website is. */
  readonly origin: string;
  /** The document that clients get. */
  readonly document: object;
  /** A token as the partners' issuer makes them, and the partner's key. */
  readonly partnerToken: string;
  readonly partnerKey: string;
  /** A token of the shop's own administrator. */
  readonly adminToken: string;
  /** What its functions threw, so far. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** Synthesizes and serves the example app, with a table for its orders. Tools that can't be told of an authority need plain HTTP. */
export async function serveExample(plainHttp: boolean): Promise<ServedExample> {
  process.env.CDK_VALIDATION = 'false';
  // Functions find the AWS SDK in the folders above them.
  fs.mkdirSync(FOLDER, { recursive: true });
  const directory = fs.mkdtempSync(path.join(FOLDER, 'served-example-'));
  const app = exampleApp(directory);
  app.synth();
  const api = app.node.findAll().find((node): node is SecureRestApi => node instanceof SecureRestApi)!;
  const tables = await LocalTables.start(readAssembly(directory));
  const failures: string[] = [];
  const session = await LocalSession.start({
    directory,
    port: 0,
    plainHttp,
    endpoints: { dynamodb: tables.url },
    bundles: BUNDLES,
    listener: {
      notice: () => {},
      accessLog: () => {},
      functionLog: () => {},
      functionFailed: (name, message) => failures.push(`${name}: ${message}`),
      answered: () => {},
    },
  });
  return {
    url: session.apis[0].url,
    origin: session.apis[0].origin,
    document: api.openApiDocument,
    partnerToken: tokenOf(session, { roles: [], scopes: SCOPES, issuer: 'https://id.example.com/' }),
    adminToken: tokenOf(session, { roles: ['admin'], scopes: SCOPES }),
    partnerKey: session.keyOf(session.consumers.find(({ name }) => name === 'Partner')!),
    failures,
    stop: async () => {
      await session.stop();
      await tables.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

function tokenOf(session: LocalSession, wish: { readonly roles: string[]; readonly scopes: string[]; readonly issuer?: string }): string {
  return session.issuers.choose(wish).token({ ...wish, subject: 'alice', lifetimeSeconds: 3_600 });
}
