import type { FileCoverage } from '../../contract/file-coverage.js';
import { formatBytes } from '../format/format-bytes.js';
import { formatClock } from '../format/format-clock.js';
import { CoverageBar } from './coverage-bar.js';

/** An uploaded file and what each consumer has of it. */
export function FileRow({ file }: { readonly file: FileCoverage }) {
  const { key, versionId, bytes, size, uploadedAt, isTaken, notPublished, consumers } = file;
  return (
    <li class="file" data-key={key}>
      <div class="file-head">
        <strong class="file-name" title={`version ${versionId}`}>
          {key}
        </strong>
        <span class="muted">
          {formatBytes(bytes)}, {formatClock(uploadedAt)}
        </span>
      </div>
      {!isTaken && (
        <p class="muted">Ignored by the stack's notification filter: it lies in the bucket, no more.</p>
      )}
      {notPublished.map(({ start, why }) => (
        <p key={start} class="trouble file-trouble">
          Producer: {why}
        </p>
      ))}
      {isTaken &&
        consumers.map((coverage) => (
          <CoverageBar key={coverage.name} fileName={key} coverage={coverage} size={size} />
        ))}
    </li>
  );
}
