import { binaryContentType } from '@headwaters/pipeline-contract';
import {
  BlockSplitter,
  type Block,
  type BlockSplitterOptions,
  type HeaderReference,
} from '@headwaters/record-codec';
import type { Position, Task } from '../event/task.js';
import type { ContentSettings } from './content-settings.js';
import { readContent, takeHead, type ContentReaderPorts, type ContentSource } from './read-content.js';
import { binaryProfile, needsHead, profileText, textHeadBytes, type TextProfile } from './text-profile.js';

/** The content of an object from a position on, and what splits it into blocks. */
export interface OpenContent {
  readonly chunks: AsyncGenerator<Uint8Array, void>;
  readonly splitter: BlockSplitter;
  readonly profile: TextProfile;
}

/**
 * Opens the content of a task, and finds out by its start what kind of text it is. A continuation carries positions, not content, so
 * it reads the start again if the settings leave anything to be found out, or if blocks repeat the header of a CSV file.
 *
 * @throws {@link RefusedObjectError} if the settings do not allow the object.
 * @throws the errors of {@link readContent}.
 */
export async function openContent(
  { upload, start }: Task,
  settings: ContentSettings,
  ports: ContentReaderPorts,
): Promise<OpenContent> {
  const source = { upload, settings, ports };
  if (start.offset === 0) {
    const chunks = readContent(source, 0);
    const { head, rest } = await takeHead(chunks, textHeadBytes(settings));
    const profile = await closingOnError(chunks, () => profileText(head, settings));
    return {
      chunks: rest,
      profile,
      splitter: splitterOf(source, settings, { profile, start, header: 'first-row' }),
    };
  }
  const profile = needsHead(settings) ? await readProfile(source, settings) : fixedProfile(settings);
  const header = settings.csvHeader === 'none' ? undefined : await readHeader(source, settings, profile);
  const splitter = splitterOf(source, settings, { profile, start, header });
  return { chunks: readContent(source, start.offset), profile, splitter };
}

async function closingOnError<Result>(
  chunks: AsyncGenerator<Uint8Array, void>,
  work: () => Result,
): Promise<Result> {
  try {
    return work();
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

/** The profile that follows from settings which leave nothing to be found out. */
function fixedProfile(settings: ContentSettings): TextProfile {
  return settings.isBinary ? binaryProfile : { ...profileText(new Uint8Array(), settings), lineEnds: 'none' };
}

async function readProfile(source: ContentSource, settings: ContentSettings): Promise<TextProfile> {
  const chunks = readContent(source, 0);
  const { head } = await takeHead(chunks, textHeadBytes(settings));
  await chunks.return();
  return profileText(head, settings);
}

interface Splitting {
  readonly profile: TextProfile;
  readonly start: Pick<Position, 'offset' | 'lineNumber'>;
  readonly header: BlockSplitterOptions['header'];
}

function splitterOf(
  { upload }: ContentSource,
  { cellBytes, layout, csvHeader, isBinary }: ContentSettings,
  { profile, start, header }: Splitting,
): BlockSplitter {
  return new BlockSplitter({
    source: upload.source,
    cellBytes,
    layout,
    start: { offset: start.offset, lineNumber: start.lineNumber },
    encoding: profile.encoding,
    ...(layout === 'csv' && { delimiter: profile.delimiter }),
    ...(csvHeader === 'first-row' && header !== undefined && { header }),
    ...(isBinary && { contentType: binaryContentType }),
  });
}

/** Reads the header row of a CSV object, for blocks that start at a later position. */
async function readHeader(
  source: ContentSource,
  settings: ContentSettings,
  profile: TextProfile,
): Promise<Uint8Array | HeaderReference> {
  // With cells of one byte, the first row is a block of its own.
  const start = { offset: 0, lineNumber: 1 };
  const splitter = splitterOf(source, { ...settings, cellBytes: 1 }, { profile, start, header: 'first-row' });
  for await (const chunk of readContent(source, 0)) {
    const [first] = splitter.push(chunk);
    if (first !== undefined) return headerOf(first);
  }
  const [only] = splitter.end();
  return only === undefined ? Buffer.alloc(0) : headerOf(only);
}

function headerOf({ header, headerReference }: Block): Uint8Array | HeaderReference {
  return header ?? headerReference ?? Buffer.alloc(0);
}
