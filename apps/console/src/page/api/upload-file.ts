import type { UploadCompletion, UploadPart, UploadRequest, UploadStarted } from '../../contract/upload.js';
import { requestJson } from './request-json.js';

const partsAtOnce = 3;
const attemptsPerPart = 3;

/** Options of {@link uploadFile}. */
interface UploadOptions {
  readonly csrfToken: string;
  readonly signal: AbortSignal;
  /** Called after each part with the number of bytes stored. */
  readonly onProgress: (storedBytes: number) => void;
}

/**
 * Uploads a file under its own name as a multipart upload with concurrent parts. Aborts the multipart upload on failure.
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
    body: { key } satisfies UploadRequest,
  });
  const upload = `uploads/${encodeURIComponent(uploadId)}`;
  try {
    const parts = await sendParts(file, upload, options);
    await requestJson(`${upload}/complete`, {
      method: 'POST',
      csrfToken,
      signal,
      body: { key, parts } satisfies UploadCompletion,
    });
  } catch (error) {
    // A failure of the abort must not hide the original error.
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
      sent.push(await sendPart({ file, part, upload }, options));
      stored += part.end - part.start;
      options.onProgress(stored);
    }
  };
  await Promise.all(Array.from({ length: partsAtOnce }, work));
  return sent.sort((a, b) => a.partNumber - b.partNumber);
}

interface PartToSend {
  readonly file: File;
  readonly part: FilePart;
  /** Path of the multipart upload. */
  readonly upload: string;
}

async function sendPart(
  { file, part: { partNumber, start, end }, upload }: PartToSend,
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

/** A part of a file: `start` inclusive, `end` exclusive, in bytes. */
interface FilePart {
  /** 1-based. */
  readonly partNumber: number;
  readonly start: number;
  readonly end: number;
}

const leastPartBytes = 8 * 1024 * 1024;
/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (read 2026-11-23) */
const maxParts = 10_000;

/** Cuts a file of `size` bytes into at most 10,000 parts of at least 8 MiB. An empty file is one empty part. */
export function partsOf(size: number): FilePart[] {
  const partBytes = Math.max(leastPartBytes, Math.ceil(size / maxParts));
  const count = Math.max(1, Math.ceil(size / partBytes));
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}
