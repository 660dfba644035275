declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a server of DynamoDB, in memory. It does not listen. */
  function dynalite(options?: { readonly createTableMs?: number }): Server;
  export = dynalite;
}
