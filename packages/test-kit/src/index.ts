export { damageJson } from './damage-json.js';
export { fuzzSeeds } from './fuzz-seeds.js';
export { incompressibleBytes, RandomSource } from './random-source.js';
export { jsonDocumentBytes, jsonDocuments, jsonEvents } from './json-events.js';
export { logLineBytes, logLines } from './log-lines.js';
