import { JsonValue } from './json-schema';

/** Appends a member's name or an index to a JSON pointer (RFC 6901, 3). */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

/** Splits a local reference such as `#/components/schemas/Order` into names. URI fragments may be percent-encoded. */
export function pointerSegments(reference: string): string[] {
  const path = reference.replace(/^#/, '');
  if (path === '') {
    return [];
  }
  return path.slice(1).split('/').map((segment) => decode(segment).replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** Value at a local reference, or undefined. */
export function valueAt(root: JsonValue, reference: string): JsonValue | undefined {
  if (!/^#?(\/|$)/.test(reference)) {
    // `#name` is an anchor, and no pointer.
    return undefined;
  }
  let value: JsonValue | undefined = root;
  for (const segment of pointerSegments(reference)) {
    if (typeof value !== 'object' || value === null || !Object.prototype.hasOwnProperty.call(value, segment)) {
      return undefined;
    }
    value = Array.isArray(value) ? value[Number(segment)] : value[segment];
  }
  return value;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
