import { DocumentOperation } from './operations';

/** API Gateway's names of operations are letters and digits; those of two operations must differ. */
export class OperationIds {
  readonly #taken = new Set<string>();

  public constructor(private readonly prefix: string | undefined) {}

  public of(operation: DocumentOperation): string | undefined {
    const words = [this.prefix ?? '', operation.operationId ?? '', operation.idSuffix ?? '']
      .flatMap((text) => text.split(/[^A-Za-z0-9]+/)).filter((word) => word !== '');
    if (operation.operationId === undefined || words.length === 0) {
      return undefined;
    }
    const base = words.map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
    let id = base;
    for (let count = 2; this.#taken.has(id); count++) {
      id = `${base}${count}`;
    }
    this.#taken.add(id);
    return id;
  }
}
