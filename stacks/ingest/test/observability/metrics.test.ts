import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { prod } from '../../src/environments/prod.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { events, queued } from '../environments/every-feature.js';
import { synthesize, type SynthesizedStack } from '../synthesize.js';
import { alarmStatistics, dashboardStatistics, type UsedStatistic } from './used-statistics.js';
import { documentedMetrics } from './documented-metrics.js';

/** With a consumer of each kind, and metrics of each shard. */
const everything: IngestSettingsInput = {
  ...prod,
  stream: { ...prod.stream, shardLevelMetrics: true },
  consumers: [
    ...prod.consumers.map((consumer, index) => ({ ...consumer, fanOut: index > 0 })),
    { name: 'search', sink: 'own', archiveFile: 'apps/consumer/dist/consumer.zip' },
  ],
};

const stack = synthesize(everything);
const usedBy = (of: SynthesizedStack) => [...alarmStatistics(of), ...dashboardStatistics(of)];
const ownNamespaces = new Set(usedBy(stack).map(({ namespace }) => namespace));
const used = [stack, synthesize(events), synthesize(queued)].flatMap(usedBy);

const appsFolder = fileURLToPath(new URL('../../../../apps', import.meta.url));

/** All source code of an app. */
function sourceOf(app: string): string {
  const folder = join(appsFolder, app, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}

/** Names of the metrics that a function's code prints, and the names of their dimensions. */
function ownMetricsOf(app: string) {
  const source = sourceOf(app);
  const [, service] = /^const serviceName = '(\w+)';$/m.exec(source) ?? [];
  const [, dimension] = /defaultDimensions: \{ (\w+):/.exec(source) ?? [];
  return {
    names: [...source.matchAll(/\[?'(\w+)', MetricUnit\.\w+/g)].map(([, name = '']) => name),
    service,
    dimensions: ['service', ...(dimension === undefined ? [] : [dimension])],
  };
}

const own = ['producer', 'consumer', 'reconciler', 'canary'].map(ownMetricsOf);

/** Why a statistic does not exist, or nothing. */
function problemOf({ by, namespace, name, dimensions, statistic }: UsedStatistic): string[] {
  const what = `${by}: ${statistic} of ${namespace} ${name} by ${Object.keys(dimensions).join(', ')}`;
  if (!namespace.startsWith('AWS/')) {
    const exists = own.some(
      (printed) =>
        printed.names.includes(name) &&
        dimensions['service'] === printed.service &&
        String(Object.keys(dimensions).sort()) === String([...printed.dimensions].sort()),
    );
    return exists ? [] : [what];
  }
  const documented = documentedMetrics.some(
    (metric) =>
      metric.namespace === namespace &&
      metric.name === name &&
      String([...metric.dimensions].sort()) === String(Object.keys(dimensions).sort()) &&
      metric.statistics.includes(statistic),
  );
  return documented ? [] : [what];
}

describe('the metrics of the alarms and the dashboard', () => {
  it('exist: AWS documents them with these dimensions and statistics, or the functions print them', () => {
    expect(used.length).toBeGreaterThan(100);
    expect(used.flatMap(problemOf)).toEqual([]);
  });

  it('include every documented metric of the list', () => {
    const names = new Set(used.map(({ namespace, name }) => `${namespace} ${name}`));
    const unused = documentedMetrics
      .map(({ namespace, name }) => `${namespace} ${name}`)
      .filter((name) => !names.has(name));
    expect(unused).toEqual([]);
  });

  it('have a namespace of the functions that is the same as in their environment variables', () => {
    const { environment } = stack.resource('aws_lambda_function', 'consumer-archive');
    const namespaces = [...ownNamespaces].filter((name) => !name.startsWith('AWS/'));
    expect(environment).toMatchObject({ variables: { METRICS_NAMESPACE: namespaces.join() } });
  });
});
