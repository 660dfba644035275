#!/usr/bin/env node
import { disableSdkWarning } from './command-line/environment.js';
import { runProgram } from './program.js';

disableSdkWarning();
await runProgram(process.argv.slice(2));
