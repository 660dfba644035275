import { describe, expect, it } from '@jest/globals';
import { kinesisLimits } from '@headwaters/pipeline-contract';
import * as codec from '@headwaters/record-codec';

describe('kinesisLimits', () => {
  it('match the limits of the codec, which is published alone and keeps a copy', () => {
    expect({
      maxRecordBytes: codec.maxKinesisRecordBytes,
      maxPutRecordsEntries: codec.maxPutRecordsEntries,
      maxPutRecordsBytes: codec.maxPutRecordsBytes,
      maxPartitionKeyCharacters: codec.maxPartitionKeyCharacters,
      putPayloadUnitBytes: codec.putPayloadUnitBytes,
    }).toEqual({
      maxRecordBytes: kinesisLimits.maxRecordBytes,
      maxPutRecordsEntries: kinesisLimits.maxPutRecordsEntries,
      maxPutRecordsBytes: kinesisLimits.maxPutRecordsBytes,
      maxPartitionKeyCharacters: kinesisLimits.maxPartitionKeyCharacters,
      putPayloadUnitBytes: kinesisLimits.putPayloadUnitBytes,
    });
  });
});
