import { RouteDefinition } from '../../routes/private/route-definition';
import { RouteTarget } from '../../routes/route-target';
import { JsonObject, UnenforcedRule } from '../../schema/private/json-schema';
import { checkType, instanceOf } from '../../shared/check-types';
import { OpenApiDocument } from '../open-api-document';
import { OpenApiImportOptions } from '../open-api-import-options';
import { apiKeyHeaders } from './access';
import { BodyReader, ImportedBody } from './bodies';
import { checkImportOptions } from './check-import-options';
import { DocumentReader } from './document-reader';
import { lostExtensions } from './gateway-extensions';
import { ImportAcceptances } from './import-acceptances';
import { importedAccess } from './import-access';
import { Draft, eitherDraft, UNDECIDED_ACCESS } from './import-draft';
import { ImportWarnings, URLS_REFUSED_BY } from './import-warnings';
import { OperationIds } from './operation-ids';
import { DocumentOperation, documentOperations, OperationMap } from './operations';
import { documentParameters } from './parameters';
import { makePathParameters } from './path-parameters';
import { PathTranslator } from './paths';
import { ImportProblems } from './problems';
import { documentResponses } from './responses';

/** What an import asks of the API that the routes are for. */
export interface ImportHost {
  /** Told of what is no error and should be mended all the same. */
  warn(message: string): void;
  /** What would be wrong with the API as a whole if it had these routes too. */
  problemsWith(routes: RouteDefinition[]): string[];
  /** Whether a rule of the common rule set only counts on a path. */
  onlyCounts(rule: string, path: string): boolean;
}

const NO_HOST: ImportHost = { warn: () => {}, problemsWith: () => [], onlyCounts: () => true };

/** Stands in where nobody said; the import ends with an error then. */
const UNDECIDED_TARGET = RouteTarget.mock({ statusCode: 501 });

/**
 * Turns the operations of an OpenAPI document into routes. Servers, links, callbacks and webhooks say nothing of requests to this API, and
 * are left aside; of responses clients are told what each status means.
 *
 * @param host the API that the routes are for
 * @throws one error with all that is missing or would not be enforced, so that a document needs one round of options
 */
export function importOpenApi(
  document: OpenApiDocument, options: OpenApiImportOptions, host: ImportHost = NO_HOST,
): RouteDefinition[] {
  checkType('document', document, instanceOf(OpenApiDocument, "OpenApiDocument.fromFile('orders.yaml')"));
  checkImportOptions(options);
  return new OpenApiImport(document, options, host).routes();
}

class OpenApiImport {
  readonly #problems = new ImportProblems();
  readonly #warnings = new ImportWarnings();
  readonly #root: JsonObject;
  readonly #source: string;
  readonly #reader: DocumentReader;
  readonly #acceptances: ImportAcceptances;
  readonly #maps;
  /** Those that become routes. */
  readonly #operations: DocumentOperation[];
  readonly #unenforced: UnenforcedRule[];
  readonly #bodies: BodyReader;
  readonly #paths: PathTranslator;
  readonly #keyHeaders: ReadonlySet<string>;
  readonly #ids: OperationIds;
  readonly #drafts = new Map<string, Draft>();

  public constructor(document: OpenApiDocument, private readonly options: OpenApiImportOptions, private readonly host: ImportHost) {
    const problems = this.#problems;
    this.#root = document._root;
    this.#source = document._source;
    this.#reader = new DocumentReader(this.#root, problems);
    this.#acceptances = new ImportAcceptances(options.acceptUnenforced, problems);
    const { operations, unenforced } = documentOperations(this.#root, this.#reader, problems);
    this.#unenforced = unenforced;
    this.#maps = {
      targets: new OperationMap('targets', options.targets, operations, problems),
      access: new OperationMap('access', options.access, operations, problems),
      bodies: new OperationMap('bodies', options.bodies, operations, problems),
      undeclared: new OperationMap('allowUndeclaredQuery', options.allowUndeclaredQuery, operations, problems),
    };
    const omitted = Object.fromEntries((options.omitOperations ?? []).map((name) => [name, true]));
    const isOmitted = new OperationMap('omitOperations', omitted, operations, problems);
    this.#operations = operations.filter((operation) => !isOmitted.get(operation));
    this.#bodies = new BodyReader(this.#reader, options, problems, (rule) => this.#acceptances.accepts(rule));
    this.#paths = new PathTranslator(this.#operations, problems);
    this.#keyHeaders = apiKeyHeaders(this.#root, this.#reader);
    this.#ids = new OperationIds(options.operationIdPrefix);
  }

