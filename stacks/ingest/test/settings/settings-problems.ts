import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { parseSettings } from '../../src/settings/parse-settings.js';

/** The message of the error that the settings cause; `none` if they are valid. */
export const problems = (settings: unknown): string => {
  try {
    parseSettings(settings as IngestSettingsInput);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};
