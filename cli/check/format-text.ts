import { painter, Style } from '../private/style';
import { Finding, Level } from './findings';

const STYLES: { readonly [level in Level]: Style } = { error: 'bad', warning: 'warning', unknown: 'faint' };

/** For people: by resource, and what was acknowledged only as a number. */
export function formatText(findings: readonly Finding[], known: (finding: Finding) => boolean, paint: ReturnType<typeof painter>): string {
  const open = findings.filter((finding) => finding.acknowledged === undefined && !known(finding));
  const lines: string[] = [];
  for (const place of new Set(open.map(placeOf))) {
    lines.push(paint('strong', place));
    for (const finding of open.filter((other) => placeOf(other) === place)) {
      lines.push(`  ${paint(STYLES[finding.level], finding.level)} ${finding.id}`, `    ${finding.message} ${paint('faint', finding.help)}`);
    }
    lines.push('');
  }
  const count = (level: Level): number => open.filter((finding) => finding.level === level).length;
  const acknowledged = findings.filter((finding) => finding.acknowledged !== undefined).length;
  const before = findings.filter((finding) => finding.acknowledged === undefined && known(finding)).length;
  lines.push(`${count('error')} errors, ${count('warning')} warnings, ${count('unknown')} unknown` +
    `${acknowledged > 0 ? `, ${acknowledged} acknowledged` : ''}${before > 0 ? `, ${before} in the baseline` : ''}`);
  return `${lines.join('\n')}\n`;
}

function placeOf({ file, logicalId, constructPath }: Finding): string {
  return `${file}: ${constructPath ?? logicalId}`;
}
