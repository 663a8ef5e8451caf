import * as fs from 'fs';
import * as path from 'path';
import { RouteAccess } from '../../lib';

/**
 * Every public name is good in every language: no generator has to change it, as jsii-pacmak does with a reserved word (`lambda_` in Python,
 * `doPublic` in Java) or with a name that each object already has. `npm test` compiles the assembly before.
 */
const { isReservedName } = jest.requireActual<{ isReservedName: (name: string) => string[] | undefined }>(
  // jsii exports its list to its own modules only.
  path.join(path.dirname(require.resolve('jsii/package.json')), 'lib', 'reserved-words.js'),
);

interface Named {
  readonly name: string;
  readonly docs?: { readonly deprecated?: string };
}
interface Callable extends Named {
  readonly parameters?: Named[];
}
interface Type extends Named {
  readonly kind: 'class' | 'enum' | 'interface';
  readonly datatype?: boolean;
  readonly initializer?: Callable;
  readonly methods?: Callable[];
  readonly properties?: Named[];
  readonly members?: Named[];
}

const { types } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.jsii'), 'utf8')) as { types: { [fqn: string]: Type } };

/** What jsii-pacmak's Java generator writes otherwise beside the language's own words. */
const JAVA_GENERATED = ['build', 'builder'];
/** Members of each object, which a member of ours would override or hide; TypeScript's spelling. */
const EVERY_OBJECT = new Set([
  'clone', 'equals', 'finalize', 'getClass', 'hashCode', 'notify', 'notifyAll', 'toString', 'wait', // Java
  'getHashCode', 'getType', 'memberwiseClone', 'referenceEquals', // C#
  'constructor', 'hasOwnProperty', 'isPrototypeOf', 'valueOf', // TypeScript
]);
/** TypeScript's own list: https://262.ecma-international.org/#sec-keywords-and-reserved-words. Members may have these names, but no parameters. */
const TYPESCRIPT = new Set(['arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum', 'eval',
  'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let', 'new', 'null', 'package', 'private',
  'protected', 'public', 'return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield']);

/** C# and Go write types and members with a capital, so that none is a keyword: `RequestBody.Unchecked`. */
function reservedAsMember(name: string): string[] {
  return [
    ...(isReservedName(name) ?? []).filter((language) => language !== 'C#' && language !== 'Go'),
    ...(JAVA_GENERATED.includes(name) ? ['Java (builders)'] : []),
    ...(EVERY_OBJECT.has(name) ? ['an object has it'] : []),
    ...(/^(get|set)[A-Z]/.test(name) ? ['Java (accessors)'] : []),
  ];
}

/** Python passes options by name beside the parameters, and `self` before them. */
function reservedAsParameter(name: string): string[] {
  return [...(isReservedName(name) ?? []), ...(TYPESCRIPT.has(name) ? ['TypeScript'] : []), ...(name === 'self' || name === 'cls' ? ['Python'] : [])];
}

function reserved(): string[] {
  return Object.values(types).flatMap((type) => {
    const callables = [...type.methods ?? [], ...(type.initializer ? [{ ...type.initializer, name: 'constructor of it' }] : [])].filter((callable) => !callable.docs?.deprecated);
    const members = [...type.methods ?? [], ...type.properties ?? [], ...type.members ?? []].filter((member) => !member.docs?.deprecated);
    return [
      ...reservedAsMember(type.name).map((language) => `${type.name}: ${language}`),
      ...members.flatMap(({ name }) => reservedAsMember(name).map((language) => `${type.name}.${name}: ${language}`)),
      ...callables.flatMap(({ name, parameters }) => (parameters ?? []).flatMap((parameter) => reservedAsParameter(parameter.name)
        .map((language) => `${type.name}.${name}(${parameter.name}): ${language}`))),
      // A member named as its class gives the class an underscore in C#.
      ...members.filter(({ name }) => name.toLowerCase() === type.name.toLowerCase()).map(({ name }) => `${type.name}.${name}: C# (name of its class)`),
      // Options become named arguments of Python, and setters of Java's builders.
      ...(type.datatype ? (type.properties ?? []).flatMap(({ name }) => reservedAsParameter(name).map((language) => `${type.name}.${name}: ${language} (argument)`)) : []),
    ];
  });
}

test('no type, member or parameter has a name that a language reserves', () => {
  expect(Object.keys(types).length).toBeGreaterThan(50);
  expect(reserved()).toEqual([]);
});

test('the test would notice', () => {
  expect(reservedAsMember('lambda')).toEqual(['Python']);
  expect(reservedAsMember('public')).toEqual(['Java']);
  expect(reservedAsMember('and')).toEqual(['Python']);
  expect(reservedAsMember('build')).not.toEqual([]);
  expect(reservedAsParameter('params')).toEqual(['C#']);
  expect(reservedAsParameter('range')).toEqual(['Go']);
});

test('only the names that were reserved are deprecated', () => {
  const deprecated = Object.values(types).flatMap((type) => [...type.methods ?? [], ...type.properties ?? [], ...type.members ?? []]
    .filter((member) => member.docs?.deprecated).map((member) => `${type.name}.${member.name}`));
  expect(deprecated.sort()).toEqual(['RouteAccess.and', 'RouteAccess.public', 'RouteTarget.lambda']);
});

test('what has factories has no constructor that another language could call or extend', () => {
  const constructible = Object.values(types).filter((type) => type.kind === 'class' && type.initializer).map((type) => type.name);
  expect(constructible.sort()).toEqual(['EdgeWebAcl', 'SecureRestApi', 'SecureRestApiChecks', 'WebAcl']);
});

test('the old names of an access make the same', () => {
  const one = RouteAccess.roles('reader');
  const other = RouteAccess.scopes('orders:read');
  expect(one.and(other)).toEqual(one.alsoRequiring(other));
  expect(RouteAccess.public('Anyone may read it')).toEqual(RouteAccess.anyone('Anyone may read it'));
});
