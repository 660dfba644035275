/** Body of `POST /api/uploads`. */
export interface UploadRequest {
  readonly key: string;
}

/** Response of `POST /api/uploads`. Each part is then sent to `PUT /api/uploads/:uploadId/parts/:partNumber?key=`. */
export interface UploadStarted {
  readonly uploadId: string;
}

/** A stored part. Response of `PUT .../parts/:partNumber`. */
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
