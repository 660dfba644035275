import { StackError } from '@headwaters/terraform-stack';

/** The archive of a function has not been built. */
export class MissingBundleError extends StackError {
  override readonly name = 'MissingBundleError';
  readonly code = 'HEADWATERS_BUNDLE_MISSING';

  constructor(readonly archiveFile: string) {
    super(`There is no bundle at ${archiveFile}. Run \`npm run build\`, then synthesize again.`);
  }
}

/** A file of the folder of environments is not synthesized. */
export class EnvironmentUnlistedError extends StackError {
  override readonly name = 'EnvironmentUnlistedError';
  readonly code = 'HEADWATERS_ENVIRONMENT_UNLISTED';

  constructor(readonly file: string) {
    super(
      `stacks/ingest/src/environments/${file} is not synthesized. Import it in stacks/ingest/src/main.ts and add it to the list there.`,
    );
  }
}
