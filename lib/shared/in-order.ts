/**
 * The members of a map in the order of their names. Java's `Map.of` has another order in each run, and Go sorts: what is hashed or written
 * in the order in which a map came would have another name at every synthesis, and would be deployed again.
 */
export function inOrder<T>(map: { readonly [name: string]: T }): [string, T][] {
  return Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** A copy of the map with its members in the order of their names. */
export function ordered<T>(map: { readonly [name: string]: T } | undefined): { [name: string]: T } | undefined {
  return map && Object.fromEntries(inOrder(map));
}
