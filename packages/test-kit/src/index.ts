export { damageJson } from './standard-data/damage-json.js';
export { fuzzSeeds } from './standard-data/fuzz-seeds.js';
export { incompressibleBytes } from './standard-data/incompressible-bytes.js';
export { jsonDocumentBytes, jsonDocuments } from './standard-data/json-documents.js';
export { jsonEvents } from './standard-data/json-events.js';
export { logLineBytes, logLines } from './standard-data/log-lines.js';
export { RandomSource } from './standard-data/random-source.js';
