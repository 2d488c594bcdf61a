import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeValue, Item } from "#test/support/model/dynamo";
import { createDynamo } from "#test/support/model/dynamo";
import { compareTexts } from "#test/support/model/dynamo/attribute-values";
import { addNumbers, compareNumbers, normalNumber, numberOrder } from "#test/support/model/dynamo/numbers";

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -9, max: 9 }))
  .map(([digits, exponent]) => ({
    text: `${digits}e${exponent}`,
    scaled: digits * 10n ** BigInt(exponent + 9),
  }));

describe("numbers of the model", () => {
  test("order as their values do, in comparisons and in sorted keys", () => {
    fc.assert(
      fc.property(decimal, decimal, (one, other) => {
        const expected = one.scaled < other.scaled ? -1 : one.scaled > other.scaled ? 1 : 0;
        const [left, right] = [normalNumber(one.text), normalNumber(other.text)];
        expect(Math.sign(compareNumbers(left, right))).toBe(expected);
        expect(Math.sign(compareTexts(numberOrder(left), numberOrder(right)))).toBe(expected);
      }),
    );
  });

  test("add up exactly", () => {
    fc.assert(
      fc.property(decimal, decimal, (one, other) => {
        const sum = addNumbers(normalNumber(one.text), normalNumber(other.text));
        expect(sum).toBe(normalNumber(`${one.scaled + other.scaled}e-9`));
      }),
    );
  });

  test("have one spelling each", () => {
    fc.assert(
      fc.property(decimal, fc.nat(5), ({ text }, zeros) => {
        const [digits, exponent] = text.split("e");
        const longer = `${digits}${"0".repeat(zeros)}e${Number(exponent) - zeros}`;
        expect(normalNumber(longer)).toBe(normalNumber(text));
        expect(normalNumber(normalNumber(text))).toBe(normalNumber(text));
      }),
    );
  });
});

test("texts order as their UTF-8 bytes do", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(Math.sign(compareTexts(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
    }),
  );
});

type Change = { pk: string; sk: number; place: string | undefined; gone: boolean };
const change: fc.Arbitrary<Change> = fc.record({
  pk: fc.constantFrom("a", "b"),
  sk: fc.integer({ min: -20, max: 20 }),
  place: fc.constantFrom("x", "y", undefined),
  gone: fc.boolean(),
});

describe("queries of the model", () => {
  test("find, in order and page by page, what a plain filter over all items finds", () => {
    const sought = fc.record({
      low: fc.integer({ min: -25, max: 25 }),
      span: fc.nat(20),
      limit: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        sought,
        fc.boolean(),
        (changes, { low, span, limit }, forward) => {
          const { call, plain } = filled(changes);
          const expected = plain
            .filter(({ pk, sk }) => pk === "a" && sk >= low && sk <= low + span)
            .toSorted((one, other) => (forward ? one.sk - other.sk : other.sk - one.sk));
          const found = pages(call, {
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues: {
              ":pk": { S: "a" },
              ":low": { N: String(low) },
              ":high": { N: String(low + span) },
            },
            ScanIndexForward: forward,
            Limit: limit,
          });
          expect(found.map((item) => number(item.sk))).toEqual(expected.map(({ sk }) => sk));
        },
      ),
    );
  });

  test("of an index hold exactly the items that have its key, whatever happened before", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (changes, limit) => {
        const { call, plain } = filled(changes);
        const expected = plain.filter(({ place }) => place === "x").map(({ pk, sk }) => `${pk}${sk}`);
        const found = pages(call, {
          IndexName: "byPlace",
          KeyConditionExpression: "place = :x",
          ExpressionAttributeValues: { ":x": { S: "x" } },
          Limit: limit,
        });
        const sorts = found.map((item) => number(item.sk));
        expect(sorts).toEqual(sorts.toSorted((one, other) => one - other));
        expect(found.map(({ pk, sk }) => `${text(pk)}${number(sk)}`).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  test("and scans in any number of segments give every item once", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (changes, total) => {
        const { call, plain } = filled(changes);
        const found = Array.from({ length: total }, (_, Segment) =>
          pages(call, { Segment, TotalSegments: total, Limit: 3 }, "Scan"),
        ).flat();
        const names = found.map(({ pk, sk }) => `${text(pk)}${number(sk)}`);
        expect(names.toSorted()).toEqual(plain.map(({ pk, sk }) => `${pk}${sk}`).toSorted());
      }),
    );
  });
});

type Call = ReturnType<typeof createDynamo>["call"];

/** A table that has seen the changes, and what a plain map says is in it now. */
function filled(changes: Change[]): { call: Call; plain: Change[] } {
  const { call } = createDynamo();
  call("CreateTable", TABLE);
  const plain = new Map<string, Change>();
  for (const { pk, sk, place, gone } of changes) {
    const key = { pk: { S: pk }, sk: { N: String(sk) } };
    if (gone) {
      call("DeleteItem", { TableName: "cars", Key: key });
      plain.delete(`${pk}${sk}`);
    } else {
      call("PutItem", { TableName: "cars", Item: { ...key, ...(place && { place: { S: place } }) } });
      plain.set(`${pk}${sk}`, { pk, sk, place, gone });
    }
  }
  return { call, plain: [...plain.values()] };
}

function pages(call: Call, input: Record<string, unknown>, operation = "Query"): Item[] {
  const items: Item[] = [];
  let start: unknown;
  do {
    const page = call(operation, { TableName: "cars", ...input, ExclusiveStartKey: start });
    items.push(...(page.Items as Item[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

function number(value: AttributeValue | undefined): number {
  return value && "N" in value ? Number(value.N) : Number.NaN;
}

function text(value: AttributeValue | undefined): string {
  return value && "S" in value ? value.S : "";
}

const TABLE = {
  TableName: "cars",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "N" },
    { AttributeName: "place", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byPlace",
      KeySchema: [
        { AttributeName: "place", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};
