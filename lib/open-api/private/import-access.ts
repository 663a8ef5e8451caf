import { RouteDefinition } from '../../routes/private/route-definition';
import { JsonObject } from '../../schema/private/json-schema';
import { OpenApiImportOptions } from '../open-api-import-options';
import { documentAccess } from './access';
import { DocumentReader } from './document-reader';
import { DocumentOperation } from './operations';
import { ImportProblems } from './problems';

/** Who may call an operation, as the document says it, or the options where it says nothing that is enforced here. */
export function importedAccess(
  operation: DocumentOperation, root: JsonObject, reader: DocumentReader, options: OpenApiImportOptions, problems: ImportProblems,
): RouteDefinition['access'] | undefined {
  const said = documentAccess(operation.value, root, reader);
  if ('access' in said) {
    return said.access;
  }
  if (said.asksForIam) {
    problems.add('operations that ask for a signature of AWS (IAM), which no scope or role replaces; set `access` of each', `${operation.name}: ${said.missing}`);
    return undefined;
  }
  if (said.asksWhoCalls && options.defaultAccess && !options.defaultAccess._alternatives) {
    problems.add('operations that a public `defaultAccess` would open although the document asks who calls; set `access` of each', `${operation.name}: ${said.missing}`);
    return undefined;
  }
  if (!options.defaultAccess) {
    problems.add('operations without scopes in `security`; set `defaultAccess`, or `access` by operation', `${operation.name}: ${said.missing}`);
  }
  return options.defaultAccess;
}
