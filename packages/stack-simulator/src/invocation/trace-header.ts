/**
 * Length of a chain of functions that invoke each other at which AWS stops it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html (read 2026-11-23).
 */
export const maxHops = 16;

/**
 * Creates the X-Ray trace header of an invocation. The AWS SDK forwards it when the function calls AWS, so its lineage counts
 * the hops of the chain, as on AWS.
 */
export function traceHeader(requestId: string, hops: number): string {
  const digits = requestId.replaceAll('-', '').padEnd(32, '0');
  const root = `1-${digits.slice(0, 8)}-${digits.slice(8, 32)}`;
  return `Root=${root};Parent=${digits.slice(0, 16)};Sampled=0;Lineage=${hops}:${digits.slice(0, 8)}:0`;
}

/** Reads the request id of the invocation that a trace header belongs to. `undefined` without a header. */
export function readRequestId(header: string | undefined): string | undefined {
  const [, start, rest] = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(header ?? '') ?? [];
  if (start === undefined || rest === undefined) return undefined;
  return [start, rest.slice(0, 4), rest.slice(4, 8), rest.slice(8, 12), rest.slice(12)].join('-');
}

/** Reads the number of hops from a trace header. 0 without a header. */
export function readHops(header: string | undefined): number {
  return Number(/Lineage=(\d+):/.exec(header ?? '')?.[1] ?? 0);
}
