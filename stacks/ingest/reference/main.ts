// Usage: settings:reference. Writes SETTINGS.md of the stack.
import { writeFileSync } from 'node:fs';
import { settingsReference } from './settings-reference.js';

writeFileSync('stacks/ingest/SETTINGS.md', settingsReference());
