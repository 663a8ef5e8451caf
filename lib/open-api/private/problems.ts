import { UnenforcedRule } from '../../schema/private/json-schema';
import { describeUnenforced } from '../../schema/private/unenforced-rules';
import { counterpartOf, isGatewayExtension } from './gateway-extensions';

/** Collects all that is wrong with an import, so that one error can say it all: who mends one problem should know of the others. */
export class ImportProblems {
  private readonly groups = new Map<string, string[]>();
  private readonly rules = new Map<string, UnenforcedRule>();

  /** @param title what is wrong, once for all of its items */
  public add(title: string, item: string): void {
    const items = this.groups.get(title) ?? [];
    if (!items.includes(item)) {
      items.push(item);
    }
    this.groups.set(title, items);
  }

  public addUnenforced(rules: UnenforcedRule[]): void {
    for (const rule of rules) {
      this.rules.set(`${rule.keyword} ${rule.pointer}`, rule);
    }
  }

  /** @throws one error with every problem, where there is any */
  public throwIfAny(source: string): void {
    if (this.groups.size === 0 && this.rules.size === 0) {
      return;
    }
    const blocks = [...this.groups].map(([title, items]) => [`${title} (${items.length}):`, ...items.map((item) => `  ${item}`)].join('\n'));
    const lost = [...this.rules.values()].filter(isGatewayExtension);
    const unenforced = [...this.rules.values()].filter((rule) => !isGatewayExtension(rule));
    if (lost.length > 0) {
      const note = (keyword: string): string | undefined => counterpartOf({ keyword, pointer: '' });
      blocks.push(`extensions of API Gateway that are not taken over (${lost.length}):\n${describeUnenforced(lost, note)}`);
    }
    if (unenforced.length > 0) {
      blocks.push(`rules that neither API Gateway nor the web ACL enforces (${unenforced.length}):\n${describeUnenforced(unenforced)}`);
    }
    throw new Error(`${source} must be importable whole, got:\n${blocks.join('\n')}`);
  }
}