  public routes(): RouteDefinition[] {
    this.#acceptances.sortOut(this.#unenforced);
    this.#operations.forEach((operation) => this.#read(operation));
    const routes = this.#completed();
    this.host.problemsWith(routes).forEach((problem) => this.#problems.add('the API as a whole', problem));
    this.#problems.throwIfAny(this.#source);
    this.#warnings.texts(this.#source, this.#acceptances.unused).forEach((text) => this.host.warn(text));
    return routes;
  }

  /** Makes a draft of an operation, or of two that are one route. */
  #read(operation: DocumentOperation): void {
    const target = this.#maps.targets.get(operation) ?? this.options.defaultTarget;
    if (!target) {
      this.#problems.add('operations without a target; set `defaultTarget`, or `targets` by operation', operation.name);
    }
    const access = this.#maps.access.get(operation) ?? importedAccess(operation, this.#root, this.#reader, this.options, this.#problems);
    const read = documentParameters(operation, this.#reader, this.#keyHeaders);
    const path = this.#paths.translate(operation, read.path);
    const made = path && makePathParameters(path.parameters, operation, this.#problems);
    const notes = this.#acceptances.sortOut([...read.unenforced, ...path?.unenforced ?? [], ...made?.unenforced ?? []]);
    read.unanchored.forEach((name) => this.#warnings.addUnanchored(name, operation.methodAndPath));
    // Who accepted a parameter without a name of its own has said why names that nobody declared come in.
    const nameless = this.#acceptances.sortOut(read.nameless);
    const body = this.#body(operation);
    const bodyNotes = this.#acceptances.sortOut(body.unenforced);
    if (!path) {
      return;
    }
    if (read.urls.length > 0 && !this.host.onlyCounts(URLS_REFUSED_BY, path.path)) {
      this.#warnings.addUrls(path.path, read.urls);
    }
    const draft: Draft = {
      merges: path.merges,
      route: {
        method: operation.method,
        path: path.path,
        operationId: this.#ids.of(operation),
        target: target ?? UNDECIDED_TARGET,
        access: access ?? UNDECIDED_ACCESS,
        parameters: [...made?.parameters ?? [], ...read.parameters],
        allowUndeclaredQuery: this.#maps.undeclared.get(operation) ?? (nameless.length > 0 ? nameless.join('; ') : undefined),
        responses: documentResponses(operation.value, this.#root),
        notes: [...new Set([...notes, ...bodyNotes, ...body.notes ?? []])],
      },
      body: body.body,
      bodyReason: bodyNotes.length > 0 ? bodyNotes.join('; ') : undefined,
    };
    const key = `${operation.method} ${path.path}`;
    const same = this.#drafts.get(key);
    this.#drafts.set(key, same ? eitherDraft(same, draft, operation, this.#problems) : draft);
  }

  #body(operation: DocumentOperation): ImportedBody {
    const given = this.#maps.bodies.get(operation);
    return given ? { body: () => given, unenforced: [] } : this.#bodies.read(operation);
  }

  /** The drafts with their bodies, and with what was accepted for the document as a whole: it belongs to each of its routes. */
  #completed(): RouteDefinition[] {
    const drafts = [...this.#drafts.values()];
    const binaryTypes = drafts.map(({ body }) => body({}, undefined)).filter(({ _kind }) => _kind === 'binary').flatMap(({ _contentTypes }) => _contentTypes);
    const lost = this.#acceptances.sortOut(lostExtensions(this.#root, this.#reader, this.#operations, new Set(binaryTypes)));
    const { definitions } = this.#bodies;
    return drafts.map(({ route, body, bodyReason }) => ({
      ...route,
      source: this.#source,
      notes: [...new Set([...route.notes, ...lost])],
      body: body(definitions, bodyReason),
    }));
  }
}
