import { StackError } from '@headwaters/terraform-stack';

/** The archive of a function has not been built. */
export class MissingBundleError extends StackError {
  override readonly name = 'MissingBundleError';
  readonly code = 'HEADWATERS_BUNDLE_MISSING';

  constructor(readonly archiveFile: string) {
    super(`There is no bundle at ${archiveFile}. Run \`npm run build\`, then synthesize again.`);
  }
}
