import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { FunctionDefinition } from '../../../local/functions/function-definition';
import { FunctionProcess } from '../../../local/functions/function-process';

let folder: string;
const lines: string[] = [];

beforeEach(() => {
  lines.splice(0);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'function-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** An environment whose runtime is the given code. */
function environment(code: string): FunctionProcess {
  const runtime = path.join(folder, 'runtime.js');
  fs.writeFileSync(runtime, code);
  const definition: FunctionDefinition = {
    logicalId: 'Orders',
    name: 'orders',
    arn: 'arn',
    region: 'eu-central-1',
    directory: folder,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 60,
    memoryMegabytes: 128,
    environment: {},
  };
  return new FunctionProcess(definition, runtime, {}, (_name, line) => lines.push(line));
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test('a runtime that ends fails its event with how it ended', async () => {
  await expect(environment('process.exit(7)').invoke({}, 'id')).rejects.toThrow('Runtime exited with error: exit status 7');
});

test('one that ended before an event fails it too', async () => {
  const ended = environment('process.exit(7)');
  await until(() => ended.isGone);
  await expect(ended.invoke({}, 'id')).rejects.toThrow('Runtime exited with error: exit status 7');
});

test('one that takes no events any more is ended', async () => {
  const deaf = environment('process.disconnect(); setInterval(() => {}, 1_000); console.log("deaf");');
  await until(() => lines.includes('deaf'));
  await expect(deaf.invoke({}, 'id')).rejects.toThrow('Runtime exited with error: signal: SIGKILL');
  expect(deaf.isGone).toBe(true);
});
