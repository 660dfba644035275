import type { ServiceCall } from './service-call.js';

/** When a fault occurs: `before` the service receives the call, or `after` the service has executed it. */
type When = 'before' | 'after';

/** One way in which a call fails. */
export type Fault =
  /** The response is an AWS error. `after` with status 500: the call succeeded, but the client can't know. */
  | { readonly kind: 'fail'; readonly when: When; readonly status: number; readonly code: string }
  /** The connection is reset. `after`: the response is lost. */
  | { readonly kind: 'reset'; readonly when: When }
  /** No response is sent. The connection stays open until the client closes it. */
  | { readonly kind: 'hang'; readonly when: When }
  /** The call is executed after a delay. */
  | { readonly kind: 'delay'; readonly millis: number }
  /** The call is executed, and the response has status 200 and a corrupt body. */
  | { readonly kind: 'corruptResponse'; readonly corruption: ResponseCorruption }
  /** Kinesis stores the other entries of a PutRecords call and refuses the entries at these indexes. */
  | { readonly kind: 'refuseEntries'; readonly indexes: readonly number[]; readonly code: string }
  /** Foreign entries are appended to a PutRecords call. Their results are removed from the response. */
  | { readonly kind: 'addEntries'; readonly entries: readonly AddedEntry[] }
  /** The response body ends early: with a connection reset, or without one, so that the client waits. */
  | { readonly kind: 'truncateBody'; readonly afterBytes: number; readonly end: 'reset' | 'hang' };

/**
 * What a corrupt PutRecords response contains: HTML (`notJson`), an empty object (`empty`), one result too few
 * (`entryMissing`), or results without fields (`entriesBlank`).
 */
export type ResponseCorruption = 'notJson' | 'empty' | 'entryMissing' | 'entriesBlank';

/** An entry that the gateway appends to a PutRecords call. */
export interface AddedEntry {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** Chooses the faults of a gateway. */
export interface FaultPlan {
  /** Returns the fault of this call; undefined for none. Called once per call, in the order of arrival. */
  faultFor(call: ServiceCall): Fault | undefined;
  /** Called when a fault takes effect: where a body is cut, or, with `after`, once the service has executed the call. */
  onFault?(call: ServiceCall, fault: Fault): void;
  /** Called when a service has executed a call, even if the client does not receive the response. */
  onServed?(call: ServiceCall): void;
}
