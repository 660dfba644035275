import type { Block } from '@headwaters/record-codec';
import type { ArchivePipeline } from './archive-pipeline.js';

/** The mapping of the consumer `second`: it starts at a time, and delivers what the stream has from there on. */
export class FakeMapping {
  state: string;
  readonly startsAtMillis: number;
  /** What it has delivered, as `<key>#<offset>`. */
  readonly streamed: string[] = [];
  readonly #pipeline: ArchivePipeline;
  readonly #stream: { readonly atMillis: number; readonly block: Block }[] = [];
  #next = 0;

  constructor(pipeline: ArchivePipeline, state: string, startsAtMillis: number) {
    this.state = state;
    this.startsAtMillis = startsAtMillis;
    this.#pipeline = pipeline;
    pipeline.onCommand = (name, { Enabled: enabled }) => {
      if (name === 'UpdateEventSourceMappingCommand') this.state = enabled === true ? 'Enabled' : 'Disabled';
      const position = {
        StartingPosition: 'AT_TIMESTAMP',
        StartingPositionTimestamp: new Date(startsAtMillis),
      };
      return { State: this.state, ...position };
    };
  }

  /** Blocks arrive at the stream. */
  put(...blocks: readonly Block[]) {
    this.#stream.push(...blocks.map((block) => ({ atMillis: this.#pipeline.clock.nowMillis, block })));
  }

  /** Delivers what has arrived, if it is enabled. */
  async read() {
    if (this.state !== 'Enabled') return;
    for (const { atMillis, block } of this.#stream.slice(this.#next)) {
      this.#next += 1;
      if (atMillis < this.startsAtMillis) continue;
      this.streamed.push(idOf(block));
      await this.#pipeline.receipt('second', block);
    }
  }
}

export function idOf({ source, offset }: Block): string {
  return `${source.key}#${offset}`;
}
