import { readFileSync } from 'fs';
import * as path from 'path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const SITE = path.join(__dirname, '../../../bin/site');

/** What belongs to the page and not to the module: where a module reaches for one of these instead of its parameters, its test fails. */
const BROWSER_ONLY = ['window', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'fetch', 'crypto', 'globalThis', 'self'];

/**
 * Loads a module of the site, which is an ES module, into a test, which is CommonJS: only `import` and `export` are rewritten, as
 * ts-jest does with the tests themselves. It runs in the realm of the tests, so that `toEqual` and `instanceof` mean what they say.
 */
export function loadModule<Exports>(file: string): Exports {
  const source = readFileSync(path.join(SITE, file), 'utf8');
  const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  const exported = {};
  const run = new Function('exports', ...BROWSER_ONLY, `${outputText}\n//# sourceURL=${path.join(SITE, file)}`) as (exports: object) => void;
  run(exported);
  return exported as Exports;
}

/** The text of a file of the site. */
export function readSite(file: string): string {
  return readFileSync(path.join(SITE, file), 'utf8');
}

/** A `Storage` that tells what it holds. */
export class FakeStorage {
  public readonly values = new Map<string, string>();

  public getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  public setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  public removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** A request that a module has sent. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly redirect: string;
  readonly credentials: string;
}

/** A `fetch` that answers from a list, in its order, and keeps what it was asked. */
export class FakeServer {
  public readonly requests: SentRequest[] = [];
  public readonly answers: Array<Response | Error> = [];

  public readonly fetch = async (url: string, options: Omit<SentRequest, 'url'>): Promise<Response> => {
    this.requests.push({ ...options, url });
    const answer = this.answers.shift() ?? new Error('no answer left');
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };

  public answer(status: number, body: unknown, headers: { [name: string]: string } = {}): this {
    this.answers.push(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }));
    return this;
  }
}
