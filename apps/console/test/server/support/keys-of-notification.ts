/** The object of an S3 notification. */
export interface NotifiedObject {
  readonly key: string;
  readonly versionId: string | undefined;
}

interface Notification {
  readonly Records?: readonly {
    readonly s3?: { readonly object?: { readonly key?: string; readonly versionId?: string } };
  }[];
}

/** The objects of an S3 event with decoded keys; empty for any other event. */
export function keysOfNotification(event: unknown): readonly NotifiedObject[] {
  return ((event as Notification | null | undefined)?.Records ?? []).flatMap(({ s3 }) => {
    const { key, versionId } = s3?.object ?? {};
    return key === undefined ? [] : [{ key: decodeURIComponent(key.replaceAll('+', ' ')), versionId }];
  });
}
