/** A JSON object as it stands in a template: any value may be an intrinsic function. */
export interface TemplateObject {
  readonly [key: string]: unknown;
}

/** Whether a value is a JSON object, which an intrinsic function is too. */
export function isObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; an empty one where it is something else. */
export function objectOf(value: unknown): TemplateObject {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one where it is something else. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a list; a single value is a list of one, as in policies. */
export function oneOrMany(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** Whether a value is a call of an intrinsic function, of which the result is known at the deployment only. */
export function isIntrinsic(value: unknown): value is TemplateObject {
  if (!isObject(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

/**
 * All that a value may become at the deployment: both branches of an `Fn::If`, `undefined` for `AWS::NoValue`, and any other intrinsic
 * function as it is. A rule that demands something demands it of every alternative, one that forbids something looks for it in any.
 */
export function alternatives(value: unknown): unknown[] {
  if (isIntrinsic(value)) {
    if (value.Ref === 'AWS::NoValue') {
      return [undefined];
    }
    const branches = listOf(value['Fn::If']);
    if (branches.length === 3) {
      return branches.slice(1).flatMap(alternatives);
    }
  }
  return [value];
}

/** Whether the value is true whatever the deployment's conditions are; API Gateway's L1 take the word too. */
export function isSurelyTrue(value: unknown): boolean {
  return alternatives(value).every((alternative) => alternative === true || alternative === 'true');
}

/** Whether the value may be true under some condition of the deployment. */
export function mayBeTrue(value: unknown): boolean {
  return alternatives(value).some((alternative) => alternative === true || alternative === 'true');
}

/**
 * The text of a value, joined as CloudFormation would; what only the deployment knows stands in angle brackets, with a dot in
 * the names of pseudo parameters, so that an ARN still splits at its colons.
 */
export function text(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (!isIntrinsic(value)) {
    return value === undefined ? '' : String(JSON.stringify(value));
  }
  if (typeof value.Ref === 'string') {
    return `<${value.Ref.replace('::', '.')}>`;
  }
  const join = listOf(value['Fn::Join']);
  if (join.length === 2) {
    return listOf(join[1]).map(text).join(text(join[0]));
  }
  if (value['Fn::Sub'] !== undefined) {
    const template = Array.isArray(value['Fn::Sub']) ? value['Fn::Sub'][0] : value['Fn::Sub'];
    return text(template).replace(/\$\{([^}]*)\}/g, (_, name: string) => `<${name.replace('::', '.')}>`);
  }
  const attribute = value['Fn::GetAtt'];
  if (attribute !== undefined) {
    return `<${Array.isArray(attribute) ? attribute.map(text).join('.') : text(attribute)}>`;
  }
  if (value['Fn::ImportValue'] !== undefined) {
    return `<${text(value['Fn::ImportValue'])}>`;
  }
  return JSON.stringify(value);
}

/** Every text that stands anywhere inside a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (Array.isArray(value)) {
    return value.flatMap(textsIn);
  }
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** Whether a value limits something: a number above nothing, or one that a parameter gives. */
export function isLimit(value: unknown): boolean {
  return alternatives(value).every((alternative) => isIntrinsic(alternative) || Number(alternative) > 0);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What a text says in JSON, `undefined` where it is none; any other value as it is. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
