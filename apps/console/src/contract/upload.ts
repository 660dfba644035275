/** Body of `POST /api/uploads`. */
export interface UploadRequest {
  readonly key: string;
}

/** Its answer. Parts follow as `PUT /api/uploads/:uploadId/parts/:partNumber?key=`, which answer with an {@link UploadPart}. */
export interface UploadStarted {
  readonly uploadId: string;
}

/** A part that is stored. */
export interface UploadPart {
  readonly partNumber: number;
  readonly eTag: string;
}

/** Body of `POST /api/uploads/:uploadId/complete`. */
export interface UploadCompletion {
  readonly key: string;
  /** In ascending order. */
  readonly parts: readonly UploadPart[];
}
