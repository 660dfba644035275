import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe } from '@jest/globals';
import type Axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Suites that need a browser. Without one they are skipped with a message; with CI=true they fail. */
export const describeInBrowser = hasBrowser() ? describe : describe.skip;

function hasBrowser(): boolean {
  try {
    accessSync(executablePath, constants.X_OK);
    return true;
  } catch (cause) {
    const message = `There is no browser at ${executablePath}; install Debian's package chromium, or set CHROMIUM_PATH.`;
    if (process.env['CI'] === 'true') throw new Error(message, { cause });
    process.stderr.write(`\nNOT TESTED, the browser tests were skipped. ${message}\n\n`);
    return false;
  }
}

/**
 * Starts a headless browser without background requests.
 *
 * @param hosts - Names that resolve to 127.0.0.1, as a foreign DNS server could make them.
 */
export function launchBrowser(hosts: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
      ...hosts.map((host) => `--host-resolver-rules=MAP ${host} 127.0.0.1`),
    ],
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The violated rules of WCAG 2 A and AA, with their elements. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}
