import { S3Client } from '@aws-sdk/client-s3';
import type { Simulation } from './simulation.js';

/** A client of the simulation's own S3. The credentials are those it takes: any. */
export function localS3Client({ endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>): S3Client {
  return new S3Client({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}
