import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";

/**
 * Finds the archive's bucket and tells this process, so that commands can read it by the platform's own code. Its name
 * is CloudFormation's invention and begins with those of stack and resource; it is also the Data stack's output.
 *
 * @throws Error when the place has no such bucket, or several (a bucket outlives its stack) and `ARCHIVE_BUCKET` does not say which.
 */
export async function findArchive(prefix: string, s3 = new S3Client({})): Promise<string> {
  const told = process.env["ARCHIVE_BUCKET"];
  if (told) return told;
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: `${prefix}-data-archivebucket` }));
  const [found, another] = Buckets.flatMap(({ Name }) => Name ?? []);
  if (found === undefined) throw new Error(`There is no archive of ${prefix} here.`);
  if (another !== undefined)
    throw new Error(
      `There are several archives of ${prefix}: set ARCHIVE_BUCKET to the output of its Data stack.`,
    );
  process.env["ARCHIVE_BUCKET"] = found;
  return found;
}
