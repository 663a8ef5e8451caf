import * as fs from 'fs';
import * as path from 'path';
import { clientDocuments } from './apps/apps';
import { pythonCommands, run } from './fetched';

/** The documents that clients get are OpenAPI 3.0 by the specification's own schema. */
function main(): void {
  const python = path.join(pythonCommands({ name: 'openapi-spec-validator', version: '0.9.0' }), 'python');
  const documents = clientDocuments();
  const failures = documents.flatMap(({ app, file, document }) => {
    fs.writeFileSync(file, JSON.stringify(document));
    try {
      run(python, ['-m', 'openapi_spec_validator', file]);
      return [];
    } catch (error) {
      return [`${app}: ${(error as Error).message}`];
    }
  });
  failures.forEach((failure) => console.log(`  ${failure}`));
  console.log(`openapi-spec-validator: ${documents.length} documents, ${failures.length} failures`);
  process.exitCode = failures.length === 0 && documents.length > 0 ? 0 : 1;
}

main();
