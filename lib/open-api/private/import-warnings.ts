import { UnenforcedAcceptance } from '../../schema/unenforced-acceptance';
import { shown } from '../../shared/literals';

/** Looks for `://` in the values of a query, as seen by users. https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
export const URLS_REFUSED_BY = 'GenericRFI_QUERYARGUMENTS';

/** What is no error and should be mended all the same, one warning a kind. */
export class ImportWarnings {
  readonly #unanchored = new Set<string>();
  readonly #urls = new Map<string, string[]>();

  /** A parameter whose pattern may stand anywhere in the value. */
  public addUnanchored(name: string, operation: string): void {
    this.#unanchored.add(`${name} of ${operation}`);
  }

  /** Parameters of a path whose values are addresses, which a managed rule refuses. */
  public addUrls(path: string, names: readonly string[]): void {
    this.#urls.set(path, [...this.#urls.get(path) ?? [], ...names]);
  }

  public texts(source: string, unusedAcceptances: readonly UnenforcedAcceptance[]): string[] {
    const texts = unusedAcceptances.map(({ keyword, pointer }) => `\`acceptUnenforced\` has an entry that nothing in ${source} needs: ` +
      `${shown(keyword)}${pointer === undefined ? '' : ` at ${pointer}`}; leave it out, so that it hides nothing later`);
    if (this.#unanchored.size > 0) {
      texts.push(`patterns of ${source} are not anchored, so they take any text around what they say: ${[...this.#unanchored].join(', ')}; ` +
        'right would be "^...$" where the whole value is meant');
    }
    if (this.#urls.size > 0) {
      const where = [...this.#urls].map(([path, names]) => `${names.join(', ')} of ${path}`).join('; ');
      const paths = [...this.#urls.keys()].map((path) => `'${path}'`).join(', ');
      texts.push(`the rule ${URLS_REFUSED_BY} of the common rule set refuses addresses in the query: ${where}; right would be ` +
        '`firewall: { managedRuleGroups: [ManagedRuleGroup.commonRuleSet({ overrides: [{ ' +
        `rule: '${URLS_REFUSED_BY}', paths: [${paths}], reason: '...' }] })] }\``);
    }
    return texts;
  }
}
