import * as path from 'node:path';
import type { Rule } from 'eslint';
import { CHECKS, CHECKS_MAY_IMPORT, ROOMS, SYNTH_TIME_PACKAGES } from './rooms';

const DIRECTION = ROOMS.map(row => row.join(', ')).join(' → ');

/** ESLint's rule for the rooms in `rooms.ts`: refuses an import against the direction, and says which way is right. */
export const oneWayImports: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'Imports run one way through the rooms of lib/' }, schema: [] },
  create(context) {
    const file = posix(path.relative(context.cwd, context.filename));
    const check = (node: Rule.Node, imported: unknown) => {
      const message = typeof imported === 'string' ? whyWrong(file, imported) : undefined;
      if (message) {
        context.report({ node, message });
      }
    };
    const checkSource = (node: Rule.Node) => check(node, (node as Importing).source?.value);
    return {
      'ImportDeclaration': checkSource,
      'ExportNamedDeclaration': checkSource,
      'ExportAllDeclaration': checkSource,
      'ImportExpression': checkSource,
      'TSImportType': checkSource,
      'TSExternalModuleReference': (node: Rule.Node) => check(node, (node as Importing).expression?.value),
      'CallExpression[callee.name="require"]': (node: Rule.Node) => check(node, (node as Importing).arguments?.[0]?.value),
    };
  },
};

/** What ESLint's types don't say of the nodes that import: where each keeps the module's name. */
interface Importing {
  readonly source?: { readonly value?: unknown };
  readonly expression?: { readonly value?: unknown };
  readonly arguments?: { readonly value?: unknown }[];
}

/** The sentence for an import that must not be, or undefined for one that may. */
export function whyWrong(file: string, imported: string): string | undefined {
  if (!imported.startsWith('.')) {
    return SYNTH_TIME_PACKAGES.test(imported) ? whyNoSynthTimePackage(file, imported) : undefined;
  }
  const target = path.posix.join(path.posix.dirname(file), imported);
  if (file.startsWith('lambda/')) {
    return inFolder(target, 'lib') && !inFolder(target, 'lib/contracts')
      ? `lambda/ must not import "${target}": a function runs without the CDK, so of lib/ it knows lib/contracts/ only; ` +
        'right would be names and types in lib/contracts/ that both sides import'
      : undefined;
  }
  return file.startsWith('lib/') ? whyNotInLib(roomOf(file), target) : undefined;
}

function whyNoSynthTimePackage(file: string, imported: string): string | undefined {
  if (file.startsWith('lib/contracts/')) {
    return `lib/contracts/ must not import "${imported}": functions import the contracts and run without the CDK; ` +
      'right would be names and types only here, and what needs the CDK in lib/shared/ or the room that uses it';
  }
  return file.startsWith('lambda/')
    ? `lambda/ must not import "${imported}": a function runs without the CDK; right would be names and types in lib/contracts/`
    : undefined;
}

function whyNotInLib(from: string, target: string): string | undefined {
  if (!inFolder(target, 'lib')) {
    return `lib/ must not import "${target}": users get lib/ alone; right would be lib/contracts/ for what constructs and functions agree on`;
  }
  const to = roomOf(target);
  if (from === to) {
    return undefined;
  }
  if (from === CHECKS) {
    return CHECKS_MAY_IMPORT.includes(to) ? undefined :
      `${CHECKS} must not import from ${to}: its rules judge apps that have no construct of ours; ` +
      `right would be what the template says, or ${CHECKS_MAY_IMPORT.join(' or ')} for what both need`;
  }
  const rowOfFrom = rowOf(from);
  const rowOfTo = rowOf(to);
  const unknown = rowOfFrom === -1 ? from : (rowOfTo === -1 && to !== CHECKS ? to : undefined);
  if (unknown !== undefined) {
    return `lib/${unknown}/ has no place yet in the order of imports (${DIRECTION}); right would be a row for it in projenrc/rooms.ts`;
  }
  if (to === CHECKS) {
    return rowOfFrom === 0 ? undefined : `${from} must not import from ${CHECKS}: only the front desk does; right would be shared for what both need`;
  }
  if (rowOfFrom < rowOfTo) {
    return undefined;
  }
  // Neighbours: neither knows the other.
  const right = rowOfFrom === rowOfTo ? 'what both need in a later row' : `${to} importing from ${from}, or what both need in a later row`;
  return `${from} must not import from ${to}: imports run one way, ${DIRECTION}; right would be ${right}`;
}

/** `lib/edge/private/x.ts` stands in `edge`, `lib/index.ts` and `lib` at the front desk, `lib/checks` (its index) in `checks`. */
function roomOf(libPath: string): string {
  const [, first, ...rest] = libPath.split('/');
  const isRoom = first !== undefined && (rest.length > 0 || first === CHECKS || rowOf(first) !== -1);
  return isRoom ? first : ROOMS[0][0];
}

function rowOf(room: string): number {
  return ROOMS.findIndex(row => row.includes(room));
}

function inFolder(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function posix(file: string): string {
  return file.split(path.sep).join('/');
}
