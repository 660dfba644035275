import { formatSourceUri } from '@headwaters/pipeline-contract';
import { describeFunctionError, invoke } from '../delivery/invoke-consumer.js';
import { readLedgers } from '../listing/read-ledgers.js';
import type { VersionLedger } from '../listing/version-ledger.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { ReportRecovery } from '../progress.js';
import { type KeyGroup, type SelectedVersion, stateOf } from './select-versions.js';
import { uploadEvent } from './upload-event.js';

/** How a version ended. */
export type VersionOutcome =
  | 'published'
  | 'rejected'
  | 'discarded'
  /** The producer failed, or nothing happened for too long. */
  | 'failed'
  /** Not sent, because an older version of its key is not published. */
  | 'heldBack';

export interface PublishOptions {
  /** Longest time without a new receipt before a version counts as failed, in milliseconds. */
  readonly stallMillis: number;
  readonly report: ReportRecovery;
  readonly signal: AbortSignal;
  /** Called once for each version. */
  readonly onOutcome: (version: SelectedVersion, outcome: VersionOutcome) => void;
}

/** Waits between two looks at the ledger, in milliseconds: the first one, how much longer the next one is, and the longest. */
const polling = { firstMillis: 1_000, growth: 1.5, longestMillis: 10_000 };

/** A version with a receipt that is younger is in flight, in milliseconds. Receipts of a large object are seconds apart. */
const inFlightMillis = 30_000;

/** Why a version is not published, if the producer said it. */
type Failure = ReturnType<typeof describeFunctionError> | undefined;

/**
 * Publishes the versions of a group: the oldest version of each key in one event, then the next oldest, and so on. Follows each event
 * in the ledger to its end, because the answer of the producer alone proves nothing, and the rest of an object may be published by
 * further invocations.
 *
 * @throws the errors of the SDK: an outage, or a denied permission.
 */
export class GroupPublisher {
  readonly #context: RecoveryContext;
  readonly #options: PublishOptions;

  constructor(context: RecoveryContext, options: PublishOptions) {
    this.#context = context;
    this.#options = options;
  }

  async publish(group: KeyGroup): Promise<void> {
    const blockedKeys = new Set<string>();
    const rounds = Math.max(...group.map((versions) => versions.length));
    for (let round = 0; round < rounds; round += 1) {
      const versions = group.flatMap((ofKey) => ofKey[round] ?? []);
      for (const version of versions) if (blockedKeys.has(version.source.key)) this.#holdBack(version);
      const free = versions.filter(({ source }) => !blockedKeys.has(source.key));
      const idle = await this.#awaitInFlight(free);
      for (const { source } of await this.#publishOnce(idle)) blockedKeys.add(source.key);
    }
  }

  #holdBack(version: SelectedVersion): void {
    const message =
      'Not sent, because an older version of its key is not published and must not be overtaken.';
    this.#report(version, 'HEADWATERS_VERSION_HELD_BACK', message);
    this.#options.onOutcome(version, 'heldBack');
  }

  /** An invocation may be publishing a version right now, for an event of its own or an earlier run. @returns the versions to send. */
  async #awaitInFlight(versions: readonly SelectedVersion[]): Promise<readonly SelectedVersion[]> {
    const recentMillis = this.#context.clock.now() - inFlightMillis;
    const isInFlight = ({ latestReceiptMillis }: SelectedVersion) => latestReceiptMillis > recentMillis;
    const stalled = new Set(await this.#poll(versions.filter(isInFlight), inFlightMillis));
    return versions.filter((version) => !isInFlight(version) || stalled.has(version));
  }

