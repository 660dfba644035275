import type { Upload } from '../notification/upload.js';
import type { Position } from '../publication/position.js';

/** An upload to publish, from a position on. */
export interface Task {
  readonly upload: Upload;
  readonly start: Position;
}
