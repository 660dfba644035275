export { startConsole, type Console, type ConsoleOptions } from './server/start-console.js';
export { startWatchedPipeline, type WatchedPipeline } from './server/start-watched-pipeline.js';
