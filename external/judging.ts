import AjvDraft04 from 'ajv-draft-04';
import { valueAt } from '../lib/schema/private/json-pointer';
import { JsonObject, JsonValue } from '../lib/schema/private/json-schema';
import { ModelNames } from '../lib/schema/private/model-names';
import { SchemaTranslator } from '../lib/schema/private/schema-translator';
import { ask, VALIDATOR } from './java-tool';
import { losses, NamedDocument, roundTrips } from './round-trip';

/** A translated schema, and values that what is left of it after the import has to judge. */
export interface Question {
  readonly document: NamedDocument;
  readonly values: JsonValue[];
  /** Keywords that are reported as not enforced. */
  readonly reported: string[];
}

/** What a validator said of each question's values, or why it could not read the schema. */
export interface Judgement {
  /** Parser and validator. */
  readonly by: string;
  readonly answers: Array<boolean[] | string>;
}

/**
 * Translates a schema as an import does (nothing is closed), or as a body written by hand (everything is).
 *
 * @returns undefined where the schema is not taken at all, such as one with a reference into another file
 */
export function question(name: string, schema: JsonValue, values: JsonValue[], closing: boolean): Question | undefined {
  const names = new ModelNames();
  const root: JsonObject = typeof schema === 'boolean' ? { allOf: [schema] } : schema as JsonObject;
  try {
    const translator = new SchemaTranslator({
      closeObjects: closing ? 'always' : 'never',
      acceptsReadOnly: () => false,
      resolve: (reference) => {
        if (!reference.startsWith('#')) {
          throw new Error('not inside of the schema');
        }
        return valueAt(root, reference);
      },
      nameOf: (reference, variant) => names.nameOf(reference, variant),
    });
    const { schema: translated, unenforced } = translator.translateBody(root, '#');
    return {
      document: { name: `${name}${closing ? ' (closed)' : ''}`, document: documentOf(translated, translator.definitions) },
      values,
      reported: unenforced.map(({ keyword }) => keyword).filter((keyword) => keyword !== 'minItems' && keyword !== 'maxItems'),
    };
  } catch (error) {
    if (/not inside of the schema|circle of references/.test((error as Error).message)) {
      return undefined;
    }
    throw error;
  }
}

/** Sends the schemas through each version of the parser, and lets each validator judge the values by what is left of them. */
export function judge(questions: Question[]): { readonly lost: string[]; readonly judgements: Judgement[] } {
  const lost: string[] = [];
  const judgements: Judgement[] = [];
  for (const [version, trips] of roundTrips(questions.map(({ document }) => document))) {
    const left = trips.map(({ schemas }) => schemas ?? {});
    questions.forEach(({ document }, index) => lost.push(...losses(document, trips[index], version)));
    judgements.push(
      { by: `swagger-parser ${version}, ajv-draft-04`, answers: questions.map(({ values }, index) => ajvJudges(left[index], values)) },
      { by: `swagger-parser ${version}, json-schema-validator`, answers: javaJudges(questions, left) },
    );
  }
  return { lost, judgements };
}

function documentOf(schema: JsonObject, definitions: { [name: string]: JsonObject }): JsonObject {
  return {
    openapi: '3.0.1',
    info: { title: 'Judged', version: '1' },
    paths: {
      '/': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/TheBody' } } } },
          responses: { 200: { description: 'Answer' } },
        },
      },
    },
    components: { schemas: { ...definitions, TheBody: schema } },
  };
}

function ajvJudges(schemas: { [name: string]: unknown }, values: JsonValue[]): boolean[] | string {
  try {
    const validate = new AjvDraft04({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false, ownProperties: true })
      .compile({ allOf: [{ $ref: '#/components/schemas/TheBody' }], components: { schemas } });
    return values.map((value) => validate(value));
  } catch (error) {
    return (error as Error).message;
  }
}

function javaJudges(questions: Question[], schemas: Array<{ [name: string]: unknown }>): Array<boolean[] | string> {
  return ask<{ valid?: boolean[]; error?: string }>(VALIDATOR, questions.map(({ values }, index) => ({
    document: { components: { schemas: schemas[index] } },
    pointer: '/components/schemas/TheBody',
    values,
  }))).map(({ valid, error }) => valid ?? String(error));
}
