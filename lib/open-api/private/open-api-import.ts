import { RouteDefinition } from '../../routes/private/route-definition';
import { RequestBody } from '../../routes/request-body';
import { RouteAccess } from '../../routes/route-access';
import { RouteParameter } from '../../routes/route-parameter';
import { RouteTarget } from '../../routes/route-target';
import { BodyDefaults } from '../../schema/body-defaults';
import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, UnenforcedRule } from '../../schema/private/json-schema';
import { acceptanceOf, checkAcceptances } from '../../schema/private/unenforced-rules';
import { UnenforcedAcceptance } from '../../schema/unenforced-acceptance';
import { checkReason } from '../../shared/check-reason';
import { BOOLEAN, checkType, checkTypes, instanceOf, Kind, listOf, mapOf, OBJECT, optional, Shape, TEXT } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { OpenApiDocument } from '../open-api-document';
import { OpenApiImportOptions } from '../open-api-import-options';
import { apiKeyHeaders, documentAccess } from './access';
import { BodyReader, eitherBody, ImportedBody } from './bodies';
import { DocumentReader } from './document-reader';
import { lostExtensions } from './gateway-extensions';
import { DocumentOperation, documentOperations, OperationMap } from './operations';
import { ValueText } from './parameter-value';
import { documentParameters, eitherParameters, optionsOf } from './parameters';
import { PathTranslator } from './paths';
import { ImportProblems } from './problems';
import { documentResponses } from './responses';

/** A route of which only the body is incomplete: bodies share their definitions, and are known when all are read. */
interface Draft {
  /** Whether another operation may be the same route. */
  readonly merges: boolean;
  readonly route: Omit<RouteDefinition, 'body'>;
  readonly body: ImportedBody['body'];
  readonly bodyReason?: string;
}

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

const TARGET: Kind = { what: 'a RouteTarget such as RouteTarget.lambdaFunction(fn)', holds: (value) => RouteTarget._isTarget(value) };
const ACCESS = instanceOf(RouteAccess, "RouteAccess.roles('reader')");

const SHAPE: Shape = {
  targets: optional(mapOf(TARGET)),
  defaultTarget: optional(TARGET),
  access: optional(mapOf(ACCESS)),
  defaultAccess: optional(ACCESS),
  bodies: optional(mapOf(instanceOf(RequestBody, 'RequestBody.json(schema)'))),
  allowUndeclaredQuery: optional(mapOf(TEXT)),
  bodyDefaults: optional(OBJECT),
  acceptUnenforced: optional(listOf(OBJECT)),
  omitContentTypes: optional(listOf(TEXT)),
  omitOperations: optional(listOf(TEXT)),
  operationIdPrefix: optional(TEXT),
};

