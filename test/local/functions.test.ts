import * as fs from 'fs';
import * as path from 'path';
import ts from 'typescript';

/** What is imported of the AWS SDK by the functions that leave it to Lambda's runtime. */
const FUNCTIONS = ['api-key-rotation', 'account-logging', 'block-list', 'origin-secret-rotation'];
const ROOT = path.join(__dirname, '..', '..');
const CLIENTS = ['api-gateway', 'cloudwatch-logs', 'iam', 'secrets-manager', 'wafv2'].map((service) => `@aws-sdk/client-${service}`);

/** Names of values, not of types, that a source takes from the clients. */
function valuesOf(file: string, keyword: 'Import' | 'Export'): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    const declaration = keyword === 'Import' ? ts.isImportDeclaration(statement) && statement : ts.isExportDeclaration(statement) && statement;
    if (!declaration || !declaration.moduleSpecifier || !CLIENTS.includes((declaration.moduleSpecifier as ts.StringLiteral).text)) {
      return [];
    }
    const bindings = ts.isImportDeclaration(declaration) ? declaration.importClause?.namedBindings : declaration.exportClause;
    return bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? bindings.elements.map(({ name }) => name.text) : [];
  });
}

test('every client and command that a bundled function calls is there offline, and nothing else', () => {
  const used = FUNCTIONS.flatMap((name) => fs.readdirSync(path.join(ROOT, 'lambda', name)).map((file) => path.join(ROOT, 'lambda', name, file)))
    .flatMap((file) => valuesOf(file, 'Import'))
    // Types have no Command or Client in their names, and one helper has neither.
    .filter((name) => /(Command|Client)$|^paginate/.test(name));
  expect(valuesOf(path.join(ROOT, 'local', 'functions', 'sdk.ts'), 'Export').sort()).toEqual([...new Set(used)].sort());
});
