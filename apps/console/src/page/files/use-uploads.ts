import { useRef, useState } from 'preact/hooks';
import type { PipelineShape } from '../../contract/pipeline-shape.js';
import { uploadFile } from '../api/upload-file.js';

/** A file on its way into the bucket. */
export interface UploadUnderWay {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly storedBytes: number;
  /** Why it failed, if it did. */
  readonly error?: string;
  readonly abort: () => void;
}

/** Uploads files, one after the other, and tells of those that are not in the bucket yet. */
export function useUploads({ csrfToken }: PipelineShape): {
  readonly uploads: readonly UploadUnderWay[];
  readonly add: (files: readonly File[]) => void;
} {
  const [uploads, setUploads] = useState<readonly UploadUnderWay[]>([]);
  const lastId = useRef(0);
  const queue = useRef(Promise.resolve());
  const change = (id: number, changed: Partial<UploadUnderWay>): void => {
    setUploads((old) => old.map((upload) => (upload.id === id ? { ...upload, ...changed } : upload)));
  };
  const remove = (id: number): void => {
    setUploads((old) => old.filter((upload) => upload.id !== id));
  };
  const begin = (file: File): void => {
    const id = ++lastId.current;
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
      remove(id);
    };
    setUploads((old) => [...old, { id, name: file.name, bytes: file.size, storedBytes: 0, abort }]);
    queue.current = queue.current.then(async () => {
      if (controller.signal.aborted) return;
      try {
        const onProgress = (storedBytes: number): void => {
          change(id, { storedBytes });
        };
        await uploadFile(file, { csrfToken, signal: controller.signal, onProgress });
        remove(id);
      } catch (error) {
        change(id, { error: error instanceof Error ? error.message : String(error) });
      }
    });
  };
  return {
    uploads,
    add: (files) => {
      files.forEach(begin);
    },
  };
}
