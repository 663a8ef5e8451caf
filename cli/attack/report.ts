import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { packageVersion } from '../private/library';
import { Judged, Outcome } from './judge';

const HOMEPAGE = 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api';

/** Outcomes that end the command with findings. */
export const FINDINGS: readonly Outcome[] = ['through', 'wrongly refused'];

/** The table: attack, expected layer, seen layer, status, outcome. A guess has a question mark. */
export function formatTable(judged: readonly Judged[]): string {
  const rows = judged.map((one) => [one.outcome, one.attack.name, expectedOf(one), `${one.layer}${one.isGuess ? '?' : ''}`, String(one.status ?? '-')]);
  const all = [['outcome', 'attack', 'expected', 'seen', 'status'], ...rows];
  const widths = all[0].map((_cell, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

/** How many of each outcome. */
export function formatSummary(judged: readonly Judged[]): string {
  const counts = new Map<Outcome, number>();
  judged.forEach(({ outcome }) => counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
  return `${judged.length} requests: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
}

/** JUnit's XML: a test case for each attack; what is not proven counts as skipped. */
export function formatJunit(judged: readonly Judged[]): string {
  const cases = judged.map((one) => {
    const open = `  <testcase classname="attack" name="${escaped(one.attack.name)}"`;
    if (FINDINGS.includes(one.outcome)) {
      return `${open}>\n    <failure message="${escaped(sentence(one))}"/>\n  </testcase>`;
    }
    return one.outcome === 'held' ? `${open}/>` : `${open}>\n    <skipped message="${escaped(sentence(one))}"/>\n  </testcase>`;
  });
  const failures = judged.filter(({ outcome }) => FINDINGS.includes(outcome)).length;
  const skipped = judged.filter(({ outcome }) => outcome === 'elsewhere' || outcome === 'not proven').length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="secure-rest-api attack" tests="${judged.length}" failures="${failures}" skipped="${skipped}">\n${cases.join('\n')}\n</testsuite>\n`;
}

/** SARIF 2.1.0: a result for each finding, at the document that the attack was made from. */
export function formatSarif(judged: readonly Judged[], documentFile: string): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: 'secure-rest-api attack', toolDriverVersion: packageVersion(), url: HOMEPAGE });
  const rules: Array<[string, string]> = [['through', 'A hostile request reached the target'], ['wrongly-refused', 'An innocent request is refused']];
  for (const [ruleId, shortDescriptionText] of rules) {
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId, shortDescriptionText, helpUri: `${HOMEPAGE}/blob/main/docs/local-gateway.md` }));
  }
  for (const one of judged.filter(({ outcome }) => FINDINGS.includes(outcome))) {
    const result = new SarifResultBuilder().initSimple({
      level: 'error', messageText: `${one.attack.name}: ${sentence(one)}`, ruleId: one.outcome.replace(' ', '-'), fileUri: documentFile, startLine: 1,
    });
    result.result.partialFingerprints = { 'secureRestApiAttack/v1': one.attack.name };
    run.addResult(result);
  }
  const log = new SarifBuilder();
  log.addRun(run);
  return `${log.buildSarifJsonString({ indent: true })}\n`;
}

function sentence(one: Judged): string {
  return `${one.outcome}: expected ${expectedOf(one)}, seen ${one.layer}${one.isGuess ? ' (guessed)' : ''} with ${one.status ?? 'no answer'}`;
}

function expectedOf({ attack: { expected } }: Judged): string {
  return expected === 'passes' ? 'passes' : expected.join(' or ');
}

function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
