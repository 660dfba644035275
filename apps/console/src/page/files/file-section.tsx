import type { FileCoverage } from '../../contract/file-coverage.js';
import type { PipelineShape } from '../../contract/pipeline-shape.js';
import { CoverageLegend } from './coverage-legend.js';
import { FileRow } from './file-row.js';
import { UploadArea } from './upload-area.js';
import { UploadRow } from './upload-row.js';
import { useUploads } from './use-uploads.js';

/** Files: dropped here, followed until every consumer has them. */
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
