import { expect, test } from "vitest";
import { Refusal } from "#shared/errors";
import { otherwise, transact } from "#shared/transact";
import { AwsError } from "#test/support/model/aws-error";
import { cancelled, freshStore, inPantry, Notes } from "./pantry.ts";

const store = freshStore();

const note = (name = "a") => Notes.create({ note: name });
/** Throws each error once, in order, and then lets everything pass. */
function failing(...errors: (Error | undefined)[]): void {
  store.now.aws.intercept = () => {
    const error = errors.shift();
    if (error) throw error;
  };
}
const attempts = () => store.now.asked("TransactWriteItems");

test("nothing to write is no call, and so is more than DynamoDB takes at once", async () => {
  await inPantry(async () => {
    await transact([]);
    const many = Array.from({ length: 101 }, (_, index) => note(`n${index}`));
    await expect(transact(many)).rejects.toThrow("at most 100 pieces, not 101");
    expect(attempts()).toEqual([]);
    await transact(many.slice(0, 100));
    expect(store.now.items()).toHaveLength(100);
  });
});

test.each([
  "TransactionInProgressException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "InternalServerError",
])("%s passes: the same transaction is sent again under the same token", async (name) => {
  await inPantry(async () => {
    failing(new AwsError(name, "later"), new AwsError(name, "later"));
    await transact([note()]);
    expect(attempts()).toHaveLength(3);
    expect(new Set(attempts().map((input) => input["ClientRequestToken"])).size).toBe(1);
    expect(store.now.items()).toHaveLength(1);
  });
});

test.each([
  ["TransactionConflict", "None"],
  ["None", "ThrottlingError"],
  ["", "ProvisionedThroughputExceeded"],
  ["TransactionConflict", "ThrottlingError"],
])("a transaction cancelled with %s, %s is tried again", async (...codes) => {
  await inPantry(async () => {
    failing(cancelled(...codes));
    await transact([note("a"), note("b")]);
    expect(store.now.items()).toHaveLength(2);
  });
});

test("conflicts that do not end are given up as busy after seven tries, each wait up to twice the last", async () => {
  await inPantry(async () => {
    failing(...Array.from({ length: 20 }, () => cancelled("TransactionConflict")));
    await expect(transact([note()])).rejects.toMatchObject({ status: 503, code: "busy" });
    expect(attempts()).toHaveLength(7);
    expect(store.now.waits).toHaveLength(6);
    for (const [index, milliseconds] of store.now.waits.entries()) {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      expect(milliseconds).toBeLessThan(40 * 2 ** index);
    }
    expect(store.now.items()).toEqual([]);
  });
});

test.each([
  ["ValidationError", "TransactionConflict"],
  ["ItemCollectionSizeLimitExceeded"],
  ["None", "None"],
  [],
])("a transaction cancelled with %s, %s cannot pass and is not tried again", async (...codes: string[]) => {
  await inPantry(async () => {
    failing(cancelled(...codes));
    await expect(transact([note("a"), note("b")])).rejects.toMatchObject({
      name: "TransactionCanceledException",
    });
    expect(attempts()).toHaveLength(1);
  });
});

test("an error that does not pass is thrown as it is, whatever it carries and even if it gives no reasons", async () => {
  await inPantry(async () => {
    const reasons = { body: { CancellationReasons: [{ Code: "TransactionConflict" }] } };
    for (const error of [
      new AwsError("AccessDeniedException", "no"),
      new AwsError("ValidationException", "no", reasons),
      new AwsError("TransactionCanceledException", "no"),
    ]) {
      store.now.aws.calls.length = 0;
      failing(error);
      await expect(transact([note()])).rejects.toMatchObject({ name: error.name });
      expect(attempts()).toHaveLength(1);
    }
  });
});

test("the first condition that fails decides the refusal, also beside a conflict", async () => {
  await inPantry(async () => {
    const pieces = [
      note("a"),
      otherwise(note("b"), new Refusal(409, "b_taken", "No b.")),
      otherwise(note("c"), new Refusal(409, "c_taken", "No c.")),
    ];
    failing(cancelled("TransactionConflict", "ConditionalCheckFailed", "ConditionalCheckFailed"));
    await expect(transact(pieces)).rejects.toMatchObject({ code: "b_taken" });
    expect(attempts()).toHaveLength(1);
  });
});

test("a condition that fails without an answer of its own is a conflict that names the piece", async () => {
  await inPantry(async () => {
    await transact([note()]);
    await expect(transact([note()])).rejects.toMatchObject({
      status: 409,
      code: "conflict",
      message: "Something changed in between (create Note). Nothing was written.",
    });
  });
});

test("an answer may look at the item that stood in the way, where there is one", async () => {
  await inPantry(async () => {
    const seen: unknown[] = [];
    const looking = (old: unknown) => {
      seen.push(old);
      return new Refusal(409, "taken", "Taken.");
    };
    await transact([Notes.create({ note: "a", text: "first" })]);
    await expect(transact([otherwise(note("a"), looking)])).rejects.toMatchObject({ code: "taken" });
    const absent = otherwise(Notes.require({ note: "none" }, { text: "first" }), looking);
    await expect(transact([absent])).rejects.toMatchObject({ code: "taken" });
    expect(seen).toEqual([expect.objectContaining({ note: "a", text: "first" }), undefined]);
  });
});
