import { styleText } from 'util';

/** What a text means; the colour follows from it. */
export type Style = 'good' | 'bad' | 'warning' | 'faint' | 'strong';

const COLOURS: { readonly [style in Style]: Parameters<typeof styleText>[0] } = {
  good: 'green', bad: 'red', warning: 'yellow', faint: 'dim', strong: 'bold',
};

/** Paints text, on a terminal only. https://no-color.org */
export function painter(stream: { readonly isTTY?: boolean }, environment = process.env): (style: Style, text: string) => string {
  const colours = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  return (style, text) => (colours ? styleText(COLOURS[style], text, { validateStream: false }) : text);
}
