import { ChildProcess, spawn } from 'child_process';
import { existsSync } from 'fs';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';

const SERVER = path.join(__dirname, '..', '..', '.venv', 'moto', 'bin', 'moto_server');

/** moto's server (https://github.com/getmoto/moto), an emulator of AWS that test/external/setup-moto.sh installs. */
export class Moto {
  /**
   * `describe` where moto is installed. Where it is not, `describe.skip` and a warning, or an error on the build server.
   *
   * @param what is not tested then
   */
  public static describe(what: string): jest.Describe {
    if (existsSync(SERVER)) {
      return describe;
    }
    const message = `${what} is not tested against moto: ${SERVER} is missing; test/external/setup-moto.sh installs it where there is Python`;
    if (process.env.CI === 'true') {
      throw new Error(message);
    }
    console.warn(`SKIPPED: ${message}`);
    return describe.skip as jest.Describe;
  }

  public static async start(): Promise<Moto> {
    const port = await freePort();
    const moto = new Moto(`http://127.0.0.1:${port}`, spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' }));
    await moto.answering();
    return moto;
  }

  private constructor(public readonly endpoint: string, private readonly server: ChildProcess) {}

  /** What an SDK client needs to talk to it. */
  public get clientOptions() {
    return { endpoint: this.endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  }

  public stop(): void {
    this.server.kill();
  }

  private async answering(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      try {
        await fetch(`${this.endpoint}/moto-api/`);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    }
    this.stop();
    throw new Error('moto did not start');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
