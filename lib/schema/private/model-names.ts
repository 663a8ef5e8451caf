import { pointerSegments } from './json-pointer';

/** Names for the models of one document or schema: API Gateway takes letters and digits only, and never one name for two schemas. */
export class ModelNames {
  private readonly owners = new Map<string, string>();

  /** @param suffix told apart by it are models of other documents that meet in one API */
  public constructor(private readonly suffix = '') {
  }

  /** The name of what a reference means; `variant` tells apart the forms that one schema may need. */
  public nameOf(reference: string, variant: string): string {
    const wanted = `${pointerSegments(reference).at(-1) ?? 'Root'}${variant}`;
    const base = `${wanted.replace(/[^A-Za-z0-9]/g, '').slice(0, 100) || 'Schema'}${this.suffix}`;
    const owner = `${variant} ${reference}`;
    let name = base;
    for (let count = 2; this.owners.has(name) && this.owners.get(name) !== owner; count++) {
      name = `${base}${count}`;
    }
    this.owners.set(name, owner);
    return name;
  }
}
