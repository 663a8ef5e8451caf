import { checkReason } from '../../shared/check-reason';
import { checkLiteral, shown } from '../../shared/literals';
import { UnenforcedAcceptance } from '../unenforced-acceptance';
import { UnenforcedRule } from './json-schema';

/** How many places of a group an error names: a document of hundreds of operations may have thousands. */
const SHOWN_POINTERS = 3;

/** Checks acceptances before anything relies on them. */
export function checkAcceptances(acceptances: UnenforcedAcceptance[]): UnenforcedAcceptance[] {
  for (const acceptance of acceptances) {
    checkLiteral('acceptUnenforced.keyword', acceptance.keyword, "'discriminator'");
    if (acceptance.pointer !== undefined && !(typeof acceptance.pointer === 'string' && acceptance.pointer.startsWith('#'))) {
      throw new Error(`\`acceptUnenforced.pointer\` must be a JSON pointer that starts with "#", got ${shown(acceptance.pointer)}; ` +
        'right would be "#/components/schemas/Order"');
    }
    checkReason('acceptUnenforced.reason', acceptance.reason);
  }
  return acceptances;
}

/**
 * The acceptance that covers a rule, if any. A first word covers the whole group: `format` every `format: …`, `parameter` every
 * `parameter …`. A keyword of schemas covers it in parameters too, and a pointer the places below it.
 */
export function acceptanceOf(rule: UnenforcedRule, acceptances: UnenforcedAcceptance[]): UnenforcedAcceptance | undefined {
  const name = rule.keyword.toLowerCase();
  return acceptances.find(({ keyword, pointer }) => {
    const wanted = keyword.toLowerCase();
    const named = name === wanted || name.startsWith(`${wanted}: `) || name.startsWith(`${wanted} `) || name === `parameter ${wanted}`;
    return named && (pointer === undefined || rule.pointer === pointer || rule.pointer.startsWith(`${pointer.replace(/\/$/, '')}/`));
  });
}

/**
 * Says, in the words of one error, which rules nobody enforces, and what to write to accept them.
 *
 * @param note what says the same in other words, by keyword
 */
export function describeUnenforced(rules: UnenforcedRule[], note: (keyword: string) => string | undefined = () => undefined): string {
  const groups = new Map<string, string[]>();
  for (const { keyword, pointer } of rules) {
    const pointers = groups.get(keyword) ?? [];
    pointers.push(pointer);
    groups.set(keyword, pointers);
  }
  const lines = [...groups].map(([keyword, pointers]) => {
    const more = pointers.length > SHOWN_POINTERS ? ` and ${pointers.length - SHOWN_POINTERS} more` : '';
    const said = note(keyword);
    return `  ${keyword} (${pointers.length}): ${pointers.slice(0, SHOWN_POINTERS).join(', ')}${more}${said === undefined ? '' : `; right would be ${said}`}`;
  });
  const acceptances = [...groups].map(([keyword]) => `    { keyword: '${keyword.replace(/[\\']/g, '\\$&')}', reason: '...' },`);
  return [...lines, '  if something else enforces them, say what:', '  acceptUnenforced: [', ...acceptances, '  ]'].join('\n');
}
