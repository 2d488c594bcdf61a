import { createHash } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import { answering } from "./operations.ts";

/** The bucket, and everything else that a call names. `Body` is base64: calls and answers are plain JSON. */
type Asked = { Bucket: string; Key: string; Body?: string };
type Listing = { Bucket: string; Prefix?: string; ContinuationToken?: string };

/**
 * S3's `PutObject`, `GetObject`, `ListObjectsV2` and `ListBuckets` over a map. `turnsPages` makes lists short.
 *
 * @example const buckets = createBuckets(["archive"]); buckets.keys("archive") // names in S3's order
 */
export function createBuckets(names: readonly string[]) {
  let perPage = 1000;
  const buckets = new Map(names.map((name) => [name, new Map<string, Buffer>()]));

  function objects(name: string): Map<string, Buffer> {
    const found = buckets.get(name);
    if (!found) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
    return found;
  }

  /** S3 sorts by bytes. */
  function keys(name: string): string[] {
    return [...objects(name).keys()].toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
  }

  function list({ Bucket, Prefix = "", ContinuationToken: after = "" }: Listing) {
    const all = keys(Bucket).filter((key) => key.startsWith(Prefix) && key > after);
    const page = all.slice(0, perPage);
    const more = all.length > page.length;
    return {
      Name: Bucket,
      Prefix,
      KeyCount: page.length,
      IsTruncated: more,
      NextContinuationToken: more ? page.at(-1) : undefined,
      Contents: page.map((Key) => ({ Key, Size: objects(Bucket).get(Key)?.length })),
    };
  }

  function body(name: string, key: string): Buffer {
    const found = objects(name).get(key);
    if (!found) throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
    return found;
  }

  return {
    keys,
    /** What an object holds. */
    body,
    turnsPages: (afterKeys: number) => void (perPage = afterKeys),
    /** As nobody's call. */
    put: (name: string, key: string, bytes: Uint8Array) => void objects(name).set(key, Buffer.from(bytes)),
    empty(name: string, prefix: string): void {
      for (const key of keys(name)) if (key.startsWith(prefix)) objects(name).delete(key);
    },
    ...answering({
      PutObject({ Bucket, Key, Body = "" }: Asked) {
        const bytes = Buffer.from(Body, "base64");
        objects(Bucket).set(Key, bytes);
        return { ETag: `"${createHash("md5").update(bytes).digest("hex")}"` };
      },
      GetObject({ Bucket, Key }: Asked) {
        return { Body: body(Bucket, Key).toString("base64") };
      },
      ListObjectsV2: list,
      ListBuckets: ({ Prefix = "" }: { Prefix?: string }) => ({
        Buckets: [...buckets.keys()].filter((name) => name.startsWith(Prefix)).map((Name) => ({ Name })),
      }),
    }),
  };
}

export type Buckets = ReturnType<typeof createBuckets>;