/** Looks for `://` in the values of a query, as seen by users. https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
const URLS_REFUSED_BY = 'GenericRFI_QUERYARGUMENTS';

/** Stand in where nobody said, so that the rest of the route is looked at all the same; the import ends with an error then. */
const UNDECIDED_ACCESS = RouteAccess.authenticated('Nobody has decided yet');
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
  checkTypes('options', options, SHAPE);
  const acceptances = checkAcceptances(options.acceptUnenforced ?? []);
  checkBodyDefaults(options.bodyDefaults);
  const root = document._root;
  const used = new Set<UnenforcedAcceptance>();
  const problems = new ImportProblems();
  const reader = new DocumentReader(root, problems);
  const { operations: all, unenforced } = documentOperations(root, reader, problems);
  const accepted = (rule: UnenforcedRule): UnenforcedAcceptance | undefined => {
    const acceptance = acceptanceOf(rule, acceptances);
    if (acceptance) {
      used.add(acceptance);
    }
    return acceptance;
  };
  const report = (rules: UnenforcedRule[]): string[] => sortOut(rules, accepted, problems);
  const maps = {
    targets: new OperationMap('targets', options.targets, all, problems),
    access: new OperationMap('access', options.access, all, problems),
    bodies: new OperationMap('bodies', options.bodies, all, problems),
    undeclared: new OperationMap('allowUndeclaredQuery', options.allowUndeclaredQuery, all, problems),
    omitted: new OperationMap('omitOperations', Object.fromEntries((options.omitOperations ?? []).map((name) => [name, true])), all, problems),
  };
  report(unenforced);
  const operations = all.filter((operation) => !maps.omitted.get(operation));
  const bodies = new BodyReader(reader, options, problems, (rule) => accepted(rule) !== undefined);
  const paths = new PathTranslator(operations, problems);
  const keyHeaders = apiKeyHeaders(root, reader);
  const ids = new Set<string>();
  const drafts = new Map<string, Draft>();
  const doomed = new Map<string, string[]>();
  const unanchored = new Set<string>();
  for (const operation of operations) {
    const target = maps.targets.get(operation) ?? options.defaultTarget;
    if (!target) {
      problems.add('operations without a target; set `defaultTarget`, or `targets` by operation', operation.name);
    }
    const access = maps.access.get(operation) ?? accessOf(operation, root, reader, options, problems);
    const read = documentParameters(operation, reader, keyHeaders);
    const path = paths.translate(operation, read.path);
    const made = path && makePathParameters(path.parameters, operation, problems);
    const notes = report([...read.unenforced, ...path?.unenforced ?? [], ...made?.unenforced ?? []]);
    read.unanchored.forEach((name) => unanchored.add(`${name} of ${operation.methodAndPath}`));
    if (path && read.urls.length > 0 && !host.onlyCounts(URLS_REFUSED_BY, path.path)) {
      doomed.set(path.path, [...doomed.get(path.path) ?? [], ...read.urls]);
    }
    // Who accepted a parameter without a name of its own has said why names that nobody declared come in.
    const nameless = report(read.nameless);
    const pathParameters = made?.parameters ?? [];
    const given = maps.bodies.get(operation);
    const body: ImportedBody = given ? { body: () => given, unenforced: [] } : bodies.read(operation);
    const bodyNotes = report(body.unenforced);
    if (path) {
      const draft: Draft = {
        merges: path.merges,
        route: {
          method: operation.method,
          path: path.path,
          operationId: operationId(operation, options.operationIdPrefix, ids),
          target: target ?? UNDECIDED_TARGET,
          access: access ?? UNDECIDED_ACCESS,
          parameters: [...pathParameters, ...read.parameters],
          allowUndeclaredQuery: maps.undeclared.get(operation) ?? (nameless.length > 0 ? nameless.join('; ') : undefined),
          responses: documentResponses(operation.value, root),
          notes: [...new Set([...notes, ...bodyNotes, ...body.notes ?? []])],
        },
        body: body.body,
        bodyReason: bodyNotes.length > 0 ? bodyNotes.join('; ') : undefined,
      };
      const key = `${operation.method} ${path.path}`;
      const same = drafts.get(key);
      drafts.set(key, same ? either(same, draft, operation, problems) : draft);
    }
  }
  const binaryTypes = [...drafts.values()].map(({ body }) => body({}, undefined)).filter(({ _kind }) => _kind === 'binary').flatMap(({ _contentTypes }) => _contentTypes);
  const lost = report(lostExtensions(root, reader, operations, new Set(binaryTypes)));
  const { definitions } = bodies;
  const routes = [...drafts.values()].map(({ route, body, bodyReason }) => ({
    ...route,
    source: document._source,
    // What was accepted for the document as a whole belongs to each of its routes.
    notes: [...new Set([...route.notes, ...lost])],
    body: body(definitions, bodyReason),
  }));
  host.problemsWith(routes).forEach((problem) => problems.add('the API as a whole', problem));
  problems.throwIfAny(document._source);
  for (const acceptance of acceptances.filter((candidate) => !used.has(candidate))) {
    host.warn(`\`acceptUnenforced\` has an entry that nothing in ${document._source} needs: ${shown(acceptance.keyword)}` +
      `${acceptance.pointer === undefined ? '' : ` at ${acceptance.pointer}`}; leave it out, so that it hides nothing later`);
  }
  if (unanchored.size > 0) {
    host.warn(`patterns of ${document._source} are not anchored, so they take any text around what they say: ${[...unanchored].join(', ')}; ` +
      'right would be "^...$" where the whole value is meant');
  }
  if (doomed.size > 0) {
    host.warn(`the rule ${URLS_REFUSED_BY} of the common rule set refuses addresses in the query: ${[...doomed].map(([path, names]) => `${names.join(', ')} of ${path}`).join('; ')}; ` +
      'right would be `firewall: { managedRuleGroups: [ManagedRuleGroup.commonRuleSet({ overrides: [{ ' +
      `rule: '${URLS_REFUSED_BY}', paths: [${[...doomed.keys()].map((path) => `'${path}'`).join(', ')}], reason: '...' }] })] }\``);
  }
  return routes;
}

