import * as path from 'path';
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { packageVersion } from '../private/library';
import { Finding, Level, ruleDescriptions } from './findings';

const HOMEPAGE = 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api';
const LEVELS: { readonly [level in Level]: 'error' | 'warning' | 'note' } = { error: 'error', warning: 'warning', unknown: 'note' };

/**
 * SARIF 2.1.0, as GitHub's code scanning takes it: a result for each finding, with a fingerprint that stays where lines move, and what was
 * acknowledged as suppressed with its reason.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(findings: readonly Finding[], known: (finding: Finding) => boolean, folder = process.cwd()): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: 'secure-rest-api', toolDriverVersion: packageVersion(), url: HOMEPAGE });
  for (const { id, level, message, help } of ruleDescriptions()) {
    const rule = new SarifRuleBuilder().initSimple({ ruleId: id, shortDescriptionText: message, fullDescriptionText: `${message} ${help}`, helpUri: `${HOMEPAGE}/blob/main/docs/checks.md` });
    rule.rule.help = { text: help, markdown: help };
    rule.rule.defaultConfiguration = { level: LEVELS[level] };
    run.addRule(rule);
  }
  for (const finding of findings) {
    const result = new SarifResultBuilder().initSimple({
      level: LEVELS[finding.level],
      messageText: `${finding.id}: ${finding.message}`,
      ruleId: finding.rule,
      fileUri: path.relative(folder, path.resolve(finding.file)).split(path.sep).join('/'),
      startLine: 1,
    });
    Object.assign(result.result, detailsOf(finding, known(finding)));
    run.addResult(result);
  }
  const log = new SarifBuilder();
  log.addRun(run);
  return `${log.buildSarifJsonString({ indent: true })}\n`;
}

function detailsOf(finding: Finding, isKnown: boolean): Partial<SarifResultBuilder['result']> {
  const { stack, logicalId, constructPath, id, acknowledged } = finding;
  const pointer = `/Resources/${logicalId.replace(/~/g, '~0').replace(/\//g, '~1')}`;
  return {
    partialFingerprints: { 'secureRestApi/v1': `${stack}/${logicalId} ${id}` },
    baselineState: isKnown ? 'unchanged' : 'new',
    ...(acknowledged !== undefined && { suppressions: [{ kind: 'inSource' as const, status: 'accepted' as const, justification: acknowledged }] }),
    properties: { jsonPointer: pointer, stack, id },
    locations: [{
      physicalLocation: { artifactLocation: { uri: path.relative(process.cwd(), path.resolve(finding.file)).split(path.sep).join('/') }, region: { startLine: 1 } },
      logicalLocations: [{ name: logicalId, fullyQualifiedName: constructPath ?? `${stack}${pointer}`, kind: constructPath === undefined ? 'member' : 'element' }],
    }],
  };
}
