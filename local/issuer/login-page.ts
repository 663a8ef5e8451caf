/** What the login page shows, and hands back with the form. */
export interface LoginPage {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Roles that the issuer may grant; nothing where it may grant any. */
  readonly roles?: readonly string[];
  /** The request's parameters as they came. */
  readonly query: string;
}

/** A page without any script: whoever opens it picks who to be. */
export function loginPage({ issuer, clientId, redirectUri, scopes, roles, query }: LoginPage): string {
  const roleField = roles === undefined
    ? '<label>Roles, with spaces between <input name="roles"></label>'
    : roles.map((role) => `<label><input type="checkbox" name="roles" value="${escaped(role)}"> role ${escaped(role)}</label>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Development login</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}label{display:block;margin:.6rem 0}input{font:inherit}button{font:inherit;padding:.4rem 1rem}</style>
</head><body><main>
<h1>Development login</h1>
<p>In the place of <strong>${escaped(issuer)}</strong>, on this machine only. No password: pick who you are to <strong>${escaped(clientId)}</strong>, which is at ${escaped(redirectUri)}.</p>
<form method="post" action="/login?${escaped(query)}">
<label>Name <input name="subject" value="alice" required autofocus></label>
${scopes.map((scope) => `<label><input type="checkbox" name="scopes" value="${escaped(scope)}" checked> ${escaped(scope)}</label>`).join('\n')}
${roleField}
<button>Log in</button>
</form>
</main></body></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
