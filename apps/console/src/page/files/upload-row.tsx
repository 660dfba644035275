import { formatBytes } from '../format/format-bytes.js';
import type { UploadUnderWay } from './use-uploads.js';

/** A file on its way into the bucket, and the button that stops it. */
export function UploadRow({ upload }: { readonly upload: UploadUnderWay }) {
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
