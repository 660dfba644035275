import { asBuffer } from '../bytes/byte-views.js';

/** The header that a schema registry's serializer puts before a record. The schema itself must be asked of the registry. */
export type SchemaHeader =
  | {
      readonly registry: 'glue';
      /** UUID of the schema version. */
      readonly schemaVersionId: string;
      readonly isZlibCompressed: boolean;
      readonly payload: Uint8Array;
    }
  | { readonly registry: 'confluent'; readonly schemaId: number; readonly payload: Uint8Array };

const glueHeaderBytes = 18;
const confluentHeaderBytes = 5;

/**
 * Recognises the header of the AWS Glue Schema Registry (03, 00 or 05, a UUID) or of Confluent's (00, a 32-bit number).
 * A record of other origin may begin alike: trust it only where you know which registry is in use.
 *
 * Source: https://github.com/awslabs/aws-glue-schema-registry (AWSSchemaRegistryConstants);
 * https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 *
 * @returns undefined if the bytes begin otherwise.
 */
export function readSchemaHeader(record: Uint8Array): SchemaHeader | undefined {
  const bytes = asBuffer(record);
  const compression = bytes[1];
  if (bytes[0] === 3 && (compression === 0 || compression === 5) && bytes.length >= glueHeaderBytes) {
    const payload = bytes.subarray(glueHeaderBytes);
    return { registry: 'glue', schemaVersionId: uuid(bytes), isZlibCompressed: compression === 5, payload };
  }
  if (bytes[0] !== 0 || bytes.length < confluentHeaderBytes) return undefined;
  const payload = bytes.subarray(confluentHeaderBytes);
  return { registry: 'confluent', schemaId: bytes.readUInt32BE(1), payload };
}

function uuid(bytes: Buffer): string {
  const hex = bytes.toString('hex', 2, glueHeaderBytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
