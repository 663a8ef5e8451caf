import * as fs from 'fs';
import * as path from 'path';
import { isScalar, parseDocument, visit } from 'yaml';
import { JsonObject, JsonValue } from '../schema/private/json-schema';
import { isObject } from '../schema/private/json-schema-keywords';
import { plainJson } from '../schema/private/plain-json';
import { checkType, OBJECT, TEXT } from '../shared/check-types';
import { shown } from '../shared/literals';

/** More aliases than a person writes; each may stand for a large part of the document ("billion laughs"). */
const MAXIMUM_ALIASES = 1_000;

/**
 * An OpenAPI document, version 3.0 or 3.1, whose operations become routes.
 *
 * All of it must be in the one file: a `$ref` into another file is an error where an operation needs it.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export class OpenApiDocument {
  /**
   * Reads a JSON or YAML file.
   *
   * @param fileName path of the file, from the working directory where it is relative
   * @throws where the file is missing or is no OpenAPI document of version 3.0 or 3.1
   */
  public static fromFile(fileName: string): OpenApiDocument {
    checkType('fileName', fileName, TEXT);
    let text: string;
    try {
      text = fs.readFileSync(fileName, 'utf8');
    } catch (error) {
      throw new Error(`\`fileName\` must be a file that can be read, got ${shown(fileName)} (${path.resolve(fileName)}): ${(error as Error).message}`);
    }
    return OpenApiDocument.parse(text, fileName);
  }

  /**
   * Reads JSON or YAML text.
   *
   * @param text the whole document
   * @throws where the text is no OpenAPI document of version 3.0 or 3.1
   */
  public static fromString(text: string): OpenApiDocument {
    checkType('text', text, TEXT);
    return OpenApiDocument.parse(text, 'text');
  }

  /**
   * Takes a document that a program made.
   *
   * @param document the document as plain data, without tokens
   * @throws where it is no OpenAPI document of version 3.0 or 3.1
   */
  public static fromInline(document: { [key: string]: unknown }): OpenApiDocument {
    checkType('document', document, OBJECT);
    return new OpenApiDocument(plainJson('document', document), 'inline document');
  }

  private static parse(text: string, source: string): OpenApiDocument {
    const content = text.replace(/^\uFEFF/, '');
    const root = /^\s*\{/.test(content) ? parseJson(content, source) : undefined;
    return new OpenApiDocument(root ?? parseYaml(content, source), source);
  }

  /** @internal */
  public readonly _root: JsonObject;
  /** What errors call the document. @internal */
  public readonly _source: string;

  private constructor(root: JsonValue, source: string) {
    if (!isObject(root)) {
      throw new Error(`${source} must be an OpenAPI document, got ${root === null ? 'nothing' : `a ${Array.isArray(root) ? 'list' : typeof root}`}`);
    }
    if (root.swagger !== undefined) {
      throw new Error(`${source} must be OpenAPI 3.0 or 3.1, got Swagger ${String(root.swagger)}; convert it first, for instance with ` +
        `\`npx swagger2openapi --patch --yaml --outfile openapi.yaml ${/\s/.test(source) ? 'swagger.yaml' : source}\``);
    }
    const version = root.openapi;
    if (typeof version !== 'string' || !/^3\.[01]\.\d+/.test(version)) {
      throw new Error(`${source} must say \`openapi: 3.0.x\` or \`openapi: 3.1.x\`, got ${version === undefined ? 'no `openapi`' : shown(version)}`);
    }
    if (root.paths !== undefined && !isObject(root.paths)) {
      throw new Error(`${source} must have an object in \`paths\`, got ${shown(root.paths).slice(0, 80)}`);
    }
    this._root = root;
    this._source = source;
  }
}

/** JSON is valid YAML, and far faster to read as what it is. YAML's flow style begins like JSON: then undefined says so. */
function parseJson(text: string, source: string): JsonValue | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    if (/\.json$/i.test(source)) {
      throw new Error(`${source} must be JSON: ${(error as Error).message}`);
    }
    return undefined;
  }
  return plainJson(source, root);
}

/**
 * YAML 1.2 with the core schema: `no`, `on` and dates stay text, as OpenAPI 3.1.1 (4.1) asks for. A key that stands twice is an error, since
 * of two rules for one operation the reader may see the stricter and the program the other.
 */
function parseYaml(text: string, source: string): JsonValue {
  const document = parseDocument(text, { version: '1.2', schema: 'core', merge: true, uniqueKeys: true, prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    throw new Error(`${source} must be YAML: ${problem.message.trim()}`);
  }
  visit(document, {
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === null) {
        throw new Error(`${source} must have a name before each ":", got an empty key`);
      }
    },
  });
  try {
    return plainJson(source, document.toJS({ maxAliasCount: MAXIMUM_ALIASES }));
  } catch (error) {
    throw new Error(`${source} must be plain data: ${(error as Error).message}`);
  }
}
