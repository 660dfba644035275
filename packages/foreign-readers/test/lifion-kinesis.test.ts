import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KinesisClient, ListShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Pipeline, startPipeline } from './support/pipeline.js';
import { lines, text } from './support/texts.js';

const program = fileURLToPath(new URL('support/lifion-consumer.cjs', import.meta.url));
const linesPerFile = 20;
const linesOf = (file: string) => Array.from({ length: linesPerFile }, (_, index) => `${file} line ${index}`);

/** The records of one GetRecords call. */
interface Batch {
  readonly shardId: string;
  readonly texts: readonly string[];
}

/** A running consumer, in a process of its own. */
class LifionConsumer {
  readonly batches: Batch[] = [];
  readonly #child: ChildProcess;
  readonly #output: AsyncIterator<string>;

  constructor({ simulation: { endpoint, region } }: Pipeline, wire: string) {
    const child = spawn(process.execPath, [program, endpoint, region, wire], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
    });
    this.#child = child;
    this.#output = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  get texts(): string[] {
    return this.batches.flatMap((batch) => batch.texts);
  }

  /** Resolves when it has at least that many records. */
  async has(count: number): Promise<void> {
    while (this.texts.length < count) {
      const { value, done } = (await this.#output.next()) as IteratorResult<string, undefined>;
      if (done === true) throw new Error('lifion-kinesis has ended.');
      this.batches.push(JSON.parse(value) as Batch);
    }
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

/** The lines of each shard that come out of order, per file: a line with a smaller number than the one before it. */
function reordered(batches: readonly Batch[]): string[] {
  const last = new Map<string, number>();
  return batches.flatMap(({ shardId, texts }) =>
    texts.flatMap((line) => {
      const [file = '', , number] = line.trim().split(' ');
      const previous = last.get(file) ?? -1;
      last.set(file, Number(number));
      return Number(number) > previous ? [] : [`${shardId}: ${line}`];
    }),
  );
}

describe('lifion-kinesis', () => {
  let pipeline: Pipeline;
  let consumer: LifionConsumer;
  let kinesis: KinesisClient;
  const start = async (wire: string) => {
    pipeline = await startPipeline({ producer: { WIRE: wire } });
    const { endpoint, region } = pipeline.simulation;
    kinesis = new KinesisClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    consumer = new LifionConsumer(pipeline, wire);
  };
  afterEach(async () => {
    consumer.stop();
    kinesis.destroy();
    await pipeline.stop();
  });

  it('reads every line of wire plain once, in order per file, while the stream is resharded', async () => {
    await start('plain');
    const files = ['first'];
    const upload = async (file: string) => {
      files.push(file);
      await pipeline.upload(`${file}.txt`, linesOf(file).join('\n'));
    };
    await pipeline.upload('first.txt', linesOf('first').join('\n'));
    await consumer.has(linesPerFile);
    const uploads = ['a', 'b', 'c', 'd'].map(upload);
    await kinesis.send(
      new SplitShardCommand({
        StreamName: 'stream',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: (2n ** 127n).toString(),
      }),
    );
    await Promise.all(uploads);
    const shardsRead = () => new Set(consumer.batches.map(({ shardId }) => shardId));
    // The hash of a file chooses the shard: more files, until both new shards have had one.
    for (let more = 0; more === 0 || (shardsRead().size < 3 && more < 30); more++) {
      await upload(`more-${more}`);
      await consumer.has(files.length * linesPerFile);
    }

    const expected = files.flatMap(linesOf).sort();
    expect(consumer.texts.map((line) => line.trimEnd()).sort()).toEqual(expected);
    expect(reordered(consumer.batches)).toEqual([]);
    const { Shards: shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: 'stream' }));
    expect(shards).toHaveLength(3);
    expect(shardsRead()).toEqual(new Set(shards.map(({ ShardId: id }) => id)));
  });

  it('reads the same lines of wire kpl, which it takes apart', async () => {
    await start('kpl');
    await pipeline.upload('a.txt', text);
    await consumer.has(lines.length);
    expect(consumer.texts.join('')).toBe(text);
  });
});
