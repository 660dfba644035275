import { resolveUploadRule, type UploadRule } from '@headwaters/pipeline-contract';
import type { UploadFilter } from '../filters/upload-filter.js';
import type { IngestSettings } from './ingest-settings.js';

/** Default of `buckets.suffixes`. */
const defaultSuffixes: readonly string[] = ['.txt'];

/** The filters of the uploads that are read: one a rule, or one a suffix without rules. */
export function uploadFiltersOf({ uploads, buckets }: IngestSettings): UploadFilter[] {
  if (uploads !== undefined) return uploads.map(({ prefix = '', suffix }) => ({ prefix, suffix }));
  return (buckets.suffixes ?? defaultSuffixes).map((suffix) => ({ prefix: '', suffix }));
}

/** The rules with all their settings; `undefined` without rules. */
export function resolvedUploads({ uploads, producer }: IngestSettings): UploadRule[] | undefined {
  return uploads?.map((rule) => resolveUploadRule(rule, producer));
}
