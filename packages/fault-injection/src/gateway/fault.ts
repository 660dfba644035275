import type { ServiceCall } from './service-call.js';

/** Whether the service has done what was asked when the fault strikes: `before` it never hears of it. */
type When = 'before' | 'after';

/** One way in which a call goes wrong. */
export type Fault =
  /** The answer is an error of AWS. `after` with a 500: the outcome is unknown to the client, and it was a success. */
  | { readonly kind: 'fail'; readonly when: When; readonly status: number; readonly code: string }
  /** The connection is reset. `after`: the response is lost. */
  | { readonly kind: 'reset'; readonly when: When }
  /** No answer comes; the connection stays open until the client goes away. */
  | { readonly kind: 'hang'; readonly when: When }
  /** The call is served, but only after a while. */
  | { readonly kind: 'delay'; readonly millis: number }
  /** The call is served, and the answer with status 200 is not one. */
  | { readonly kind: 'garble'; readonly answer: GarbledAnswer }
  /** Kinesis stores the other entries of a PutRecords call, and refuses these, by their places in the request. */
  | { readonly kind: 'refuseEntries'; readonly places: readonly number[]; readonly code: string }
  /** Somebody else's records come right behind those of a PutRecords call; the client sees nothing of it. */
  | { readonly kind: 'addEntries'; readonly entries: readonly AddedEntry[] }
  /** The body of the answer breaks off: by a reset, or it just does not go on. */
  | { readonly kind: 'cutBody'; readonly afterBytes: number; readonly end: 'reset' | 'hang' };

/** What stands in place of a PutRecords answer: no JSON, no entries at all, one too few, or entries that say nothing. */
export type GarbledAnswer = 'notJson' | 'empty' | 'entryMissing' | 'entriesBlank';

/** A record of somebody else's. */
export interface AddedEntry {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Decides what breaks, and is told what happens. */
export interface FaultPlan {
  /** What goes wrong with this call, if anything. Asked once for each call, in the order in which they come. */
  faultFor(call: ServiceCall): Fault | undefined;
  /** Called when a fault takes effect: at the byte where a body breaks off, and after the service was asked where it is. */
  struck?(call: ServiceCall, fault: Fault): void;
  /** Called when a service has done what was asked, whatever the client gets to see of it. */
  served?(call: ServiceCall): void;
}
