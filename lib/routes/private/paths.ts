import { shown } from '../../shared/literals';

/** Characters that API Gateway takes in a path part; a parameter is a whole part. */
const PATH_PART = /^(?:[A-Za-z0-9._\-:~%]+|\{[A-Za-z0-9._\-]+\+?\})$/;

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
    if (!PATH_PART.test(part)) {
      throw new Error(`\`path\` must have parts of letters, digits and "._-:~%", or a whole part "{name}", got ${shown(part)} in ${shown(path)}`);
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
