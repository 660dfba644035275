import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseReceipt, receiptRoot, type Receipt } from '@headwaters/pipeline-contract';
import type { Simulation } from '@headwaters/stack-simulator';

const rejectionSuffix = '-rejected.json';

/** Tells of every rejection that the producer writes into the ledger: an upload, or a part of it, that can never succeed. */
export function watchRejections(
  { events }: Pick<Simulation, 'events'>,
  s3: Pick<S3Client, 'send'>,
  onRejected: (receipt: Receipt) => void,
): void {
  events.on('upload', ({ bucket, key }) => {
    if (!key.startsWith(receiptRoot) || !key.endsWith(rejectionSuffix)) return;
    // A receipt that is gone again, or can't be read, tells nothing.
    void readReceipt(s3, bucket, key).then(
      (receipt) => {
        if (receipt?.outcome === 'rejected') onRejected(receipt);
      },
      () => undefined,
    );
  });
}

async function readReceipt(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  key: string,
): Promise<Receipt | undefined> {
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return body && parseReceipt(await body.transformToString());
}
