import { variables } from './variables.js';

Object.assign(process.env, variables, { METRICS_NAMESPACE: 'pipeline-metrics' });
