export { damageJson } from './damage-json.js';
export { fuzzSeeds } from './fuzz-seeds.js';
export { incompressibleBytes } from './incompressible-bytes.js';
export { jsonDocumentBytes, jsonDocuments } from './json-documents.js';
export { jsonEvents } from './json-events.js';
export { logLineBytes, logLines } from './log-lines.js';
export { RandomSource } from './random-source.js';
