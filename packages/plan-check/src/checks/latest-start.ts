import type { Check } from '../check.js';
import { streamMappings } from '../topology/stream-mappings.js';

export const latestStart: Check = {
  id: 'latest-start',
  severity: 'error',
  why: 'With LATEST, what arrives while the mapping is being made is never read.',
  fix: 'Set starting_position to TRIM_HORIZON, or to AT_TIMESTAMP with a time before the deployment.',
  find: (stack) =>
    streamMappings(stack)
      .filter(({ attributes, change }) => {
        const isNew = change === undefined || change.actions.includes('create');
        return isNew && attributes['starting_position'] === 'LATEST';
      })
      .map(({ address }) => ({ address, what: 'The new mapping starts at the end of the stream.' })),
};
