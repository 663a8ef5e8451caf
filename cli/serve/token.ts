import type { TokenOptions } from '../commands/token';
import { askSession, findSession } from '../private/running-sessions';

/** Prints a token, and nothing else on stdout. */
export async function printToken({ role, scope, claim, subject, client, issuer, lifetime, url }: TokenOptions): Promise<void> {
  const claims = Object.fromEntries(Object.entries(claim).map(([name, value]) => [name, valueOf(value)]));
  const { token } = await askSession(findSession(url), 'token', {
    roles: role, scopes: scope, claims, subject, issuer, clientId: client, lifetimeSeconds: lifetime,
  });
  process.stdout.write(`${token}\n`);
}

/** JSON where it is some, else the text itself. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
