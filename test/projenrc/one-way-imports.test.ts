import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { oneWayImports } from '../../projenrc/one-way-imports';

const ROOT = path.join(__dirname, '../..');

/** What ESLint says of one statement in one file. */
function lint(file: string, statement: string): string[] {
  return new Linter({ configType: 'flat', cwd: ROOT }).verify(statement, [{
    files: ['**/*.ts'],
    languageOptions: { parser: parser as Linter.Parser },
    plugins: { rooms: { rules: { 'one-way-imports': oneWayImports } } },
    rules: { 'rooms/one-way-imports': 'error' },
  }], path.join(ROOT, file)).map(({ message }) => message);
}

const DIRECTION = 'front desk → monitoring → edge → keys, authorizer, open-api → firewall, gateway, posture → routes → schema → shared → contracts';

describe('an import against the direction is refused with the right way', () => {
  test.each([
    ['the front desk, from a room', 'lib/gateway/private/check-doors.ts', '../../secure-rest-api-props',
      `gateway must not import from front desk: imports run one way, ${DIRECTION}; right would be front desk importing from gateway, or what both need in a later row`],
    ['the index, from a room', 'lib/edge/edge.ts', '..', 'edge must not import from front desk'],
    ['the index by its name', 'lib/edge/edge.ts', '../index', 'edge must not import from front desk'],
    ['an earlier room', 'lib/firewall/web-acl.ts', '../edge/edge', 'right would be edge importing from firewall, or what both need in a later row'],
    ['an earlier room, from the last', 'lib/shared/literals.ts', '../schema/private/json-schema', 'shared must not import from schema'],
    ['routes, from schema', 'lib/schema/body-defaults.ts', '../routes/route', 'schema must not import from routes'],
    ['a neighbour', 'lib/gateway/private/cors.ts', '../../firewall/firewall-options',
      `gateway must not import from firewall: imports run one way, ${DIRECTION}; right would be what both need in a later row`],
    ['a construct of ours, from the checks', 'lib/checks/strict-import.ts', '../gateway/domain-options',
      'checks must not import from gateway: its rules judge apps that have no construct of ours; right would be what the template says, or shared or contracts for what both need'],
    ['the front desk, from the checks', 'lib/checks/index.ts', '../secure-rest-api', 'checks must not import from front desk'],
    ['the checks, from a room', 'lib/gateway/private/cors.ts', '../../checks', 'gateway must not import from checks: only the front desk does'],
    ['a room that the order lacks', 'lib/edge/edge.ts', '../attic/trunk', 'lib/attic/ has no place yet in the order of imports'],
    ['from a room that the order lacks', 'lib/attic/trunk.ts', '../edge/edge', 'lib/attic/ has no place yet in the order of imports'],
    ['functions, from the library', 'lib/keys/api-consumer.ts', '../../lambda/shared/errors', 'lib/ must not import "lambda/shared/errors": users get lib/ alone'],
    ['a room of the library, from a function', 'lambda/jwt-authorizer/handler.ts', '../../lib/shared/literals',
      'lambda/ must not import "lib/shared/literals": a function runs without the CDK, so of lib/ it knows lib/contracts/ only; ' +
      'right would be names and types in lib/contracts/ that both sides import'],
    ['the library, from a function', 'lambda/shared/env.ts', '../../lib', 'lambda/ must not import "lib"'],
    ['the CDK, from a function', 'lambda/shared/env.ts', 'aws-cdk-lib/aws-lambda', 'lambda/ must not import "aws-cdk-lib/aws-lambda"'],
    ['the CDK, from a contract', 'lib/contracts/rotation.ts', 'aws-cdk-lib',
      'lib/contracts/ must not import "aws-cdk-lib": functions import the contracts and run without the CDK; ' +
      'right would be names and types only here, and what needs the CDK in lib/shared/ or the room that uses it'],
    ['constructs, from a contract', 'lib/contracts/rotation.ts', 'constructs', 'lib/contracts/ must not import "constructs"'],
    ['a room, from a contract', 'lib/contracts/rotation.ts', '../shared/literals', 'contracts must not import from shared'],
  ])('%s', (_, file, imported, sentence) => {
    expect(lint(file, `import { x } from '${imported}';`)).toEqual([expect.stringContaining(sentence)]);
  });
});

test.each([
  ['import type', "import type { X } from '../secure-rest-api';"],
  ['an import for its effect', "import '../secure-rest-api';"],
  ['export from', "export { X } from '../secure-rest-api';"],
  ['export all', "export * from '../secure-rest-api';"],
  ['import()', "export const x = import('../secure-rest-api');"],
  ['a type of import()', "export type X = import('../secure-rest-api').SecureRestApi;"],
  ['import = require', "import x = require('../secure-rest-api');"],
  ['require', "const x = require('../secure-rest-api');"],
])('%s is an import', (_, statement) => {
  expect(lint('lib/edge/edge.ts', statement)).toEqual([expect.stringContaining('edge must not import from front desk')]);
});

test.each([
  ['lib/secure-rest-api.ts', './edge/edge'],
  ['lib/secure-rest-api.ts', './secure-rest-api-props'],
  ['lib/index.ts', './checks'],
  ['lib/edge/edge.ts', './private/check-edge'],
  ['lib/edge/edge.ts', '../keys/rotation-schedule'],
  ['lib/edge/private/check-edge.ts', '../../contracts/origin-secret'],
  ['lib/checks/strict-import.ts', './private/nag-rule'],
  ['lib/checks/strict-import.ts', '../contracts/rotation'],
  ['lib/checks/strict-import.ts', 'aws-cdk-lib'],
  ['lib/contracts/rotation.ts', './authorizer'],
  ['lib/contracts/rotation.ts', 'node:path'],
  ['lambda/shared/env.ts', '../../lib/contracts/rotation'],
  ['lambda/shared/env.ts', './errors'],
  ['lambda/shared/env.ts', '@aws-sdk/client-wafv2'],
  ['test/edge/edge.test.ts', '../../lib/secure-rest-api'],
])('%s may import %s', (file, imported) => {
  expect(lint(file, `import { x } from '${imported}';`)).toEqual([]);
});

test.each(['lib/gateway/private/cors.ts', 'lambda/shared/env.ts', 'lib/contracts/rotation.ts'])('`npm test` lints %s with it', file => {
  const { stdout, stderr } = spawnSync(process.execPath, ['node_modules/eslint/bin/eslint.js', '--print-config', file], { cwd: ROOT, encoding: 'utf8' });
  expect({ rules: stdout && JSON.parse(stdout).rules, stderr }).toEqual(expect.objectContaining({
    rules: expect.objectContaining({ 'rooms/one-way-imports': [2] }),
  }));
});
