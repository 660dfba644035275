import {
  defaultUploadSettings as defaults,
  serializeUploadRules,
  type ProducerVariables,
} from '@headwaters/pipeline-contract';
import type { ProducerSettings } from '../settings/producer-settings.js';
import type { UploadRuleSettings } from '../settings/upload-settings.js';

/** What the environment variables of the producer are made from. */
export interface ProducerConfiguration {
  readonly settings: ProducerSettings;
  /** The rules of uploads; undefined if the settings apply to all. */
  readonly rules: readonly UploadRuleSettings[] | undefined;
  readonly stream: { readonly name: string };
  readonly ledger: { readonly name: string };
  /** CloudWatch namespace of its own metrics. */
  readonly metricsNamespace: string;
}

/** The environment variables of the producer. Those that came later are set only where they differ from their default. */
export function producerVariables(configuration: ProducerConfiguration): Record<string, string> {
  const { stream, ledger, settings, metricsNamespace, rules } = configuration;
  return {
    STREAM_NAME: stream.name,
    CELL_BYTES: String(settings.cellBytes),
    RECORD_LAYOUT: settings.recordLayout,
    CSV_HEADER: settings.csvHeader,
    BLOCK_COMPRESSION: settings.compression,
    PARTITION_STRATEGY: settings.partitionStrategy,
    ...fieldVariables(configuration),
    ...changedVariables(settings),
    ...(rules === undefined ? {} : { UPLOAD_RULES: serializeUploadRules(rules, settings) }),
    FAIR_SHARE_SECONDS: String(settings.fairShareSeconds),
    LEDGER_BUCKET: ledger.name,
    LOG_LEVEL: settings.logLevel,
    METRICS_NAMESPACE: metricsNamespace,
  } satisfies ProducerVariables;
}

/** A rule can inherit the field of a producer that has another strategy itself. */
function fieldVariables({ settings, rules }: ProducerConfiguration) {
  const { partitionStrategy, partitionField, partitionSlots } = settings;
  const isRead = partitionStrategy === 'field' || rules !== undefined;
  if (!isRead || partitionField === undefined) return {};
  return {
    PARTITION_FIELD: partitionField,
    PARTITION_SLOTS: String(partitionSlots),
  } satisfies Partial<ProducerVariables>;
}

function changedVariables(settings: ProducerSettings): Record<string, string> {
  const { wire, recordTerminator, csvDelimiter, encoding, partitionMissing, maxExpansionRatio } = settings;
  const unless = <Value extends string>(defaultValue: Value, name: keyof ProducerVariables, value: Value) =>
    value === defaultValue ? {} : { [name]: value };
  return {
    ...unless('block', 'WIRE', wire),
    ...unless('keep', 'RECORD_TERMINATOR', recordTerminator),
    ...unless(defaults.csvDelimiter, 'CSV_DELIMITER', csvDelimiter),
    ...unless(defaults.encoding, 'ENCODING', encoding),
    ...unless(defaults.partitionMissing, 'PARTITION_MISSING', partitionMissing),
    ...unless(String(defaults.maxExpansionRatio), 'MAX_EXPANSION_RATIO', String(maxExpansionRatio)),
  };
}
