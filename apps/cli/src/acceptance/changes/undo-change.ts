import type { S3Client } from '@aws-sdk/client-s3';
import { removeStatement } from './bucket-policy.js';
import type { Change } from './change.js';
import { type MappingContext, updateMapping } from './mapping-settings.js';

/** What undoing a change needs. Its clock must not be interrupted by Ctrl-C. */
export interface UndoContext extends MappingContext {
  readonly clients: MappingContext['clients'] & { readonly s3: S3Client };
}

/** Restores what a change has changed. Can be repeated. */
export async function undoChange(context: UndoContext, change: Change): Promise<void> {
  switch (change.kind) {
    case 'mapping': {
      const { mappingId, enabled, maximumRecordAgeSeconds } = change;
      await updateMapping(context, mappingId, { enabled, maximumRecordAgeSeconds });
      break;
    }
    case 'read-denial':
      await removeStatement(context.clients.s3, change.bucket, change.statementId);
  }
}
