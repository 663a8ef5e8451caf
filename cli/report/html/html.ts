import { visible } from '../visible';

/** Text that is HTML already: made by `html` alone, so that nothing of a template gets here unescaped. */
export class Html {
  public constructor(public readonly text: string) {}
}

/** What may stand in a `html` text. */
export type Part = Html | string | number | undefined | false | readonly Part[];

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * HTML in which every value is escaped that is no HTML itself. Attack: an operation id, a path or a reason that is a script.
 * Values stand between tags or inside of quoted attributes, never in a tag's name, a script or a style.
 */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(texts.reduce((written, text, index) => `${written}${shown(parts[index - 1])}${text}`));
}

function shown(part: Part): string {
  if (part instanceof Html) {
    return part.text;
  }
  if (typeof part === 'object') {
    return part.map(shown).join('');
  }
  return part === undefined || part === false ? '' : visible(String(part)).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
