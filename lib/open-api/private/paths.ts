import { checkPath } from '../../routes/private/paths';
import { pointerTo } from '../../schema/private/json-pointer';
import { UnenforcedRule } from '../../schema/private/json-schema';
import { escapeText } from '../../shared/regex/escape-text';
import { DocumentOperation } from './operations';
import { textPattern, ValueText } from './parameter-value';
import { ImportProblems } from './problems';

/** A path of the document as API Gateway takes it. */
export interface ImportedPath {
  readonly path: string;
  /** What each variable part must look like, by its name in `path`. */
  readonly parameters: ReadonlyMap<string, ValueText>;
  readonly unenforced: UnenforcedRule[];
  /** Whether the path was rewritten so that another operation may be the same route. */
  readonly merges: boolean;
}

interface Part {
  readonly part: string;
  readonly variables: string[];
  /** Whether the part is one variable and nothing else. */
  readonly whole: boolean;
  readonly greedy: string;
  /** Name of the variable part in the API; absent where the part is fixed text. */
  readonly name?: string;
}

const VARIABLE = /\{([^{}]+)\}/g;
/** What a value may hold about which the document says nothing, as for a whole part (RFC 3986, 2.3). */
const UNRESERVED = '[A-Za-z0-9._~-]';
/** Characters that API Gateway takes in a fixed part. */
const FIXED_PART = /^[A-Za-z0-9._\-:]*$/;

/**
 * Turns paths into what API Gateway takes: each variable is a whole part, and variables that stand in the same place have one name.
 *
 * - `/Calls/{Sid}.json` becomes `/Calls/{Sid}`, and the authorizer holds the value to `….json`. The backend sees the whole part.
 * - `/a/{id}` beside `/a/{aId}/b` becomes `/a/{id}/b`: the backend of the second sees another name than the document says.
 *
 * - `/files/{id}#rename` is `/files/{id}`: clients send no fragment. Where both are there, they become one route that takes what either takes.
 * - `/users/@me` becomes `/users/{userId}` with the one value `@me`, since API Gateway takes no "@" in a fixed part.
 *
 * All are listed (`path template`, `path parameter name`, `path fragment`): a backend may read the variable by the document's name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export class PathTranslator {
  private readonly names = new Map<string, string>();
  private readonly taken = new Map<string, { methodAndPath: string; merges: boolean }>();

  public constructor(operations: DocumentOperation[], private readonly problems: ImportProblems) {
    // Names of variables come first, in the document's order: what else must become a variable takes the name of its place.
    for (const { path } of operations) {
      this.walk(path, true);
    }
  }

  public translate(operation: DocumentOperation, values: ReadonlyMap<string, ValueText>): ImportedPath | undefined {
    const pointer = pointerTo('#/paths', operation.path);
    const unenforced: UnenforcedRule[] = [];
    const parameters = new Map<string, ValueText>();
    const withoutFragment = operation.path.replace(/#.*$/, '');
    let merges = withoutFragment !== operation.path;
    if (merges) {
      unenforced.push({ pointer, keyword: 'path fragment' });
    }
    if (withoutFragment.length > 1 && withoutFragment.endsWith('/')) {
      unenforced.push({ pointer, keyword: 'trailing slash' });
    }
    let prefix = '';
    for (const { part, variables, whole, name, greedy } of this.walk(operation.path, false)) {
      if (name === undefined) {
        prefix += `/${part}`;
        continue;
      }
      prefix += `/{${name}${greedy}}`;
      if (!whole) {
        unenforced.push({ pointer, keyword: 'path template' });
        merges ||= variables.length === 0;
        parameters.set(name, variables.length === 0 ? { allowedValues: [part] } : { pattern: partPattern(part, values), maxLength: 512 });
      } else {
        if (`${name}${greedy}` !== variables[0]) {
          unenforced.push({ pointer, keyword: 'path parameter name' });
        }
        parameters.set(name, values.get(variables[0]) ?? {});
      }
    }
    const path = prefix || '/';
    try {
      checkPath(path);
    } catch (error) {
      this.problems.add('paths that API Gateway refuses; leave them out by `omitOperations`', `${operation.name}: ${(error as Error).message}`);
      return undefined;
    }
    const key = `${operation.method} ${path}`;
    const other = this.taken.get(key);
    if (other && !other.merges && !merges) {
      const { methodAndPath } = other;
      this.problems.add('operations that become the same route; leave one out by `omitOperations`', `${operation.methodAndPath} and ${methodAndPath} are both ${path}`);
      return undefined;
    }
    this.taken.set(key, { methodAndPath: operation.methodAndPath, merges: merges && (other?.merges ?? true) });
    return { path, parameters, unenforced, merges };
  }

  /** The parts of a path with the names that its variable parts have in the API. */
  private walk(path: string, wholeOnly: boolean): Part[] {
    const parts: Part[] = [];
    const used = new Set<string>();
    let shape = '';
    const source = path.replace(/#.*$/, '');
    for (const part of (source.length > 1 ? source.replace(/\/$/, '') : source).split('/').slice(1)) {
      const variables = [...part.matchAll(VARIABLE)].map(([, name]) => name);
      const fixed = variables.length === 0 && FIXED_PART.test(part);
      const whole = part === `{${variables[0]}}`;
      const greedy = whole && variables[0].endsWith('+') ? '+' : '';
      let name: string | undefined;
      if (!fixed) {
        const wanted = (variables.length > 0 ? variables.join('_') : part).replace(/\+$/, '').replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^_+(?=.)/, '') || 'value';
        name = this.names.get(`${shape}${greedy}`) ?? (used.has(wanted) ? `${wanted}${used.size + 1}` : wanted);
        if (whole || !wholeOnly) {
          this.names.set(`${shape}${greedy}`, name);
        }
        used.add(name);
      }
      parts.push({ part, variables, whole, greedy, name });
      shape += fixed ? `/${part}` : '/{}';
    }
    return parts;
  }
}

/** The whole part, with its fixed text and what each variable in it must look like. */
function partPattern(part: string, values: ReadonlyMap<string, ValueText>): string {
  let pattern = '';
  let end = 0;
  for (const match of part.matchAll(VARIABLE)) {
    const value = values.get(match[1]);
    const text = value && textPattern(value);
    pattern += escapeText(part.slice(end, match.index));
    pattern += text !== undefined ? `(?:${text})` : `${UNRESERVED}{${value?.minLength ?? 1},${Math.min(value?.maxLength ?? 256, 256)}}`;
    end = match.index + match[0].length;
  }
  return pattern + escapeText(part.slice(end));
}
