import { createContext, runInContext } from 'node:vm';
import * as ts from 'typescript';

/** A request or an answer as a CloudFront function sees it. */
export interface ViewerHeaders { [name: string]: { value: string; multiValue?: Array<{ value: string }> } }
export interface ViewerRequest { method: string; uri: string; headers: ViewerHeaders; [member: string]: unknown }
export interface ViewerResult extends Partial<ViewerRequest> { statusCode?: number; statusDescription?: string; body?: string }

/**
 * Runs the code of a CloudFront function on one viewer request as its runtime 2.0 would, with a key-value store that holds these entries:
 * strict, with the language and the objects that AWS lists and no others, on a copy of the event. What CloudFront would answer with 502 is
 * an error here.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export async function runViewerFunction(
  code: string, request: ViewerRequest, ip: string, entries: ReadonlyMap<string, string> = new Map(),
): Promise<ViewerResult> {
  checkLanguage(code);
  const get = (key: string): Promise<string> => {
    const value = entries.get(key);
    return value === undefined ? Promise.reject(new Error('KeyNotFound')) : Promise.resolve(value);
  };
  const context = createContext({ cf: { kvs: () => ({ get }) } }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(ABSENT.map((name) => `delete globalThis.${name};`).join(''), context);
  const handler = runInContext(`'use strict';${code.replace(/^import cf from 'cloudfront';$/m, '')}\nhandler`, context) as (event: object) => ViewerResult | Promise<ViewerResult>;
  const event = JSON.parse(JSON.stringify({ version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip }, request })) as object;
  const result = JSON.parse(JSON.stringify(await handler(event))) as ViewerResult;
  checkResult(result, request);
  return result;
}

/**
 * The header lines that CloudFront makes of a function's request: names with capitals, and of a field with several values those that the
 * function left. What it put in place of such a field without saying so of the values behind the first leaves these as they were.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function sentHeaders(result: ViewerResult, request: ViewerRequest): Array<readonly [name: string, value: string]> {
  return Object.entries(result.headers ?? {}).flatMap(([name, { value, multiValue }]) => {
    const before = (request.headers[name] as ViewerHeaders[string] | undefined)?.multiValue ?? [];
    const left = multiValue && JSON.stringify(multiValue) !== JSON.stringify(before) ? multiValue : [{ value }, ...before.slice(1)];
    const lines = left.map((line) => line.value);
    const sent = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-');
    return lines.map((line) => [sent, line] as const);
  });
}

/** What the runtime does not have. */
const ABSENT = [
  'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'FinalizationRegistry', 'Intl', 'Map', 'Proxy', 'Reflect', 'Set', 'SharedArrayBuffer', 'WeakMap',
  'WeakRef', 'WeakSet', 'WebAssembly',
];

/** Newer than what the runtime understands, or refused by it. */
const FOREIGN = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.ClassDeclaration, 'class'],
  [ts.SyntaxKind.ClassExpression, 'class'],
  [ts.SyntaxKind.ForOfStatement, 'for-of'],
  [ts.SyntaxKind.YieldExpression, 'yield'],
  [ts.SyntaxKind.SpreadElement, 'spread'],
  [ts.SyntaxKind.SpreadAssignment, 'spread'],
  [ts.SyntaxKind.ObjectBindingPattern, 'destructuring'],
  [ts.SyntaxKind.ArrayBindingPattern, 'destructuring'],
  [ts.SyntaxKind.ShorthandPropertyAssignment, 'shorthand property'],
  [ts.SyntaxKind.QuestionDotToken, 'optional chaining'],
  [ts.SyntaxKind.QuestionQuestionToken, '??'],
  [ts.SyntaxKind.WithStatement, 'with'],
  [ts.SyntaxKind.DebuggerStatement, 'debugger'],
]);

const checked = new Set<string>();

function checkLanguage(code: string): void {
  if (checked.has(code)) {
    return;
  }
  const file = ts.createSourceFile('function.js', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const visit = (node: ts.Node): void => {
    const foreign = FOREIGN.get(node.kind);
    if (foreign !== undefined) {
      throw new Error(`CloudFront's runtime has no ${foreign}: ${node.getText(file)}`);
    }
    if (ts.isImportDeclaration(node) && node.getText(file) !== "import cf from 'cloudfront';") {
      throw new Error(`CloudFront's runtime has no such module: ${node.getText(file)}`);
    }
    node.forEachChild(visit);
  };
  visit(file);
  if (Buffer.byteLength(code) > 10_240) {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    throw new Error(`CloudFront takes 10 KB of code at most, got ${Buffer.byteLength(code)} bytes`);
  }
  checked.add(code);
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html */
const FORBIDDEN_HEADERS = /^(?:connection|expect|keep-alive|proxy-(?:authenticate|authorization|connection)|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
const READ_ONLY_HEADERS = ['content-length', 'host', 'transfer-encoding', 'via'];

function checkResult(result: ViewerResult, request: ViewerRequest): void {
  for (const [name, { value }] of Object.entries(result.headers ?? {})) {
    const before = request.headers[name] as ViewerHeaders[string] | undefined;
    if (name !== name.toLowerCase() || typeof value !== 'string') {
      throw new Error(`CloudFront takes names in lower case with a text, got ${name}: ${typeof value}`);
    }
    if (before?.value !== value && (FORBIDDEN_HEADERS.test(name) || READ_ONLY_HEADERS.includes(name) || !/^[\x20-\x7e]*$/.test(value))) {
      throw new Error(`CloudFront lets no function write ${name}: ${value}`);
    }
  }
  if (result.statusCode === undefined && (result.method !== request.method || typeof result.uri !== 'string' || !result.uri.startsWith('/'))) {
    throw new Error('CloudFront takes a request with the same method and a path that begins with a slash');
  }
}
