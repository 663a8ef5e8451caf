import { hash } from 'node:crypto';

/** Entries: a token of 10 KB can't be worth more than some kilobytes here, so the cache stays under 20 MB at worst and 1 MB commonly. */
const MAX_ENTRIES = 1_000;

/**
 * What is known of tokens seen lately, by a digest of the whole token: signature included, so that a token with another signature is
 * another token. The token itself is not kept.
 *
 * Two generations instead of a chain of uses: a hit costs one look-up, and what was not used while the young one filled is dropped.
 */
export class TokenCache<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  public digest(token: string): string {
    return hash('sha256', token, 'base64');
  }

  public get(digest: string): T | undefined {
    const young = this.#young.get(digest);
    if (young !== undefined) {
      return young;
    }
    const old = this.#old.get(digest);
    if (old !== undefined) {
      this.set(digest, old);
    }
    return old;
  }

  public set(digest: string, value: T): void {
    if (this.#young.size >= MAX_ENTRIES / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, value);
  }
}
