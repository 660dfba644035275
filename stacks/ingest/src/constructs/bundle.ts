import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { MissingBundleError } from './missing-bundle-error.js';

/** A function's code: an archive that the build made. The stack carries a copy, so that a synthesized folder is whole. */
export class Bundle extends Construct {
  /** Where the archive lies, relative to the synthesized stack. */
  readonly path: string;
  /** SHA-256 of the archive in base64, as Lambda itself reports it. */
  readonly hash: string;

  /** @throws {@link MissingBundleError} if there is no archive yet. */
  constructor(scope: Construct, id: string, archiveFile: string) {
    super(scope, id);
    if (!existsSync(archiveFile)) throw new MissingBundleError(archiveFile);
    this.path = new TerraformAsset(this, 'Default', { path: archiveFile, type: AssetType.FILE }).path;
    this.hash = createHash('sha256').update(readFileSync(archiveFile)).digest('base64');
  }
}
