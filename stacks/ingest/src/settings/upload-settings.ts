import {
  csvDelimiters,
  csvHeaders,
  defaultMaxExpansionRatio,
  encodings,
  largestExpansionRatio,
  maxPartitionSlots,
  partitionMissingChoices,
  partitionStrategies,
  recordLayouts,
} from '@headwaters/pipeline-contract';
import { flag, oneOf, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';

const recordLayout = oneOf(
  recordLayouts,
  'what a record is: a line, a CSV row (quoted fields may contain newlines), or the complete file',
);

const csvHeader = oneOf(
  csvHeaders,
  'with first-row, every block of a CSV file starts with the first row of the file',
);

const csvDelimiter = oneOf(
  csvDelimiters,
  'what separates the columns of a CSV row; auto is the one that occurs most often in the first row of a file',
);

const encoding = oneOf(
  encodings,
  'encoding of the files; auto is UTF-16 where a byte order mark says so, else UTF-8. Records keep the bytes of the file',
);

const partitionStrategy = oneOf(
  partitionStrategies,
  'object keeps the order of each file at the throughput of one shard; field keeps the order of records with equal partitionField; spread uses all shards and keeps no order',
);

const fieldAdvice =
  'a JSON pointer such as /user/id for JSON lines; for CSV, a column by its number (from 0), or by its name with csvHeader first-row';

const partitionField = v.pipe(
  v.string(`set it to ${fieldAdvice}`),
  v.metadata({ description: `with partitionStrategy field: ${fieldAdvice}` }),
);

const partitionSlots = wholeNumber({
  unit: 'slots',
  min: 1,
  max: maxPartitionSlots,
  description:
    'partition keys that the values of partitionField are hashed to. Each slot has Kinesis records of its own, and a PutRecords request takes 500',
});

const partitionMissing = oneOf(
  partitionMissingChoices,
  'what happens to a record without partitionField: all of them share a slot, or their file is rejected',
);

const maxExpansionRatio = wholeNumber({
  unit: 'unpacked bytes per packed byte',
  min: 1,
  max: largestExpansionRatio,
  description: `a compressed file that expands more is rejected. A log of health checks expands 343 times; the default is ${defaultMaxExpansionRatio}`,
});

/** The settings of how a file is read and partitioned: of all uploads in `producer`, and of some in a rule of `uploads`. */
export const uploadEntries = {
  recordLayout,
  csvHeader,
  csvDelimiter,
  encoding,
  partitionStrategy,
  partitionField,
  partitionSlots,
  partitionMissing,
  maxExpansionRatio,
};

/**
 * Characters of a key that a filter of S3 and a pattern of EventBridge take unchanged. S3 takes others in their URL-encoded form.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html, read on 2026-11-28.
 */
const keyPart = (description: string) => patternString(description, /^[\w!.'()/-]*$/);

const characters = "of letters, digits and !-_.'()/ only: a filter of S3 needs other characters URL-encoded";

/** A setting of a rule that has the value of the producer's setting if it is left out. */
const inherited = <Setting extends v.GenericSchema>(setting: Setting) =>
  v.optional(v.pipe(setting, v.metadata({ defaultValue: 'as `producer`' })));

const uploadRule = v.strictObject({
  prefix: v.optional(keyPart(`a prefix of the keys to read, ${characters}. If left out, the suffix decides`)),
  suffix: keyPart(`a suffix of the keys to read, such as .csv, ${characters}. An empty suffix matches all`),
  recordLayout: inherited(recordLayout),
  csvHeader: inherited(csvHeader),
  csvDelimiter: inherited(csvDelimiter),
  encoding: inherited(encoding),
  partitionStrategy: inherited(partitionStrategy),
  partitionField: inherited(partitionField),
  partitionSlots: inherited(partitionSlots),
  partitionMissing: inherited(partitionMissing),
  maxExpansionRatio: inherited(maxExpansionRatio),
  binary: v.optional(
    flag('whether the bytes are published unchanged: nothing is unpacked, and no text is recognised'),
  ),
});

/** Which uploads are read, and how. The first rule that matches a key decides. A rule overrides the settings of `producer`. */
export const uploadRules = v.pipe(
  v.array(uploadRule),
  v.minLength(1, 'add a rule, or leave it out: then buckets.suffixes says which uploads are read'),
);

export type UploadRuleSettings = v.InferOutput<typeof uploadRule>;
