import { HttpMethod } from '../../routes/http-method';
import { pointerTo } from '../../schema/private/json-pointer';
import { JsonObject, UnenforcedRule } from '../../schema/private/json-schema';
import { isObject } from '../../schema/private/json-schema-keywords';
import { inOrder } from '../../shared/in-order';
import { DocumentReader, Located } from './document-reader';
import { ImportProblems } from './problems';

/** An operation as the document has it. */
export interface DocumentOperation extends Located {
  readonly method: HttpMethod;
  readonly path: string;
  /** What options and errors call it: its `operationId`, else method and path. */
  readonly name: string;
  readonly methodAndPath: string;
  readonly operationId?: string;
  /** Other names that options may call it. */
  readonly aliases: string[];
  /** What its id in the API ends with, where several routes come from one operation. */
  readonly idSuffix?: string;
  readonly pathItem: Located;
}

/** Stands for every method that its path does not declare: one route each. */
const ANY_METHOD = 'x-amazon-apigateway-any-method';

/** Methods that a document may have and a route not: preflight is made from `cors`, and TRACE would echo credentials. */
const OTHER_METHODS = ['options', 'trace'];

/** Lists the operations of a document. */
export function documentOperations(root: JsonObject, reader: DocumentReader, problems: ImportProblems): {
  readonly operations: DocumentOperation[];
  readonly unenforced: UnenforcedRule[];
} {
  const operations: DocumentOperation[] = [];
  const unenforced: UnenforcedRule[] = [];
  const paths = isObject(root.paths) ? root.paths : {};
  const ids = new Map<string, string>();
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('x-')) {
      continue;
    }
    const pointer = pointerTo('#/paths', path);
    const pathItem = reader.object(item, pointer);
    if (!pathItem) {
      problems.add('paths that are no objects', path);
      continue;
    }
    const any = reader.member(pathItem, ANY_METHOD);
    if (any) {
      noteId(any, `ANY ${path}`);
    }
    for (const method of Object.values(HttpMethod)) {
      const own = reader.member(pathItem, method.toLowerCase());
      const located = own ?? any;
      if (!located) {
        continue;
      }
      const methodAndPath = `${method} ${path}`;
      const operationId = idOf(located);
      if (own) {
        noteId(own, methodAndPath);
      }
      operations.push({
        ...located,
        method,
        path,
        methodAndPath,
        operationId,
        name: own ? operationId ?? methodAndPath : `${operationId ?? `ANY ${path}`} (${method})`,
        aliases: own ? [] : [`ANY ${path}`],
        ...(!own && { idSuffix: `${method[0]}${method.slice(1).toLowerCase()}` }),
        pathItem,
      });
    }
    for (const method of OTHER_METHODS.filter((other) => pathItem.value[other] !== undefined)) {
      unenforced.push({ keyword: `method: ${method.toUpperCase()}`, pointer: pointerTo(pathItem.pointer, method) });
    }
  }
  if (operations.length === 0) {
    problems.add('operations', 'the document has none in `paths`');
  }
  return { operations, unenforced };

  function noteId(located: Located, name: string): void {
    const id = idOf(located);
    if (id !== undefined && ids.has(id)) {
      problems.add('operation ids that stand twice', `${id}: ${ids.get(id)} and ${name}`);
    }
    ids.set(id ?? name, name);
  }
}

function idOf({ value }: Located): string | undefined {
  return typeof value.operationId === 'string' ? value.operationId : undefined;
}

/** What the maps of the options say of each operation, whichever of its two names they use. */
export class OperationMap<T> {
  private readonly entries: Map<string, T>;

  public constructor(option: string, values: { [operation: string]: T } | undefined, operations: DocumentOperation[], problems: ImportProblems) {
    this.entries = new Map(inOrder(values ?? {}).map(([key, value]) => [normalized(key), value]));
    const known = new Set(operations.flatMap(namesOf));
    for (const [key] of inOrder(values ?? {})) {
      if (!known.has(normalized(key))) {
        problems.add(`\`${option}\` must name operations of the document`, `got ${JSON.stringify(key)}${explained(key, operations)}`);
      }
    }
  }

  public get(operation: DocumentOperation): T | undefined {
    for (const name of namesOf(operation)) {
      if (this.entries.has(name)) {
        return this.entries.get(name);
      }
    }
    return undefined;
  }
}

function namesOf(operation: DocumentOperation): string[] {
  return [operation.methodAndPath, ...(operation.operationId !== undefined ? [operation.operationId] : []), ...operation.aliases];
}

/** `get /orders` means `GET /orders`. */
function normalized(key: string): string {
  const found = /^([A-Za-z]+)\s+(\/.*)$/.exec(key);
  return found ? `${found[1].toUpperCase()} ${found[2]}` : key;
}

/** Why no operation has the name, or which ones are near it. */
function explained(key: string, operations: DocumentOperation[]): string {
  if (/^OPTIONS\s/i.test(key)) {
    return ': preflight is no route of its own, `cors` of the API answers it on every path';
  }
  if (/^TRACE\s/i.test(key)) {
    return ': no route has the method TRACE, which would echo credentials';
  }
  const near = nearest(key, operations);
  return near.length > 0 ? `; near it are ${near.join(', ')}` : '';
}

function nearest(key: string, operations: DocumentOperation[]): string[] {
  const limit = Math.max(2, Math.ceil(key.length / 3));
  return operations.flatMap(namesOf)
    .map((name) => ({ name, distance: distance(key.toLowerCase().slice(0, 80), name.toLowerCase().slice(0, 80)) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ name }) => JSON.stringify(name));
}

/** Levenshtein's distance: how many letters one would have to change. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current.push(Math.min(
        previous[column] + 1,
        current[column - 1] + 1,
        previous[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1),
      ));
    }
    previous = current;
  }
  return previous[right.length];
}
