import { shown } from '../../shared/literals';

/**
 * A part as API Gateway takes it: fixed text, or a parameter that is the whole part. `~` and `%` it refuses; `,` and `$` stand in its
 * documentation only. A colon may stand inside, as in `/orders:cancel`.
 */
const FIXED_PART = /^[A-Za-z0-9._-][A-Za-z0-9._\-:]*$/;
const VARIABLE_PART = /^\{[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\+?\}$/;
/** `.` and `..` are steps and no names: clients and servers resolve them before they send or read a path. Three dots are no better. */
const DOTS = /^\.+$/;

/** Names of a path's parameters, in order, without braces and `+`. */
export function pathParameterNames(path: string): string[] {
  return [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => name);
}

/**
 * Checks the form of one path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html (the path segment's characters)
 */
export function checkPath(path: string): void {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new Error(`\`path\` must start with "/", got ${shown(path)}; right would be ${shown(`/${String(path)}`)}`);
  }
  if (path === '/') {
    return;
  }
  if (path.endsWith('/')) {
    throw new Error(`\`path\` must not end with "/", got ${shown(path)}; right would be ${shown(path.replace(/\/+$/, '') || '/')}`);
  }
  const parts = path.slice(1).split('/');
  parts.forEach((part, index) => {
    if ((!FIXED_PART.test(part) || DOTS.test(part)) && !VARIABLE_PART.test(part)) {
      throw new Error(`\`path\` must have parts of letters, digits and "._-:", or a whole part "{name}", got ${shown(part)} in ${shown(path)}; ` +
        `right would be ${rightPart(part, path, index === parts.length - 1)}`);
    }
    if (part.endsWith('+}') && index < parts.length - 1) {
      throw new Error(`\`path\` must have the greedy parameter ${shown(part)} as its last part, got ${shown(path)}`);
    }
  });
  const names = pathParameterNames(path);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(`\`path\` must name each parameter once, got ${shown(`{${twice}}`)} twice in ${shown(path)}`);
  }
  // `/ping` and `/sping` belong to API Gateway's own health checks on every stage.
  if (parts[0] === 'ping' || parts[0] === 'sping') {
    throw new Error(`\`path\` must not begin with "/${parts[0]}", which API Gateway keeps for its own health checks, got ${shown(path)}`);
  }
}

/** What to write instead of a part, as far as it can be told what was meant. */
function rightPart(part: string, path: string, last: boolean): string {
  if (part === '') {
    return shown(path.replace(/\/{2,}/g, '/'));
  }
  if (part === '.' || part === '..') {
    return shown(new URL(path, 'https://example.com').pathname);
  }
  const variable = variableOf(part);
  if (variable !== undefined) {
    return `${shown(`{${variable}${last && /\.\.\.|\*/.test(part) ? '+' : ''}}`)}, with RouteParameter.path(${shown(variable)}) for what it must look like`;
  }
  if (/[?#]/.test(part)) {
    return `${shown(path.replace(/[?#].*$/, ''))}, with RouteParameter.query() for what stands in the query string`;
  }
  if (/^\(?\.?\*+\)?$/.test(part)) {
    return last ? '"{rest+}"' : '"{name}"';
  }
  return '"{name}", with RouteParameter.path("name") for what it must look like';
}

/** The name in a variable part as other frameworks write it: `:id`, `<int:id>`, `[id]`, `[...rest]`, `{id:[0-9]+}`, `{id?}`, `{id}.json`. */
function variableOf(part: string): string | undefined {
  const [, colon, angle, square, curly] = /^(?::\W*([\w-]+)|<(?:\w+:)?([\w-]+)>|\[{1,2}\W*([\w-]+)\]{1,2}|.*?\{\W*([\w-]+).*)/.exec(part) ?? [];
  return colon ?? angle ?? square ?? curly;
}

/**
 * The paths of one API, held against what API Gateway would refuse at the deployment: two names for the same variable part
 * (`/a/{x}` beside `/a/{y}/b`), and the same path twice.
 */
export class PathTree {
  public constructor(private readonly variables = new Map<string, { name: string; path: string }>()) {
  }

  public clone(): PathTree {
    return new PathTree(new Map(this.variables));
  }

  /** @throws where API Gateway would refuse the path beside those that are there; nothing is added then */
  public add(path: string): void {
    const added: Array<[string, { name: string; path: string }]> = [];
    let prefix = '';
    for (const part of path.slice(1).split('/')) {
      if (part.startsWith('{')) {
        const known = this.variables.get(prefix);
        if (known && known.name !== part) {
          throw new Error(`\`path\` must call the variable part after ${shown(prefix || '/')} ${shown(known.name)} as ${shown(known.path)} does, got ${shown(part)} in ${shown(path)}; ` +
            'API Gateway takes one variable name a level');
        }
        added.push([prefix, { name: part, path }]);
        prefix += '/{}';
      } else {
        prefix += `/${part}`;
      }
    }
    for (const [key, variable] of added) {
      if (!this.variables.has(key)) {
        this.variables.set(key, variable);
      }
    }
  }
}

/** Resources that API Gateway makes of these paths: each part once, the root not counted. */
export function countPathParts(paths: string[]): number {
  const resources = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(1).filter((part) => part !== '');
    parts.forEach((_part, index) => resources.add(parts.slice(0, index + 1).join('/')));
  }
  return resources.size;
}