/** Two operations of the document that are one route. The one whose path is its own names it. */
function either(first: Draft, second: Draft, operation: DocumentOperation, problems: ImportProblems): Draft {
  const [main, other] = first.merges && !second.merges ? [second, first] : [first, second];
  if (main.route.access !== UNDECIDED_ACCESS && other.route.access !== UNDECIDED_ACCESS && !main.route.access._equals(other.route.access)) {
    problems.add('operations that become the same route and differ in who may call them; set `access` of both', operation.methodAndPath);
  }
  if (!main.route.target._equals(other.route.target)) {
    problems.add('operations that become the same route and differ in their target; set `targets` of both', operation.methodAndPath);
  }
  return {
    merges: first.merges && second.merges,
    route: {
      ...main.route,
      parameters: eitherParameters(main.route.parameters, other.route.parameters),
      allowUndeclaredQuery: main.route.allowUndeclaredQuery ?? other.route.allowUndeclaredQuery,
      responses: { ...other.route.responses, ...main.route.responses },
      notes: [...new Set([...main.route.notes, ...other.route.notes])],
    },
    body: (definitions) => eitherBody(main.body(definitions, main.bodyReason), other.body(definitions, other.bodyReason)),
    bodyReason: main.bodyReason ?? other.bodyReason,
  };
}

/** Splits rules into those that somebody accepted, as notes of the posture, and problems. */
function sortOut(
  rules: UnenforcedRule[], accepted: (rule: UnenforcedRule) => UnenforcedAcceptance | undefined, problems: ImportProblems,
): string[] {
  const notes = new Set<string>();
  for (const rule of rules) {
    const acceptance = accepted(rule);
    if (acceptance) {
      notes.add(`${acceptance.keyword}: ${acceptance.reason}`);
    } else {
      problems.addUnenforced([rule]);
    }
  }
  return [...notes];
}

function accessOf(
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

/** Parameters of the path, and those whose pattern nobody can hold a value to: they keep their length and the default characters. */
function makePathParameters(
  values: ReadonlyMap<string, ValueText>, operation: DocumentOperation, problems: ImportProblems,
): { readonly parameters: RouteParameter[]; readonly unenforced: UnenforcedRule[] } {
  const parameters: RouteParameter[] = [];
  const unenforced: UnenforcedRule[] = [];
  for (const [name, text] of values) {
    const make = (value: ValueText): RouteParameter =>
      RouteParameter.path(name, { ...optionsOf(value), ...(value.minLength === 0 && { minLength: 1 }) });
    try {
      parameters.push(make(text));
    } catch (error) {
      const { pattern, ...rest } = text;
      try {
        if (pattern === undefined) {
          throw error;
        }
        parameters.push(make(rest));
        unenforced.push({ keyword: 'parameter pattern', pointer: `${pointerTo('#/paths', operation.path)}/{${name}}` });
      } catch {
        problems.add('path parameters that can\'t be checked', `${operation.name}: ${(error as Error).message}`);
      }
    }
  }
  return { parameters, unenforced };
}

/** API Gateway's names of operations are letters and digits; those of two operations must differ. */
function operationId(operation: DocumentOperation, prefix: string | undefined, taken: Set<string>): string | undefined {
  const words = [prefix ?? '', operation.operationId ?? '', operation.idSuffix ?? ''].flatMap((text) => text.split(/[^A-Za-z0-9]+/)).filter((word) => word !== '');
  if (operation.operationId === undefined || words.length === 0) {
    return undefined;
  }
  const base = words.map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
  let id = base;
  for (let count = 2; taken.has(id); count++) {
    id = `${base}${count}`;
  }
  taken.add(id);
  return id;
}

function checkBodyDefaults(defaults: BodyDefaults | undefined): void {
  if (!defaults) {
    return;
  }
  checkTypes('bodyDefaults', defaults, { closeObjects: optional(BOOLEAN), closeStatedOpen: optional(BOOLEAN) }, 'bodyDefaults.');
  checkReason('bodyDefaults.reason', defaults.reason);
  if (defaults.closeStatedOpen && !defaults.closeObjects) {
    throw new Error('`bodyDefaults.closeStatedOpen` must stand beside `closeObjects: true`, got it alone: objects that say nothing would stay open');
  }
  for (const [property, most] of [['maxStringLength', Infinity], ['maxItems', Infinity], ['maxBytes', 64 * 1024]] as const) {
    const value = defaults[property];
    if (value !== undefined && (!Number.isInteger(value) || value < 1 || value > most)) {
      throw new Error(`\`bodyDefaults.${property}\` must be a whole number from 1${most === Infinity ? '' : ` to ${most}`}, got ${shown(value)}`);
    }
  }
}
