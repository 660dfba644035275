const loopbackNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a Host header names this machine. Any other name means that a web page reached the port through a name of
 * its own (DNS rebinding), and gets no answer.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackNames.test(host);
}
