import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations, describeInBrowser, launchBrowser } from './support/chromium.js';
import { startLocalRun, type LocalRun } from './support/local-run.js';

/** A poison record is retried five times, after 0.5 s and then twice as long each time, before it is dead-lettered. */
const waitMillis = 60_000;

describeInBrowser('the console', () => {
  let run: LocalRun;
  let browser: Browser;
  let page: Page;
  const requested: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    run = await startLocalRun();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme: 'light' });
    page.setDefaultTimeout(waitMillis);
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(run.consoleUrl);
  }, waitMillis);

  beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 1000 });
  });

  afterAll(async () => {
    await browser.close();
    await run.stop();
  }, waitMillis);

  it(
    'uploads a dropped file in two parts and follows it until every consumer has it complete',
    async () => {
      await drop(page, 'dropped.txt', 90_000);
      for (const consumer of ['archive', 'audit']) await coverage(page, 'dropped.txt', consumer, 'complete');
      const words = await page.textContent(
        '[data-key="dropped.txt"] [data-consumer="audit"] .coverage-words',
      );
      expect(words).toMatch(/^complete in \d/);
    },
    waitMillis,
  );

  it(
    'marks a file that no upload rule matches as ignored',
    async () => {
      await drop(page, 'notes.csv', 1);
      await page.getByText('Ignored: no upload rule of the stack matches the key.').waitFor();
      expect(await page.locator('[data-key="notes.csv"] .coverage').count()).toBe(0);
    },
    waitMillis,
  );

  it(
    'shows a badge for what the producer warns of, and one with the reason for what it rejects',
    async () => {
      await drop(page, 'old-mac.txt', 'one\rtwo\rthree\r');
      await page.locator('[data-key="old-mac.txt"] .badge', { hasText: 'carriage returns' }).waitFor();
      for (const consumer of ['archive', 'audit']) await coverage(page, 'old-mac.txt', consumer, 'complete');
      await drop(page, 'archive-of.txt', `PK\x03\x04${'x'.repeat(100)}`);
      const rejected = page.locator('[data-key="archive-of.txt"] .file-trouble');
      await rejected.locator('.badge', { hasText: 'rejected' }).waitFor();
      expect(await rejected.textContent()).toContain('The file is zip, which is not unpacked.');
    },
    waitMillis,
  );

  it(
    'shows what AWS would bill for the run so far, and per GB',
    async () => {
      const meter = page.getByRole('group', { name: 'What AWS would bill' });
      await meter.getByText('per GB').waitFor();
      expect(await meter.textContent()).toMatch(
        /^\$\d[\d.]* on AWS so far, \$\d[\d.]* per GB without hours of shards \(\S.*%\)$/,
      );
    },
    waitMillis,
  );

  it(
    'shows the records of a shard, decoded, and their first lines on demand',
    async () => {
      await page.getByRole('tab', { name: 'Records' }).click();
      const row = page.getByRole('row', { name: /dropped\.txt bytes 0 to/ });
      await row.getByRole('button', { name: 'Show' }).click();
      await page.getByText('line 1 of dropped.txt').waitFor();
    },
    waitMillis,
  );

  it(
    'filters log lines by function and by text',
    async () => {
      await page.getByRole('tab', { name: 'Logs' }).click();
      await page.getByLabel('Function').selectOption({ label: 'consumer-audit' });
      await page.getByLabel('Search').fill('dropped.txt');
      await page.locator('.log-line').first().waitFor();
      const lines = await page.locator('.log-line').allTextContents();
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/consumer-audit.*dropped\.txt/);
      await page.getByLabel('Function').selectOption({ label: 'all' });
      await page.getByLabel('Search').fill('');
    },
    waitMillis,
  );

  it(
    'shows that a poison record was quarantined, and redelivers it to the consumer that quarantined it',
    async () => {
      await page.getByRole('tab', { name: 'Faults' }).click();
      const poison = page.getByRole('switch', { name: 'Poison record for audit' });
      await poison.click();
      await expectAttribute(page, poison, 'aria-checked', 'true');
      await drop(page, 'poisoned.txt', 20_000);
      await coverage(page, 'poisoned.txt', 'archive', 'complete');
      // A damaged Kinesis record does not say to which file it belongs.
      const note = page.getByText(/^Damaged Kinesis records since the upload: 1/).first();
      await note.waitFor();
      const { consumers } = await run.trace('poisoned.txt');
      expect(consumers).toMatchObject([
        { name: 'archive', complete: true },
        { name: 'audit', gaps: [{ state: 'missing' }], unreadable: [{ state: 'quarantined', count: 1 }] },
      ]);
      await page.reload();
      await note.waitFor();

      await page.getByRole('tab', { name: /Failures/ }).click();
      await page.getByText('Quarantined (permanent)', { exact: false }).last().waitFor();
      await page.getByRole('button', { name: 'Show content' }).click();
      await page.getByRole('region', { name: 'Kinesis records of the failure' }).waitFor();
      await screenshot(page, 'failure');
      const redeliver = page.getByRole('button', { name: 'Redeliver to consumer-audit' });
      await redeliver.click();
      await page.getByText(/^Failed again/).waitFor();

      await page.getByRole('tab', { name: 'Faults' }).click();
      await poison.click();
      await expectAttribute(page, poison, 'aria-checked', 'false');
      await page.getByRole('tab', { name: /Failures/ }).click();
      await redeliver.click();
      await page.getByText(/^Accepted on redelivery by consumer-audit/).waitFor();
      // The ledger shows it, so its object was deleted.
      await page.getByText(/^No failures/).waitFor();
      await coverage(page, 'poisoned.txt', 'audit', 'complete');
      expect(await gapsOfTrace(run, 'poisoned.txt', 'audit')).toEqual([]);
    },
    2 * waitMillis,
  );

  it.each(['light', 'dark'] as const)(
    'meets WCAG A and AA in the %s theme on every tab',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      for (const tab of ['Logs', 'Records', 'Failures', 'Faults']) {
        await page.getByRole('tab', { name: tab }).click();
        expect({ tab, violations: await accessibilityViolations(page) }).toEqual({ tab, violations: [] });
      }
      await page.getByRole('tab', { name: 'Logs' }).click();
      await screenshot(page, colorScheme);
    },
    waitMillis,
  );

  it('keeps the chosen theme when the system theme changes', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Light theme' }).click();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(244, 246, 248)',
    );
    await page.reload();
    await page.getByRole('button', { name: 'Dark theme' }).waitFor();
  });

  it('moves between the tabs by keyboard', async () => {
    await page.getByRole('tab', { name: 'Logs' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Records', selected: true }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'Faults', selected: true }).waitFor();
    // The switches come with the feed, which starts anew when the page is loaded.
    await page.getByRole('switch').first().waitFor();
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('role'));
    expect(focused).toBe('switch');
  });

  it('opens the file chooser by keyboard', async () => {
    const chosen = page.waitForEvent('filechooser');
    // A round trip makes sure that the browser passes its file chooser to the test.
    await page.getByRole('button', { name: 'Choose files' }).focus();
    await page.keyboard.press('Enter');
    const chooser = await chosen;
    await chooser.setFiles({ name: 'chosen.txt', mimeType: 'text/plain', buffer: Buffer.from('a line\n') });
    for (const consumer of ['archive', 'audit']) await coverage(page, 'chosen.txt', consumer, 'complete');
  });

  it.each([1280, 390])('fits a window %i pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 844 });
    for (const tab of ['Logs', 'Records', 'Failures', 'Faults']) {
      await page.getByRole('tab', { name: tab }).click();
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ tab, scrollWidth }).toEqual({ tab, scrollWidth: width });
    }
    await screenshot(page, `width-${width}`);
  });

  it('sends requests to its own server only and logs no error', () => {
    expect(requested.filter((url) => !url.startsWith(run.consoleUrl))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('npm start', () => {
  it(
    'exits with 0 when its output pipe is closed',
    async () => {
      const run = await startLocalRun();
      expect(await run.stopReading()).toBe(0);
    },
    waitMillis,
  );
});

/** Drops a file on the page: a string, or a number of numbered lines, each 100 bytes. */
async function drop(page: Page, name: string, content: number | string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ name, content }) => {
      const linesOf = (count: number) =>
        Array.from({ length: count }, (_, index) =>
          `line ${index + 1} of ${name}`.padEnd(99, '.').concat('\n'),
        );
      const text = typeof content === 'string' ? content : linesOf(content).join('');
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: 'text/plain' }));
      return transfer;
    },
    { name, content },
  );
  await page.dispatchEvent('[data-testid="upload-area"]', 'drop', { dataTransfer });
}

async function coverage(page: Page, key: string, consumer: string, state: string): Promise<void> {
  await page.locator(`[data-key="${key}"] [data-consumer="${consumer}"][data-state="${state}"]`).waitFor();
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The gaps that `trace` reports for a consumer. */
async function gapsOfTrace(run: LocalRun, key: string, consumer: string): Promise<readonly Range[]> {
  const { consumers } = await run.trace(key);
  const gaps = consumers.find(({ name }) => name === consumer)?.gaps ?? [];
  return gaps.map(({ start, end }) => ({ start, end }));
}

async function expectAttribute(
  page: Page,
  locator: ReturnType<Page['getByRole']>,
  name: string,
  value: string,
): Promise<void> {
  await locator.and(page.locator(`[${name}="${value}"]`)).waitFor();
}

/** Takes a screenshot if the variable SCREENSHOTS names a folder. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
