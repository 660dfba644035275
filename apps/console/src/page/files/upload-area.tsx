import type { TargetedDragEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** Where files are dropped or chosen. */
export function UploadArea({
  accepts,
  onFiles,
}: {
  /** Patterns of the names that start the flow. */
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
        Drop files here, of any size. Names like <span class="mono">{accepts.join(' or ')}</span> start the
        flow.
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
