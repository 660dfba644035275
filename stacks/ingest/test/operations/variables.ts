import { readFileSync } from 'node:fs';
import type { SynthesizedStack } from '../synthesize.js';

const commonVariables = ['LOG_LEVEL', 'LEDGER_BUCKET', 'METRICS_NAMESPACE'];

/** The environment variables of a function, and those that the code of its app reads. */
export function variablesOf(stack: SynthesizedStack, app: string) {
  const source = readFileSync(new URL(`../../../../apps/${app}/src/environment.ts`, import.meta.url), 'utf8');
  const declared = [...source.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name);
  const { environment } = stack.resource('aws_lambda_function', app);
  const { variables } = environment as { variables: Record<string, string> };
  return { declared: [...new Set([...commonVariables, ...declared])], values: variables };
}
