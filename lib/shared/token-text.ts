/** How CDK writes a token into a text. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

/** The text with each token replaced. */
export function replaceTokens(text: string, replacement: string): string {
  return text.replace(TOKEN, replacement);
}

/** The text with what stands between its tokens changed, and the tokens as they are. */
export function mapLiterals(text: string, change: (literal: string) => string): string {
  const literals = text.split(TOKEN);
  const tokens = text.match(TOKEN) ?? [];
  return literals.map((literal, index) => change(literal) + (tokens[index] ?? '')).join('');
}
