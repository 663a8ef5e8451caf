import { spawnSync } from 'child_process';
import * as path from 'path';
import { CliError, ExitCode, exitCodeOf, explainError } from '../../cli/private/errors';
import { painter } from '../../cli/private/style';

const MAIN = path.join(__dirname, '..', '..', 'assets', 'cli', 'main.js');

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: '/' });
  return { status, stdout, stderr };
}

describe('the command', () => {
  test('shows its help and its exit codes', () => {
    const { status, stdout, stderr } = run('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: secure-rest-api /);
    expect(stdout).toMatch(/ 1 {2}done, with findings\n/);
  });

  test('has no colour where nobody looks', () => {

    expect(run('--help').stdout).not.toMatch(/\u001b/);
  });

  test.each([['an unknown subcommand', ['no-such']], ['an unknown option', ['--no-such']]])('says of %s what is wrong, without a stack', (_what, args) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: ExitCode.USAGE, stdout: '' });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/ at /);
  });
});

test('an error is one line, and only what a person can put right says so in its code', () => {
  expect(explainError(new Error('first\n   second'))).toBe('first second');
  expect(exitCodeOf(new Error('broken'))).toBe(ExitCode.FAILED);
  expect(exitCodeOf(new CliError('`path` must exist, got "x"'))).toBe(ExitCode.USAGE);
  expect(exitCodeOf(new CliError('2 findings', ExitCode.FINDINGS))).toBe(ExitCode.FINDINGS);
});

test.each([
  ['a terminal', { isTTY: true }, {}, '\u001b[31mno\u001b[39m'],
  ['a terminal whose owner wants none', { isTTY: true }, { NO_COLOR: '1' }, 'no'],
  ['a file', {}, {}, 'no'],
])('paints for %s', (_where, stream, environment, painted) => {
  expect(painter(stream, environment)('bad', 'no')).toBe(painted);
});
