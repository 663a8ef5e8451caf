import { pointerTo } from '../json-pointer';
import { UnenforcedRule } from '../json-schema';
import { checkPath } from '../paths';
import { DocumentOperation } from './operations';
import { escapePattern, textPattern, ValueText } from './parameter-value';
import { ImportProblems } from './problems';

/** A path of the document as API Gateway takes it. */
export interface ImportedPath {
  readonly path: string;
  /** What each variable part must look like, by its name in `path`. */
  readonly parameters: ReadonlyMap<string, ValueText>;
  readonly unenforced: UnenforcedRule[];
}

const VARIABLE = /\{([^{}]+)\}/g;
/** Characters that API Gateway takes in the name of a variable part. */
const VARIABLE_NAME = /^[A-Za-z0-9._-]+\+?$/;

/**
 * Turns paths into what API Gateway takes: each variable is a whole part, and variables that stand in the same place have one name.
 *
 * - `/Calls/{Sid}.json` becomes `/Calls/{Sid}`, and the authorizer holds the value to `….json`. The backend sees the whole part.
 * - `/a/{id}` beside `/a/{aId}/b` becomes `/a/{id}/b`: the backend of the second sees another name than the document says.
 *
 * Both are listed (`path template`, `path parameter name`), since a backend may read the variable by the document's name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export class PathTranslator {
  private readonly names = new Map<string, string>();
  private readonly taken = new Map<string, string>();

  public constructor(private readonly problems: ImportProblems) {
  }

  public translate(operation: DocumentOperation, values: ReadonlyMap<string, ValueText>): ImportedPath | undefined {
    const pointer = pointerTo('#/paths', operation.path);
    const unenforced: UnenforcedRule[] = [];
    const parameters = new Map<string, ValueText>();
    let prefix = '';
    let shape = '';
    const used = new Set<string>();
    const source = operation.path.length > 1 && operation.path.endsWith('/') ? operation.path.slice(0, -1) : operation.path;
    if (source !== operation.path) {
      unenforced.push({ pointer, keyword: 'trailing slash' });
    }
    for (const part of source.split('/').slice(1)) {
      const variables = [...part.matchAll(VARIABLE)].map(([, name]) => name);
      if (variables.length === 0) {
        prefix += `/${part}`;
        shape += `/${part}`;
        continue;
      }
      const whole = part === `{${variables[0]}}`;
      const wanted = whole ? variables[0] : variables.join('_');
      const greedy = whole && wanted.endsWith('+') ? '+' : '';
      const plain = wanted.replace(/\+$/, '').replace(/[^A-Za-z0-9._-]/g, '_') || 'value';
      const known = this.names.get(`${shape}${greedy}`);
      const name = known ?? (used.has(plain) ? `${plain}${used.size + 1}` : plain);
      this.names.set(`${shape}${greedy}`, name);
      used.add(name);
      if (!whole) {
        unenforced.push({ pointer, keyword: 'path template' });
      } else if (name + greedy !== wanted || !VARIABLE_NAME.test(wanted)) {
        unenforced.push({ pointer, keyword: 'path parameter name' });
      }
      parameters.set(name, whole ? values.get(variables[0]) ?? {} : { pattern: partPattern(part, values), maxLength: 512 });
      prefix += `/{${name}${greedy}}`;
      shape += '/{}';
    }
    const path = prefix || '/';
    try {
      checkPath(path);
    } catch (error) {
      this.problems.add('paths that API Gateway refuses; leave them out by `omitOperations`', `${operation.name}: ${(error as Error).message}`);
      return undefined;
    }
    const other = this.taken.get(`${operation.method} ${path}`);
    if (other !== undefined) {
      this.problems.add('operations that become the same route; leave one out by `omitOperations`', `${operation.methodAndPath} and ${other} are both ${path}`);
      return undefined;
    }
    this.taken.set(`${operation.method} ${path}`, operation.methodAndPath);
    return { path, parameters, unenforced };
  }
}

/** The whole part, with its fixed text and what each variable in it must look like. */
function partPattern(part: string, values: ReadonlyMap<string, ValueText>): string {
  let pattern = '';
  let end = 0;
  for (const match of part.matchAll(VARIABLE)) {
    const value = values.get(match[1]);
    const text = value && textPattern(value);
    pattern += escapePattern(part.slice(end, match.index));
    pattern += text !== undefined ? `(?:${text})` : `.{${value?.minLength ?? 1},${Math.min(value?.maxLength ?? 256, 256)}}`;
    end = match.index + match[0].length;
  }
  return pattern + escapePattern(part.slice(end));
}
