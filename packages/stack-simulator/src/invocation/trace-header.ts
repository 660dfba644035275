/**
 * Calls of functions by functions in one chain, at which AWS stops the chain.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html (read 2026-11-23).
 */
export const maxHops = 16;

/**
 * The trace header that an invocation carries, and that the AWS SDK passes on when the function calls AWS. Its lineage
 * counts the hops, as AWS's own does.
 */
export function traceHeader(requestId: string, hops: number): string {
  const digits = requestId.replaceAll('-', '').padEnd(32, '0');
  const root = `1-${digits.slice(0, 8)}-${digits.slice(8, 32)}`;
  return `Root=${root};Parent=${digits.slice(0, 16)};Sampled=0;Lineage=${hops}:${digits.slice(0, 8)}:0`;
}

/** The hops that a trace header counts; 0 if there is none. */
export function hopsOf(header: string | undefined): number {
  return Number(/Lineage=(\d+):/.exec(header ?? '')?.[1] ?? 0);
}
