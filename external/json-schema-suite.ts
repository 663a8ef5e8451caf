import * as fs from 'fs';
import * as path from 'path';
import { JsonValue } from '../lib/schema/private/json-schema';
import { judge, Question, question } from './judging';
import { isLimitOf, refusalReason } from './reviewed-refusals';

const DRAFTS = ['draft4', 'draft6', 'draft7', 'draft2019-09', 'draft2020-12'];
const SHOWN_FAILURES = 40;

interface Group {
  readonly draft: string;
  readonly file: string;
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: Array<{ readonly description: string; readonly data: JsonValue; readonly valid: boolean }>;
}

interface Case extends Question {
  readonly group: Group;
  /** Whether objects are closed, which may refuse more than the schema. */
  readonly closing: boolean;
}

/**
 * The JSON-Schema-Test-Suite: each schema is translated, sent through the parser, and what is left of it has to judge the suite's values as the
 * suite does. A value that it lets through although the schema refuses it needs a report, one that it refuses a reason.
 */
function main(): void {
  const groups = DRAFTS.flatMap(groupsOf);
  const cases = groups.flatMap((group) => [false, true].flatMap((closing): Case[] => {
    const name = `${group.draft}/${group.file}: ${group.description}`;
    const asked = question(name, group.schema, group.tests.map(({ data }) => data), closing);
    return asked ? [{ ...asked, group, closing }] : [];
  }));
  const { lost, judgements } = judge(cases);
  const failures = new Set(lost);
  const counts = { accepted: 0, reported: 0, reviewed: 0 };
  for (const { by, answers } of judgements) {
    cases.forEach((one, index) => compare(one, answers[index], by, failures, counts));
  }
  [...failures].slice(0, SHOWN_FAILURES).forEach((failure) => console.log(`  ${failure}`));
  console.log(`JSON-Schema-Test-Suite: ${cases.length} schemas, ${counts.accepted} values judged as the suite does, ${counts.reported} let through by a rule ` +
    `that is reported, ${counts.reviewed} refused for a reason that is written down, ${groups.length * 2 - cases.length} schemas not taken, ` +
    `${failures.size} failures`);
  process.exitCode = failures.size === 0 && cases.length > 0 ? 0 : 1;
}

function groupsOf(draft: string): Group[] {
  return fs.readFileSync(path.join(__dirname, 'json-schema-test-suite', `${draft}.jsonl`), 'utf8').split('\n').filter((line) => line !== '')
    .map((line): Group => ({ draft, ...JSON.parse(line) as Omit<Group, 'draft'> }))
    // JavaScript reads 1.0 as 1: nobody can tell them apart here.
    .filter(({ file }) => file !== 'optional/zeroTerminatedFloats.json');
}

function compare(
  { group, reported, closing, document }: Case, judged: boolean[] | string, by: string, failures: Set<string>,
  counts: { accepted: number; reported: number; reviewed: number },
): void {
  if (typeof judged === 'string') {
    failures.add(`${document.name}: ${by} can't read the schema: ${judged}`);
    return;
  }
  group.tests.forEach(({ description, valid }, index) => {
    if (judged[index] === valid) {
      counts.accepted++;
    } else if (judged[index] && reported.length > 0) {
      counts.reported++;
    } else if (judged[index] ? isLimitOf(by, description) : closing || refusalReason(group.draft, group.file, description)) {
      counts.reviewed++;
    } else {
      failures.add(`${document.name}: ${description}: ${valid ? 'let through by the schema, refused' : 'refused by the schema, let through'} ` +
        `by what is left of it (${by})`);
    }
  });
}

main();
