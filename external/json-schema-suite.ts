import * as fs from 'fs';
import * as path from 'path';
import AjvDraft04 from 'ajv-draft-04';
import { ask, VALIDATOR } from './java-tool';
import { isLimitOf, refusalReason } from './reviewed-refusals';
import { losses, NamedDocument, roundTrips } from './round-trip';
import { valueAt } from '../lib/schema/private/json-pointer';
import { JsonObject, JsonValue, UnenforcedRule } from '../lib/schema/private/json-schema';
import { ModelNames } from '../lib/schema/private/model-names';
import { SchemaTranslator } from '../lib/schema/private/schema-translator';

const DRAFTS = ['draft4', 'draft6', 'draft7', 'draft2019-09', 'draft2020-12'];

interface Group {
  readonly file: string;
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: Array<{ readonly description: string; readonly data: JsonValue; readonly valid: boolean }>;
}

interface Case {
  readonly draft: string;
  readonly group: Group;
  readonly reported: UnenforcedRule[];
  readonly document: NamedDocument;
  readonly closing: boolean;
}

/**
 * The JSON-Schema-Test-Suite: each schema is translated, sent through the parser, and what is left of it has to judge the suite's values as the
 * suite does. Schemas are translated as an import does (nothing is closed), and as a body written by hand (everything is); the latter
 * may refuse more.
 */
function main(): void {
  const cases: Case[] = [];
  let refused = 0;
  for (const draft of DRAFTS) {
    for (const group of groupsOf(draft)) {
      for (const closing of [false, true]) {
        const made = translated(draft, group, closing);
        refused += made ? 0 : 1;
        cases.push(...(made ? [made] : []));
      }
    }
  }
  const failures: string[] = [];
  const counts = { accepted: 0, reported: 0, reviewed: 0 };
  for (const [version, trips] of roundTrips(cases.map(({ document }) => document))) {
    cases.forEach(({ document }, index) => failures.push(...losses(document, trips[index], version)));
    const judged: Array<[string, Array<boolean[] | string>]> = [
      ['ajv-draft-04', cases.map(({ group }, index) => ajvJudges(trips[index].schemas ?? {}, group))],
      ['json-schema-validator', javaJudges(cases, trips.map(({ schemas }) => schemas ?? {}))],
    ];
    for (const [validator, judgements] of judged) {
      cases.forEach((one, index) => compare(one, judgements[index], `swagger-parser ${version}, ${validator}`, failures, counts));
    }
  }
  [...new Set(failures)].slice(0, Number(process.env.SHOWN ?? 40)).forEach((failure) => console.log(`  ${failure}`));
  console.log(`JSON-Schema-Test-Suite: ${cases.length} schemas, ${counts.accepted} values judged as the suite does, ${counts.reported} let through by a rule ` +
    `that is reported, ${counts.reviewed} refused for a reason that is written down, ${refused} schemas not taken, ${new Set(failures).size} failures`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function groupsOf(draft: string): Group[] {
  return fs.readFileSync(path.join(__dirname, 'json-schema-test-suite', `${draft}.jsonl`), 'utf8').split('\n').filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Group)
    // JavaScript reads 1.0 as 1: nobody can tell them apart here.
    .filter(({ file }) => file !== 'optional/zeroTerminatedFloats.json');
}

/** Undefined where the schema is not taken at all, such as one with a reference into another file. */
function translated(draft: string, group: Group, closing: boolean): Case | undefined {
  const names = new ModelNames();
  const root: JsonObject = typeof group.schema === 'boolean' ? { allOf: [group.schema] } : group.schema as JsonObject;
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
    const { schema, unenforced } = translator.translateBody(root, '#');
    return {
      draft,
      group,
      closing,
      reported: unenforced.filter(({ keyword }) => keyword !== 'minItems' && keyword !== 'maxItems'),
      document: { name: `${draft}/${group.file}: ${group.description}${closing ? ' (closed)' : ''}`, document: documentOf(schema, translator.definitions) },
    };
  } catch (error) {
    if (/not inside of the schema|circle of references/.test((error as Error).message)) {
      return undefined;
    }
    throw error;
  }
}

function documentOf(schema: JsonObject, definitions: { [name: string]: JsonObject }): JsonObject {
  return {
    openapi: '3.0.1',
    info: { title: 'Suite', version: '1' },
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

function ajvJudges(schemas: { [name: string]: unknown }, { tests }: Group): boolean[] | string {
  try {
    const validate = new AjvDraft04({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false, ownProperties: true })
      .compile({ allOf: [{ $ref: '#/components/schemas/TheBody' }], components: { schemas } });
    return tests.map(({ data }) => validate(data));
  } catch (error) {
    return (error as Error).message;
  }
}

function javaJudges(cases: Case[], schemas: Array<{ [name: string]: unknown }>): Array<boolean[] | string> {
  return ask<{ valid?: boolean[]; error?: string }>(VALIDATOR, cases.map(({ group }, index) => ({
    document: { components: { schemas: schemas[index] } },
    pointer: '/components/schemas/TheBody',
    values: group.tests.map(({ data }) => data),
  }))).map(({ valid, error }) => valid ?? String(error));
}

function compare(
  { draft, group, reported, closing, document }: Case, judged: boolean[] | string, by: string, failures: string[],
  counts: { accepted: number; reported: number; reviewed: number },
): void {
  if (typeof judged === 'string') {
    failures.push(`${document.name}: ${by} can't read the schema: ${judged}`);
    return;
  }
  group.tests.forEach((test, index) => {
    const name = `${document.name}: ${test.description}`;
    if (judged[index] === test.valid) {
      counts.accepted++;
    } else if (judged[index] && reported.length > 0) {
      counts.reported++;
    } else if (judged[index] && !isLimitOf(by, test.description)) {
      failures.push(`${name}: refused by the schema, let through by what is left of it (${by})`);
    } else if (judged[index] || closing || refusalReason(draft, group.file, test.description)) {
      counts.reviewed++;
    } else {
      failures.push(`${name}: let through by the schema, refused by what is left of it (${by})`);
    }
  });
}

main();
