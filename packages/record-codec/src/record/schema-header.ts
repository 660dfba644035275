import { asBuffer } from '../bytes/byte-views.js';

/**
 * The header that the serializer of a schema registry puts before a record. It identifies the schema; request the schema
 * from the registry.
 */
export type SchemaHeader =
  | {
      readonly registry: 'glue';
      /** UUID of the schema version. */
      readonly schemaVersionId: string;
      readonly isZlibCompressed: boolean;
      /** The record after the header; shares memory with it. */
      readonly payload: Uint8Array;
    }
  | { readonly registry: 'confluent'; readonly schemaId: number; readonly payload: Uint8Array };

const glueHeaderBytes = 18;
const confluentHeaderBytes = 5;

/**
 * Reads the header of the AWS Glue Schema Registry (03, then 00 or 05, then a UUID) or of the Confluent Schema Registry (00,
 * then a 32-bit big-endian schema id). Other records may start with the same bytes: rely on the result only if you know that
 * a registry is in use.
 *
 * Source: https://github.com/awslabs/aws-glue-schema-registry (AWSSchemaRegistryConstants);
 * https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 *
 * @returns undefined if the record starts with neither header.
 */
export function readSchemaHeader(record: Uint8Array): SchemaHeader | undefined {
  const bytes = asBuffer(record);
  const compression = bytes[1];
  if (bytes[0] === 3 && (compression === 0 || compression === 5) && bytes.length >= glueHeaderBytes) {
    const payload = bytes.subarray(glueHeaderBytes);
    return { registry: 'glue', schemaVersionId: uuidOf(bytes), isZlibCompressed: compression === 5, payload };
  }
  if (bytes[0] !== 0 || bytes.length < confluentHeaderBytes) return undefined;
  const payload = bytes.subarray(confluentHeaderBytes);
  return { registry: 'confluent', schemaId: bytes.readUInt32BE(1), payload };
}

function uuidOf(header: Buffer): string {
  const hex = header.toString('hex', 2, glueHeaderBytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
