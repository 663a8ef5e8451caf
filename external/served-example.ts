import * as fs from 'fs';
import * as path from 'path';
import { exampleApp } from '../bin/app';
import { ServedShop } from '../bin/served-shop';
import { SecureRestApi } from '../lib';

const FOLDER = path.join(__dirname, '..', '.external');

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

/** Synthesizes and serves the example app, as the demo does. Tools that can't be told of an authority need plain HTTP. */
export async function serveExample(plainHttp: boolean): Promise<ServedExample> {
  process.env.CDK_VALIDATION = 'false';
  // Functions find the AWS SDK in the folders above them.
  fs.mkdirSync(FOLDER, { recursive: true });
  const directory = fs.mkdtempSync(path.join(FOLDER, 'served-example-'));
  const app = exampleApp(directory);
  app.synth();
  const api = app.node.findAll().find((node): node is SecureRestApi => node instanceof SecureRestApi)!;
  const shop = await ServedShop.start(directory, { plainHttp });
  const [served] = shop.session.apis;
  return {
    url: served.url,
    origin: served.origin,
    document: api.openApiDocument,
    partnerToken: shop.token('https://id.example.com/', 'alice'),
    adminToken: shop.token('cognito', 'alice', ['admin']),
    partnerKey: shop.session.keyOf(shop.partner),
    failures: shop.failures,
    stop: async () => {
      await shop.stop();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
