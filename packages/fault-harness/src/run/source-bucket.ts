import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Simulation } from '@headwaters/stack-simulator';
import type { VersionNames } from '../faults/version-names.js';
import type { Upload } from '../observation/evidence.js';
import type { FilePlan } from '../plan/seed-plan.js';

/** A client of a simulation's own S3, past the gateway. The credentials are those it takes: any. */
export function directS3Client({ endpoint, region }: Pick<Simulation, 'endpoint' | 'region'>): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId: 'faults', secretAccessKey: 'faults' },
  });
}

/**
 * Uploads files one after the other, and does to each what its plan says must happen before its event is heard.
 *
 * @param names - Learns which version is which file.
 */
export async function uploadFiles(
  files: readonly FilePlan[],
  { s3, bucket, names }: { readonly s3: S3Client; readonly bucket: string; readonly names: VersionNames },
): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const file of files) {
    const place = { Bucket: bucket, Key: file.key };
    const { VersionId: versionId } = await s3.send(new PutObjectCommand({ ...place, Body: file.stored }));
    if (versionId === undefined) throw new TypeError(`The bucket ${bucket} keeps no versions.`);
    names.add(versionId, file.name);
    uploads.push({ file, bucket, versionId });
    if (file.fate === 'versionDeleted') {
      await s3.send(new DeleteObjectCommand({ ...place, VersionId: versionId }));
    } else if (file.fate === 'hiddenByMarker') {
      await s3.send(new DeleteObjectCommand(place));
    }
  }
  return uploads;
}
