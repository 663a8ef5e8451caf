/**
 * Stands for Powertools' values of one invocation, in a function that runs one at a time: there they are the process's own, and the rest of
 * that module asks a store which only a runtime with several invocations at once sets up.
 */
export class InvocationScoped<T> {
  readonly #make: () => T;
  #box: [T] | undefined;
  public readonly isScoped = false;

  public constructor(_name: string, { fresh, initial }: { readonly fresh?: () => T; readonly initial?: T }) {
    this.#make = fresh ?? (() => initial as T);
  }

  public get(): T {
    this.#box ??= [this.#make()];
    return this.#box[0];
  }

  public set(value: T): void {
    this.#box = [value];
  }

  public reset(): void {
    this.#box = undefined;
  }

  public getShared(): T {
    return this.get();
  }

  public setShared(value: T): void {
    this.set(value);
  }
}
