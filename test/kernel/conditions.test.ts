import { expect, test } from "vitest";
import {
  absent,
  expression,
  gt,
  gte,
  lt,
  lte,
  not,
  oneOf,
  placeholders,
  present,
  type When,
} from "#shared/conditions";
import { transact } from "#shared/transact";
import { freshStore, inPantry, Notes } from "./pantry.ts";

freshStore();

type Note = { note: string; topic?: string; day?: string; text?: string; read?: number };

/** Of notes that were read 4, 5 and 6 times and never, those for which a condition holds. */
async function holdsFor(when: When<Note>): Promise<(number | undefined)[]> {
  const notes = [4, 5, 6, undefined].map((read) => ({ note: `n${read}`, topic: "jam", read }));
  await transact(notes.map((note) => Notes.create(note)));
  const answers = await Promise.allSettled(
    notes.map(({ note }) => transact([Notes.require({ note }, when as never)])),
  );
  for (const answer of answers)
    if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
  return notes.filter((_, index) => answers[index]!.status === "fulfilled").map(({ read }) => read);
}

test.each<[string, When<Note>, (number | undefined)[]]>([
  ["less than", { read: lt(5) }, [4]],
  ["at most", { read: lte(5) }, [4, 5]],
  ["more than", { read: gt(5) }, [6]],
  ["at least", { read: gte(5) }, [5, 6]],
  ["another value than", { read: not(5) }, [4, 6, undefined]],
  ["one of several values", { read: oneOf(4, 6) }, [4, 6]],
  ["any value", { read: present }, [4, 5, 6]],
  ["no value", { read: absent }, [undefined]],
  ["exactly", { read: 5 }, [5]],
  ["several fields at once", { topic: "jam", read: gt(4) }, [5, 6]],
  ["any of the alternatives", [{ read: 4 }, { read: gt(5), topic: "jam" }, { topic: "bread" }], [4, 6]],
])("a condition holds where a field has %s", async (_, when, expected) => {
  await inPantry(async () => expect(await holdsFor(when)).toEqual(expected));
});

test("a field without a wanted value is no condition", async () => {
  await inPantry(async () =>
    expect(await holdsFor({ read: gt(4), topic: undefined } as never)).toEqual([5, 6]),
  );
});

test("a value that is an object or null is wanted as it is, not taken for a comparison", () => {
  const terms = placeholders();
  expect(expression({ size: { wide: 2 }, lid: null }, terms)).toBe("#0 = :0 AND #1 = :1");
  expect(terms.done()).toEqual({
    ExpressionAttributeNames: { "#0": "size", "#1": "lid" },
    ExpressionAttributeValues: { ":0": { M: { wide: { N: "2" } } }, ":1": { NULL: true } },
  });
});

test("a field has one placeholder however often it is named, and every value its own", () => {
  const terms = placeholders();
  const asked = [{ read: gt(4), topic: "jam" }, { read: oneOf(1, 2) }, { topic: "jam" }];
  expect(expression(asked, terms)).toBe("(#0 > :0 AND #1 = :1) OR (#0 IN (:2, :3)) OR (#1 = :4)");
  expect(terms.done()).toEqual({
    ExpressionAttributeNames: { "#0": "read", "#1": "topic" },
    ExpressionAttributeValues: {
      ":0": { N: "4" },
      ":1": { S: "jam" },
      ":2": { N: "1" },
      ":3": { N: "2" },
      ":4": { S: "jam" },
    },
  });
});

test("an expression that names nothing sends no empty list of names or values, which DynamoDB would refuse", () => {
  expect(placeholders().done()).toEqual({});
});
