import { html, Html } from '../../report/html/html';
import { InventoryApi } from '../model';

/** Where an API is: stack and template, or region and id. */
export function where({ stack, file, deployed }: InventoryApi): { readonly content: Html; readonly sort: string } {
  const [first, second] = deployed ? [`${deployed.region} ${deployed.id}`, 'deployed'] : [stack, file];
  return { content: html`${first}<br><span class="faint">${second}</span>`, sort: `${first} ${second}` };
}

/** `one API`, `3 APIs`. */
export function counted(count: number, what: string): string {
  return `${count === 1 ? 'one' : count} ${what}${count === 1 ? '' : 's'}`;
}
