const loopbackAddresses = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** A bucket in front of `localhost`: S3's virtual-hosted style. Source: https://www.rfc-editor.org/rfc/rfc6761#section-6.3. */
const virtualHost = /^([a-z0-9][a-z0-9.-]*)\.localhost(?::\d{1,5})?$/i;

/**
 * Whether a `Host` names this machine: `localhost`, a subdomain of it, 127.0.0.0/8 or `[::1]`, with or without a port. A web
 * page can reach the port through any other name, if its DNS server resolves that name to this machine (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && (loopbackAddresses.test(host) || virtualHost.test(host));
}

/** The bucket in a virtual-hosted `Host`, such as `BUCKET.localhost:4566`; undefined for any other host. */
export function readVirtualHostedBucket(host: string | undefined): string | undefined {
  return host === undefined ? undefined : virtualHost.exec(host)?.[1]?.toLowerCase();
}

/** Whether an `Origin` or `Referer` is a page that this machine serves. The opaque origin `null` is not. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).host);
}
