import { UnenforcedRule } from '../../schema/private/json-schema';
import { acceptanceOf, checkAcceptances } from '../../schema/private/unenforced-rules';
import { UnenforcedAcceptance } from '../../schema/unenforced-acceptance';
import { ImportProblems } from './problems';

/** What the user accepts that nobody enforces, and which of it the document needs. */
export class ImportAcceptances {
  readonly #all: UnenforcedAcceptance[];
  readonly #used = new Set<UnenforcedAcceptance>();
  readonly #problems: ImportProblems;

  public constructor(all: UnenforcedAcceptance[] | undefined, problems: ImportProblems) {
    this.#all = checkAcceptances(all ?? []);
    this.#problems = problems;
  }

  public accepts(rule: UnenforcedRule): boolean {
    return this.#of(rule) !== undefined;
  }

  /** Splits rules into those that somebody accepted, as notes of the posture, and problems. */
  public sortOut(rules: readonly UnenforcedRule[]): string[] {
    const notes = new Set<string>();
    for (const rule of rules) {
      const acceptance = this.#of(rule);
      if (acceptance) {
        notes.add(`${acceptance.keyword}: ${acceptance.reason}`);
      } else {
        this.#problems.addUnenforced([rule]);
      }
    }
    return [...notes];
  }

  public get unused(): UnenforcedAcceptance[] {
    return this.#all.filter((acceptance) => !this.#used.has(acceptance));
  }

  #of(rule: UnenforcedRule): UnenforcedAcceptance | undefined {
    const acceptance = acceptanceOf(rule, this.#all);
    if (acceptance) {
      this.#used.add(acceptance);
    }
    return acceptance;
  }
}
