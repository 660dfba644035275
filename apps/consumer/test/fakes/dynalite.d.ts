declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a server of DynamoDB, in memory. */
  function dynalite(options?: { readonly createTableMs?: number; readonly deleteTableMs?: number }): Server;
  export = dynalite;
}
