/** https://github.com/architect/dynalite */
declare module 'dynalite' {
  import type { Server } from 'http';
  export default function dynalite(options?: { readonly createTableMs?: number; readonly deleteTableMs?: number }): Server;
}
