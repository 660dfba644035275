import type { Check } from '../check.js';
import { numberOf } from '../terraform/attributes.js';
import { streamMappings } from '../topology/stream-mappings.js';
import { streamOf } from '../topology/stream-of.js';

const defaultRetentionHours = 24;

export const recordAge: Check = {
  id: 'record-age',
  severity: 'error',
  why: 'A record that the stream forgets before the mapping gives it up is gone without a copy, and an endless retry blocks its shard until then.',
  fix: 'Set maximum_record_age_in_seconds below the retention, or raise retention_period.',
  find: (stack) =>
    streamMappings(stack).flatMap((mapping) => {
      const { address, attributes } = mapping;
      const stream = streamOf(stack, mapping);
      const age = numberOf(attributes, 'maximum_record_age_in_seconds') ?? -1;
      if (typeof attributes['maximum_record_age_in_seconds'] === 'string' && age === -1) return [];
      if (age === -1)
        return [{ address, what: 'The mapping keeps trying a bad record until the stream forgets it.' }];
      if (stream === undefined) return [];
      const retentionHours = numberOf(stream.attributes, 'retention_period') ?? defaultRetentionHours;
      if (age < retentionHours * 3_600) return [];
      const what = `The mapping takes records up to ${age} s old; ${stream.address} keeps them for ${retentionHours * 3_600} s.`;
      return [{ address, what }];
    }),
};
