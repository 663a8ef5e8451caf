import * as crypto from 'crypto';
import { Html, html } from './html';
import { SCRIPT } from './script';
import { STYLE } from './style';

/**
 * A page around its body, which asks nobody for anything.
 *
 * @param styles what pictures inside of the body bring with them
 * @param own what this page needs beside the style that all have
 */
export function wholePage(title: string, styles: readonly string[], body: Html, own?: string): string {
  // The policy names this style and this script and no others: what a template could smuggle in would not run, were it not escaped.
  // https://www.w3.org/TR/CSP3/#grammardef-hash-source
  const policy = [
    "default-src 'none'", `style-src ${[STYLE, ...own === undefined ? [] : [own], ...styles].map(hash).join(' ')}`, `script-src ${hash(SCRIPT)}`, "base-uri 'none'", "form-action 'none'",
  ].join('; ');
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>${own === undefined ? '' : html`
<style>${new Html(own)}</style>`}
</head>
<body>
${body}
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text;
}

function hash(text: string): string {
  return `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;
}
