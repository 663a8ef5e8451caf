import { isDeepStrictEqual } from 'util';
import { ask, PARSERS } from './java-tool';

type Json = { [key: string]: unknown };

/** An OpenAPI document, and what to call it in findings. */
export interface NamedDocument {
  readonly name: string;
  readonly document: Json;
}

/** What a parser made of a document. */
export interface RoundTrip {
  readonly messages: string[];
  /** The document's schemas, written out again; undefined where nothing was read. */
  readonly schemas?: Json;
}

/** Sends documents through every version of the parser; the answers stand in the documents' order, by version. */
export function roundTrips(documents: NamedDocument[]): Map<string, RoundTrip[]> {
  return new Map(PARSERS.map((parser) => [
    parser.version,
    ask<{ messages: string[] | null; document: Json | null }>(parser, documents.map(({ document }) => document)).map(({ messages, document }) => ({
      messages: messages ?? [],
      schemas: schemasOf(document ?? {}),
    })),
  ]));
}

/** Says what the import would warn of or lose, a line each. */
export function losses({ name, document }: NamedDocument, { messages, schemas = {} }: RoundTrip, version: string): string[] {
  const before = schemasOf(document) ?? {};
  return [
    ...messages.map((message) => `${name}: swagger-parser ${version} says: ${message}`),
    ...[...new Set([...Object.keys(before), ...Object.keys(schemas)])].filter((key) => !isDeepStrictEqual(before[key], schemas[key])).map((key) => (
      `${name}: swagger-parser ${version} makes ${JSON.stringify(schemas[key])} of ${key}, which was ${JSON.stringify(before[key])}`
    )),
  ];
}

function schemasOf(document: Json): Json | undefined {
  return (document.components as { schemas?: Json } | undefined)?.schemas;
}
