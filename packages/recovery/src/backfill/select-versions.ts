import {
  type ListedVersion,
  type VersionKind,
  type VersionScope,
  kindOfVersion,
} from '../listing/listed-version.js';
import { listVersions } from '../listing/list-versions.js';
import { readInventory } from '../listing/read-inventory.js';
import { readLedgers } from '../listing/read-ledgers.js';
import type { VersionLedger } from '../listing/version-ledger.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';

/** Which versions are backfilled. */
export interface BackfillScope extends VersionScope {
  /** `s3://bucket/.../manifest.json` of an S3 Inventory in CSV, instead of listing the bucket. */
  readonly inventory?: string | undefined;
  /** Whether objects that the producer rejected are sent again, after a change of its settings. Default: false. */
  readonly rejected?: boolean | undefined;
}

/** What a backfill does with a version. It sends the `missing` ones. */
export type BackfillState =
  | Exclude<VersionKind, 'upload'>
  | 'missing'
  /** Published completely. */
  | 'published'
  | 'rejected'
  /** An operator closed the failure of the upload on purpose. */
  | 'discarded';

export interface SelectedVersion extends ListedVersion {
  readonly state: BackfillState;
  /** Whether the receipts of the version may have expired: whether it is missing is then unknown. */
  readonly isOlderThanReceipts: boolean;
  /** When the latest receipt of the version was written, in milliseconds since the epoch; 0 without receipts. */
  readonly latestReceiptMillis: number;
  /** Entity tags of the producer's rejections; empty without them. */
  readonly rejections: string;
}

/**
 * Yields the versions of a scope with their states, by pages. Each page is compared with the ledger at once.
 *
 * Memory: one page.
 */
export async function* selectVersions(
  { s3, clock, pipeline }: Pick<RecoveryContext, 's3' | 'clock' | 'pipeline'>,
  scope: BackfillScope,
): AsyncGenerator<readonly SelectedVersion[], void> {
  const { sourceBucket, ledgerBucket, receiptDays } = pipeline;
  const { inventory: uri } = scope;
  const pages =
    uri === undefined
      ? listVersions(s3, sourceBucket, scope)
      : readInventory(s3, { uri, sourceBucket, scope });
  for await (const page of pages) {
    const uploads = page.filter((version) => kindOfVersion(version, pipeline) === 'upload');
    const ledgers = await readLedgers(s3, ledgerBucket, uploads);
    const expiredMillis = receiptDays === undefined ? -Infinity : clock.now() - receiptDays * millisPerDay;
    yield page.map((version) => {
      const kind = kindOfVersion(version, pipeline);
      const ledger = ledgers.of(version.source);
      const isOld = ledger.receiptCount === 0 && version.lastModified.getTime() < expiredMillis;
      return {
        ...version,
        state: kind === 'upload' ? selectedState(ledger, scope) : kind,
        isOlderThanReceipts: kind === 'upload' && isOld,
        latestReceiptMillis: ledger.latestMillis,
        rejections: ledger.rejections,
      };
    });
  }
}

const millisPerDay = 86_400_000;

function selectedState(ledger: VersionLedger, { rejected }: BackfillScope): BackfillState {
  const state = stateOf(ledger);
  return state === 'rejected' && rejected ? 'missing' : state;
}

/** Returns what the ledger shows of an upload. */
export function stateOf(ledger: {
  readonly isPublished: boolean;
  readonly isUploadDiscarded: boolean;
  readonly isRejected: boolean;
}): 'missing' | 'published' | 'rejected' | 'discarded' {
  if (ledger.isPublished) return 'published';
  if (ledger.isUploadDiscarded) return 'discarded';
  return ledger.isRejected ? 'rejected' : 'missing';
}

/** Versions of some keys that are sent together: of each key the missing versions, oldest first. */
export type KeyGroup = readonly (readonly SelectedVersion[])[];

/** Largest number of objects in an event, and of their bytes, if there is more than one. */
const maxGroup = { keys: 100, bytes: 64 * 1_048_576 };

/**
 * Groups the missing versions of pages in which the versions of a key follow each other, the latest first, as a listing has them.
 *
 * Memory: one group, and all versions of one key.
 */
export async function* groupMissing(
  pages: AsyncIterable<readonly SelectedVersion[]>,
): AsyncGenerator<KeyGroup, void> {
  let group: (readonly SelectedVersion[])[] = [];
  let groupBytes = 0;
  for await (const versions of versionsByKey(pages)) {
    const bytes = versions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (group.length === maxGroup.keys || (group.length > 0 && groupBytes + bytes > maxGroup.bytes)) {
      yield group;
      group = [];
      groupBytes = 0;
    }
    group.push(versions);
    groupBytes += bytes;
  }
  if (group.length > 0) yield group;
}

async function* versionsByKey(
  pages: AsyncIterable<readonly SelectedVersion[]>,
): AsyncGenerator<readonly SelectedVersion[], void> {
  let versions: SelectedVersion[] = [];
  for await (const page of pages) {
    for (const version of page) {
      if (version.state !== 'missing') continue;
      if (versions.length > 0 && versions[0]?.source.key !== version.source.key) {
        yield versions.reverse();
        versions = [];
      }
      versions.push(version);
    }
  }
  if (versions.length > 0) yield versions.reverse();
}
