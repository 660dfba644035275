import {
  playScript,
  startSimulation,
  StackRefusedError,
  type ScriptStep,
  type TranscriptEntry,
} from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

interface Stack {
  data: Record<string, object>;
  resource: Record<string, Record<string, object>>;
}

/** The ingest stack without its bucket and stream, which data sources name instead. */
function externalStack(): Stack {
  const text = JSON.stringify(ingestStack())
    .replaceAll('${aws_s3_bucket.source.', '${data.aws_s3_bucket.source.')
    .replaceAll('${aws_kinesis_stream.stream.', '${data.aws_kinesis_stream.stream.');
  const stack = JSON.parse(text) as Stack;
  delete stack.resource['aws_s3_bucket']?.['source'];
  delete stack.resource['aws_s3_bucket_versioning'];
  delete stack.resource['aws_kinesis_stream'];
  stack.data['aws_s3_bucket'] = { source: { bucket: 'inbox' } };
  stack.data['aws_kinesis_stream'] = { stream: { name: 'lines' } };
  return stack;
}

const play = async (createExternal: readonly string[], steps: readonly unknown[]) => {
  const entries: TranscriptEntry[] = [];
  await playScript({
    stackDirectory: writeStack(externalStack()),
    createExternal,
    steps: steps as ScriptStep[],
    onEntry: (entry) => entries.push(entry),
  });
  return entries.map((entry) => (entry.type === 'invocation' ? entry.function : entry.type));
};

describe('createExternal', () => {
  it('is named by the refusal of a bucket and a stream that the stack only names', async () => {
    const refusal: unknown = await startSimulation({ stackDirectory: writeStack(externalStack()) }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(StackRefusedError);
    expect((refusal as StackRefusedError).message).toMatch(
      /--create-external inbox[^]*--create-external lines/,
    );
  });

  it('creates the bucket and the stream, and events flow', async () => {
    const steps = [
      { upload: { bucket: 'inbox', key: 'a.txt', body: 'text', by: 'put' } },
      { putRecords: { stream: 'lines', records: [{ data: '1', repeat: 1 }] } },
    ];
    expect(await play(['inbox', 'lines'], steps)).toEqual(['producer', 'consumer', 'checkpoint']);
  });

  it('creates what only the code of a function names, if its kind is given', async () => {
    const steps = [{ upload: { bucket: 'archive', key: 'a', body: 'text', by: 'put' } }];
    expect(await play(['inbox', 'lines', 'bucket:archive'], steps)).toEqual([]);
  });

  it('refuses a name that the stack does not use', async () => {
    await expect(play(['inbox', 'lines', 'archive'], [])).rejects.toThrow(
      '--create-external archive names nothing that the stack uses; write bucket:archive or stream:archive',
    );
  });
});
