import Ajv2020 from 'ajv/dist/2020';
import * as fc from 'fast-check';
import { JsonValue } from '../lib/schema/private/json-schema';
import { anySchema, anyValue, outspokenSchema } from '../test/support/schema-arbitraries';
import { judge, Question, question } from './judging';

const SCHEMAS = 600;
const VALUES = 25;
/** What old pages may write in an expression, and the gateway's kind of engine refuses or reads otherwise. */
const ODD_PATTERNS = [
  '^[.-\\w]+$', '^[a-\\d]$', '^[a-c-e]$', '[-a]', '[a-]', '[^-]', '^{a', 'a{1', 'a{,5}', 'a{x}', '^}$', '^]$', '[]', '[^]', '\\x', '\\u', '\\x4', '\\8', '\\08', '\\c',
  '\\_\\-', '\\a', '(a)\\2', '\\1', '(?=a)*', '[\\b]', '[\\c]', '(a?)*?b', '|a', '^\\s$', '\\u00e9', '[[a]', '[&&]',
];
const ODD_VALUES = [
  '', 'a', 'b', 'aa', 'a1', '1', '-', '.', 'w', 'd', '{', '{a', 'a{1', 'a{,5}', 'a{x}', '}', ']', '[', '[a', 'x', 'u', 'x4', '8', '08', '\\', '\\c', '_-', 'ba', 'é', '&', ' ',
  '\u00a0', '\u0001', '\u0008', '\u0000', '\n', 'e', 'c',
];
/** Always the same schemas, so that a failure can be found again. */
const SEED = 12;

interface Case extends Question {
  readonly schema: object;
  /** Whether translation has nothing to add: then it must refuse nothing that the schema lets through. */
  readonly outspoken: boolean;
}

/** Schemas that nobody wrote, judged before and after: as the suite, for combinations that it does not think of. */
function main(): void {
  const cases = [...sampled(anySchema, false), ...sampled(outspokenSchema, true), ...ODD_PATTERNS.flatMap((pattern) => (
    caseOf({ type: 'string', maxLength: 9, pattern }, ODD_VALUES, false, true)
  ))];
  const { lost, judgements } = judge(cases);
  const failures = new Set(lost);
  let compared = 0;
  for (const [index, { schema, outspoken, reported, values, document }] of cases.entries()) {
    const original = new Ajv2020({ strict: false, logger: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    values.forEach((value, at) => {
      const valid = original(value);
      for (const { by, answers } of judgements) {
        const answer = answers[index];
        const judged = typeof answer === 'string' ? undefined : answer[at];
        compared++;
        if (judged === undefined || (judged && !valid && reported.length === 0) || (!judged && valid && outspoken)) {
          failures.add(`${document.name}: ${JSON.stringify(value)} is ${valid ? 'let through' : 'refused'} by the schema, and ` +
            `${judged === undefined ? `nothing by ${String(answer)}` : judged ? 'let through' : 'refused'} by what is left of it (${by})`);
        }
      }
    });
  }
  [...failures].slice(0, 20).forEach((failure) => console.log(`  ${failure}`));
  console.log(`random schemas: ${cases.length} schemas, ${compared} judgements, ${failures.size} failures`);
  process.exitCode = failures.size === 0 ? 0 : 1;
}

function sampled(schemas: typeof anySchema, outspoken: boolean): Case[] {
  const values = fc.sample(fc.array(anyValue as fc.Arbitrary<JsonValue>, { minLength: VALUES, maxLength: VALUES }), { numRuns: SCHEMAS, seed: SEED });
  return fc.sample(schemas, { numRuns: SCHEMAS, seed: SEED }).flatMap((schema, index): Case[] => {
    const plain = JSON.parse(JSON.stringify(schema)) as { [keyword: string]: JsonValue };
    return caseOf(plain, values[index], !outspoken && index % 2 === 0, outspoken);
  });
}

function caseOf(schema: { [keyword: string]: JsonValue }, values: JsonValue[], closing: boolean, outspoken: boolean): Case[] {
  const asked = question(JSON.stringify(schema), schema, values, closing);
  return asked ? [{ ...asked, schema, outspoken }] : [];
}

main();
