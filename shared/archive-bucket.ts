import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ArchiveObject } from "./archive-objects.ts";
import { client } from "./aws.ts";
import { config } from "./config.ts";

/*
 * The three calls to the archive's bucket. Only this file names the S3 client (142 KB beside the table's), and whoever
 * needs it imports this file when the time has come: no function starts slower for it.
 */

export async function putObject({ key, body }: ArchiveObject): Promise<void> {
  await client(S3Client).send(
    new PutObjectCommand({ ...bucket(), Key: key, Body: body, ContentType: "application/gzip" }),
  );
}

export async function keysUnder(folder: string): Promise<string[]> {
  const keys: string[] = [];
  let position: string | undefined;
  do {
    const page = await client(S3Client).send(
      new ListObjectsV2Command({ ...bucket(), Prefix: folder, ContinuationToken: position }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    position = page.NextContinuationToken;
  } while (position);
  return keys;
}

export async function getObject(key: string): Promise<Uint8Array> {
  const { Body } = await client(S3Client).send(new GetObjectCommand({ ...bucket(), Key: key }));
  if (!Body) throw new Error(`The archive's object ${key} came without content.`);
  return Body.transformToByteArray();
}

function bucket(): { Bucket: string } {
  return { Bucket: config("ARCHIVE_BUCKET").ARCHIVE_BUCKET };
}
