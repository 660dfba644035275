import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findListeningSockets } from '@headwaters/test-kit/listening-sockets';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { PipelineShape } from '../src/contract/pipeline.js';
import { describeInBrowser, launchBrowser } from './support/chromium.js';
import { startLocalRun, type LocalRun } from './support/local-run.js';

const waitMillis = 60_000;

/** Resolves to this machine in the browser, as a page's own DNS server could make it. */
const foreignHost = 'evil.test';

describeInBrowser('a foreign web page', () => {
  let run: LocalRun;
  let ports: readonly number[];
  let shape: PipelineShape;
  let browser: Browser;
  let site: Server;
  let page: Page;

  beforeAll(async () => {
    run = await startLocalRun();
    shape = (await (await fetch(new URL('api/pipeline', run.consoleUrl))).json()) as PipelineShape;
    while (!run.output().includes('complete at every consumer')) await sleep(100);
    ports = findListeningSockets(run.processId).map(({ port }) => port);
    site = createServer((_, response) => response.end('<title>evil</title>')).listen(0, '127.0.0.1');
    await once(site, 'listening');
    browser = await launchBrowser([foreignHost]);
    page = await browser.newPage();
    await page.goto(`http://${foreignHost}:${(site.address() as AddressInfo).port}/`);
  }, waitMillis);

  afterAll(async () => {
    await browser.close();
    site.close();
    await run.stop();
  }, waitMillis);

  /** Sends a form from the page to a URL and returns the status, which the page itself does not see. */
  async function post(url: string, body: string): Promise<number> {
    const answered = page.waitForResponse(url);
    await page.evaluate(
      ([to = '', content = '']) => fetch(to, { method: 'POST', mode: 'no-cors', body: content }),
      [url, body],
    );
    return (await answered).status();
  }

  it(
    'can invoke no function and write no object through any port',
    async () => {
      const invocations = () => run.output().match(/START RequestId/g)?.length;
      const before = invocations();
      const answers: string[] = [];
      for (const port of ports) {
        const name = shape.producer.functionName;
        const invocation = `http://127.0.0.1:${port}/2015-03-31/functions/${name}/invocations`;
        answers.push(`${port} invocation ${await post(invocation, '{"Records":[]}')}`);
        answers.push(`${port} form ${await post(`http://localhost:${port}/${shape.sourceBucket}`, 'a=b')}`);
      }
      expect(answers.filter((answer) => !answer.endsWith('403'))).toEqual([]);
      expect(answers.length).toBeGreaterThanOrEqual(2 * 5);
      expect(invocations()).toBe(before);
    },
    waitMillis,
  );

  it(
    'can read nothing through its own name for this machine',
    async () => {
      const texts: string[] = [];
      for (const port of ports) {
        const rebound = await browser.newPage();
        await rebound.goto(`http://${foreignHost}:${port}/`);
        texts.push(await rebound.evaluate(async () => (await fetch('/')).text()));
        await rebound.close();
      }
      expect(texts.filter((text) => !text.startsWith('Refused: the Host header'))).toEqual([]);
    },
    waitMillis,
  );
});