  /** @returns the versions that failed. */
  async #publishOnce(versions: readonly SelectedVersion[]): Promise<readonly SelectedVersion[]> {
    if (versions.length === 0) return [];
    const failure = await this.#send(versions);
    const open = await this.#settle(versions);
    if (failure === undefined) return await this.#follow(open);
    // One object may have ended the invocation of all: each that is left has one of its own.
    if (versions.length > 1) {
      const failed: SelectedVersion[] = [];
      for (const version of open) failed.push(...(await this.#publishOnce([version])));
      return failed;
    }
    return await this.#retry(open, failure);
  }

  /** Sends a version again as long as each invocation publishes more of it, for example up to its timeout. */
  async #retry(open: readonly SelectedVersion[], failure: Failure): Promise<readonly SelectedVersion[]> {
    const [version] = open;
    if (version === undefined) return [];
    let latest = failure;
    let publishedBytes = await this.#publishedBytes(version);
    while (latest !== undefined) {
      latest = await this.#send([version]);
      if ((await this.#settle([version])).length === 0) return [];
      const bytes = await this.#publishedBytes(version);
      if (latest !== undefined && bytes <= publishedBytes) return this.#fail([version], latest);
      publishedBytes = bytes;
    }
    return await this.#follow([version]);
  }

  async #publishedBytes({ source, lastModified }: SelectedVersion): Promise<number> {
    const { s3, pipeline } = this.#context;
    const ledgers = await readLedgers(s3, pipeline.ledgerBucket, [{ source, lastModified }]);
    return ledgers.of(source).publishedBytes;
  }

  /** @returns the failure of the function, if it failed. */
  async #send(versions: readonly SelectedVersion[]): Promise<Failure> {
    const { pipeline } = this.#context;
    const { signal } = this.#options;
    signal.throwIfAborted();
    const event = uploadEvent(versions, pipeline);
    const { functionError, payload } = await invoke(this.#context, pipeline.producer, { event, signal });
    return functionError ? describeFunctionError(payload) : undefined;
  }

  /** Waits until the further invocations of the producer are done. @returns the versions that failed. */
  async #follow(versions: readonly SelectedVersion[]): Promise<readonly SelectedVersion[]> {
    return this.#fail(await this.#poll(versions, this.#options.stallMillis), undefined);
  }

  /** Looks at the ledger until all versions are settled. @returns those that are not after a time without a new receipt. */
  async #poll(
    versions: readonly SelectedVersion[],
    stallMillis: number,
  ): Promise<readonly SelectedVersion[]> {
    const { clock } = this.#context;
    let open = versions;
    let waitMillis = polling.firstMillis;
    let receiptCount = 0;
    let changedMillis = clock.now();
    while (open.length > 0 && clock.now() - changedMillis < stallMillis) {
      await clock.sleep(waitMillis, this.#options.signal);
      waitMillis = Math.min(waitMillis * polling.growth, polling.longestMillis);
      let receipts = 0;
      open = await this.#settle(open, (ledger) => (receipts += ledger.receiptCount));
      if (receipts !== receiptCount) changedMillis = clock.now();
      receiptCount = receipts;
    }
    return open;
  }

  /** Reports the versions that are published or rejected. @returns the others. */
  async #settle(
    versions: readonly SelectedVersion[],
    visit: (ledger: VersionLedger) => void = () => undefined,
  ): Promise<readonly SelectedVersion[]> {
    const { s3, pipeline } = this.#context;
    const ledgers = await readLedgers(s3, pipeline.ledgerBucket, versions);
    return versions.filter((version) => {
      const ledger = ledgers.of(version.source);
      const state = stateOf(ledger);
      visit(ledger);
      const isOldRejection = state === 'rejected' && ledger.rejections === version.rejections;
      if (state === 'missing' || isOldRejection) return true;
      if (state === 'rejected') {
        this.#report(
          version,
          'HEADWATERS_OBJECT_REJECTED',
          'The producer rejected the object. The receipt has the reason: see trace.',
        );
      }
      this.#options.onOutcome(version, state);
      return false;
    });
  }

  #fail(versions: readonly SelectedVersion[], failure: Failure): readonly SelectedVersion[] {
    const seconds = this.#options.stallMillis / 1_000;
    const {
      code = 'HEADWATERS_NO_PROGRESS',
      message = `No new receipt for ${seconds} s. The rest of the object may be in the failures bucket: see trace.`,
    } = failure ?? {};
    for (const version of versions) {
      this.#report(version, code, message);
      this.#options.onOutcome(version, 'failed');
    }
    return versions;
  }

  #report({ source }: SelectedVersion, code: string, message: string): void {
    this.#options.report({ type: 'finding', subject: formatSourceUri(source), code, message });
  }
}
