import type { TargetedDragEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { PipelineShape } from '../../contract/pipeline.js';
import { uploadFile } from '../api/upload-file.js';
import { formatBytes } from '../format.js';

/** Area to drop or choose files. */
export function UploadArea({
  accepts,
  onFiles,
}: {
  /** Patterns of the keys that the upload rules match. */
  readonly accepts: readonly string[];
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const onDrop = (event: TargetedDragEvent<HTMLDivElement>): void => {
    event.preventDefault();
    setIsOver(false);
    onFiles([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <div
      class={isOver ? 'upload-area upload-area-over' : 'upload-area'}
      data-testid="upload-area"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => {
        setIsOver(false);
      }}
      onDrop={onDrop}
    >
      <p>
        Drop files of any size here. The pipeline reads names that match{' '}
        <span class="mono">{accepts.join(' or ')}</span>.
      </p>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        Choose files
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </div>
  );
}

/** An upload in progress and the button that stops it. */
export function UploadRow({ upload }: { readonly upload: PendingUpload }) {
  const { name, bytes, storedBytes, error, abort } = upload;
  return (
    <li class="file">
      <div class="file-head">
        <strong class="file-name">{name}</strong>
        <span class="muted">
          {formatBytes(storedBytes)} of {formatBytes(bytes)} uploaded
        </span>
        <button
          type="button"
          class="quiet"
          onClick={abort}
          aria-label={`${error ? 'Dismiss' : 'Stop'} ${name}`}
        >
          {error === undefined ? 'Stop' : 'Dismiss'}
        </button>
      </div>
      {error === undefined ? (
        <progress max={Math.max(bytes, 1)} value={storedBytes} aria-label={`Upload of ${name}`} />
      ) : (
        <p class="trouble">{error}</p>
      )}
    </li>
  );
}

/** An upload in progress. */
interface PendingUpload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly storedBytes: number;
  /** Why the upload failed; absent while it has not. */
  readonly error?: string;
  readonly abort: () => void;
}

/** Uploads files one after the other and returns those that are not complete. */
export function useUploads({ csrfToken }: PipelineShape): {
  readonly uploads: readonly PendingUpload[];
  readonly add: (files: readonly File[]) => void;
} {
  const [uploads, setUploads] = useState<readonly PendingUpload[]>([]);
  const lastId = useRef(0);
  const queue = useRef(Promise.resolve());
  const change = (id: number, changed: Partial<PendingUpload>): void => {
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
