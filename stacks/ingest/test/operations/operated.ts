import { dev } from '../../src/environments/dev.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';

/** Principals of the account of the tests. */
export const principals = [
  'arn:aws:iam::111122223333:role/oncall',
  'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef',
];

/** The dev environment with an own key, versions, a consumer whose sink skips the canary, and everything that operates a pipeline. */
export const operated: IngestSettingsInput = {
  ...dev,
  versions: true,
  encryption: { key: 'own' },
  consumers: [
    ...dev.consumers,
    { name: 'latest', sink: 'dynamodb', maxRecordAgeSeconds: 43_200, table: { keyField: '/user/id' } },
    {
      name: 'search',
      sink: 'own',
      maxRecordAgeSeconds: 43_200,
      archiveFile: 'apps/consumer/dist/consumer.zip',
    },
  ],
  operators: { principals },
  reconcile: { schedule: 'cron(0 6 * * ? *)', sinceDays: 3 },
  canary: { everyMinutes: 5 },
};
