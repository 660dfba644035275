import type { UploadPart, UploadStarted } from '../../contract/upload.js';
import { requestJson } from './request-json.js';

const partsAtOnce = 3;
const attemptsPerPart = 3;

/** How a file is uploaded. */
interface UploadOptions {
  readonly csrfToken: string;
  readonly signal: AbortSignal;
  /** Told of the bytes that are stored, again after each part. */
  readonly onProgress: (storedBytes: number) => void;
}

/**
 * Uploads a file under its own name, in parts, a few at once. What fails for good or is aborted leaves nothing behind.
 *
 * @throws Error with the server's message if a part fails three times.
 */
export async function uploadFile(file: File, options: UploadOptions): Promise<void> {
  const { csrfToken, signal } = options;
  const key = file.name;
  const { uploadId } = await requestJson<UploadStarted>('uploads', {
    method: 'POST',
    csrfToken,
    signal,
    body: { key },
  });
  const upload = `uploads/${encodeURIComponent(uploadId)}`;
  try {
    const parts = await sendParts(file, upload, options);
    await requestJson(`${upload}/complete`, { method: 'POST', csrfToken, signal, body: { key, parts } });
  } catch (error) {
    // What the first failure was counts; a second one, of the cleaning up, would hide it.
    await requestJson(`${upload}?key=${encodeURIComponent(key)}`, { method: 'DELETE', csrfToken }).catch(
      () => undefined,
    );
    throw error;
  }
}

async function sendParts(file: File, upload: string, options: UploadOptions): Promise<UploadPart[]> {
  const queue = partsOf(file.size);
  const sent: UploadPart[] = [];
  let stored = 0;
  const work = async (): Promise<void> => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      sent.push(await sendPart(file, part, upload, options));
      stored += part.end - part.start;
      options.onProgress(stored);
    }
  };
  await Promise.all(Array.from({ length: partsAtOnce }, work));
  return sent.sort((a, b) => a.partNumber - b.partNumber);
}

async function sendPart(
  file: File,
  { partNumber, start, end }: FilePart,
  upload: string,
  { csrfToken, signal }: UploadOptions,
): Promise<UploadPart> {
  const path = `${upload}/parts/${partNumber}?key=${encodeURIComponent(file.name)}`;
  for (let attempt = 1; ; attempt++) {
    try {
      const body = file.slice(start, end);
      return await requestJson<UploadPart>(path, { method: 'PUT', csrfToken, signal, body });
    } catch (error) {
      if (signal.aborted || attempt === attemptsPerPart) throw error;
    }
  }
}

/** A part of a file, in bytes: from `start` on, up to but without `end`. */
interface FilePart {
  /** From 1 on. */
  readonly partNumber: number;
  readonly start: number;
  readonly end: number;
}

const leastPartBytes = 8 * 1024 * 1024;
/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (read 2026-11-23) */
const maxParts = 10_000;

/** Cuts a file of `size` bytes into parts of 8 MiB, or of what makes 10,000 of them enough. An empty file is one empty part. */
export function partsOf(size: number): FilePart[] {
  const partBytes = Math.max(leastPartBytes, Math.ceil(size / maxParts));
  const count = Math.max(1, Math.ceil(size / partBytes));
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}
