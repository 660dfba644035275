import type { FileCoverage } from '../../contract/file-coverage.js';
import type { PipelineShape } from '../../contract/pipeline.js';
import { formatBytes, formatClock } from '../format.js';
import { CoverageBar, CoverageLegend } from './coverage.js';
import { UploadArea, UploadRow, useUploads } from './upload-area.js';

/** Upload area and the uploaded files with their coverage. */
export function FileSection({
  shape,
  files,
}: {
  readonly shape: PipelineShape;
  readonly files: readonly FileCoverage[];
}) {
  const { uploads, add } = useUploads(shape);
  return (
    <section class="card" aria-labelledby="files-title">
      <div class="section-head">
        <h2 id="files-title">Files</h2>
        <CoverageLegend />
      </div>
      <UploadArea accepts={shape.accepts} onFiles={add} />
      <ul class="files" aria-label="Uploaded files" tabIndex={0}>
        {uploads.map((upload) => (
          <UploadRow key={`upload ${upload.id}`} upload={upload} />
        ))}
        {files.map((file) => (
          <FileRow key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}

/** A badge for each warning of the producer, by its code. */
const badges: Readonly<Record<string, string>> = {
  HEADWATERS_RECORDS_WITHOUT_FIELD: 'records without field',
  HEADWATERS_CARRIAGE_RETURNS_ONLY: 'carriage returns',
  HEADWATERS_QUOTE_UNCLOSED: 'unclosed quote',
};

/** An uploaded file and its coverage by each consumer. */
function FileRow({ file }: { readonly file: FileCoverage }) {
  const { key, versionId, bytes, size, uploadedAt, isTaken, hasOffsets, notPublished, consumers } = file;
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
      {!isTaken && <p class="muted">Ignored: no upload rule of the stack matches the key.</p>}
      {notPublished.map(({ start, state, why }) => (
        <p key={start} class="trouble file-trouble">
          {state === 'rejected' && <span class="badge badge-trouble">rejected</span>} Producer: {why}
        </p>
      ))}
      {file.warnings.map((warning) => (
        <p key={warning.code} class="file-trouble" data-warning={warning.code}>
          <span class="badge badge-warning">{badges[warning.code] ?? 'warning'}</span> {warning.message}
        </p>
      ))}
      {!hasOffsets && (
        <p class="muted">
          Its Kinesis records have the value of a field as their partition key. They do not say which bytes
          they carry.
        </p>
      )}
      {isTaken &&
        consumers.map((coverage) => (
          <CoverageBar key={coverage.name} fileName={key} coverage={coverage} size={size} />
        ))}
    </li>
  );
}
