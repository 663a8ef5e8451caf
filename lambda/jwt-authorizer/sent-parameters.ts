type Values = { readonly [name: string]: string };

/**
 * The values of the path parameters as the client spelled them. REST APIs hand them over as they were sent, and so the path (recorded for the event
 * of a proxy integration, event-path-encoding; captured for all kinds of events: github.com/hotsock/voker/pull/8), but no page says so of an
 * authorizer's event. So the path decides what was sent, and a value may be the same text or that text decoded.
 *
 * @param resourcePath the route's own, such as `/orders/{orderId}`
 * @param values what the event says of the parameters
 * @param path what the event says of the path, which ends with the resource: what stands before depends on the domain's mapping
 * @returns undefined where the two contradict each other: one of them is not what the target gets
 */
export function valuesAsSent(resourcePath: string, values: unknown, path: unknown): Values | undefined {
  if (typeof values !== 'object' || values === null || typeof path !== 'string') {
    return undefined;
  }
  const parts = resourcePath.split('/');
  const segments = path.split('/');
  if (segments.at(-1) === '') {
    segments.pop(); // no part of the parameter (recorded: event-trailing-slash)
  }
  // Entries, since a parameter may be called `__proto__`.
  const sent: Array<readonly [name: string, spelling: string]> = [];
  let end = segments.length;
  for (let index = parts.length - 1; index > 0; index--) {
    const part = parts[index];
    if (!part.startsWith('{')) {
      if (end < 2 || !isSpelling(segments[--end], part)) {
        return undefined;
      }
      continue;
    }
    const isGreedy = part.endsWith('+}');
    const name = part.slice(1, isGreedy ? -2 : -1);
    const value = Object.hasOwn(values, name) ? (values as { readonly [name: string]: unknown })[name] : undefined;
    if (typeof value !== 'string') {
      return undefined;
    }
    const start = end - (isGreedy ? value.split('/').length : 1);
    if (start < 1) {
      return undefined;
    }
    const spelling = segments.slice(start, end).join('/');
    if (!isSpelling(spelling, value)) {
      return undefined;
    }
    sent.push([name, spelling]);
    end = start;
  }
  return Object.fromEntries(sent);
}

function isSpelling(sent: string, text: string): boolean {
  if (sent === text) {
    return true;
  }
  try {
    return decodeURIComponent(sent) === text;
  } catch {
    return false;
  }
}
