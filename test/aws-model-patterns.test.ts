import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPattern, matches, type Pattern } from "#test/support/model/event-pattern";

const at = (comparison: unknown): Pattern => ({ detail: { x: [comparison] } });
const event = (x: unknown) => ({ source: "orders", detail: { x } });
const holds = (comparison: unknown, x: unknown) => matches(at(comparison), event(x));

/** Short words over few letters, so that prefixes, suffixes and equal values really occur. */
const word = fc.string({ unit: fc.constantFrom("a", "b", "A", "*", ".", "\\", "é"), maxLength: 5 });
const scalar = fc.oneof(word, fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(null));
const small = fc.integer({ min: -5, max: 5 });

const always = <T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void,
) => fc.assert(fc.property(...arbitraries, check), { numRuns: 500 });

describe("one comparison against one value", () => {
  test("a plain value matches exactly itself, type included", () => {
    always<[string | number | boolean | null, string | number | boolean | null]>(
      [scalar, scalar],
      (wanted, x) => {
        expect(holds(wanted, x)).toBe(wanted === x);
      },
    );
  });

  test("prefix, suffix and equals-ignore-case hold for strings as their names say", () => {
    always<[string, string | number | boolean | null]>([word, scalar], (wanted, x) => {
      const text = typeof x === "string" ? x : undefined;
      const lower = text?.toLowerCase();
      expect(holds({ prefix: wanted }, x)).toBe(text?.startsWith(wanted) ?? false);
      expect(holds({ suffix: wanted }, x)).toBe(text?.endsWith(wanted) ?? false);
      expect(holds({ "equals-ignore-case": wanted }, x)).toBe(lower === wanted.toLowerCase());
      const folded = { "equals-ignore-case": wanted };
      expect(holds({ prefix: folded }, x)).toBe(lower?.startsWith(wanted.toLowerCase()) ?? false);
      expect(holds({ suffix: folded }, x)).toBe(lower?.endsWith(wanted.toLowerCase()) ?? false);
    });
  });

  test("a wildcard stands for any run of characters, and what is escaped stands for itself", () => {
    const escape = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("*", "\\*");
    const begins = ([first = "", ...rest]: string[], text: string): boolean =>
      text.startsWith(first) &&
      (rest.length === 0 ? text === first : somewhere(rest, text.slice(first.length)));
    const somewhere = (pieces: string[], text: string) =>
      Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((rest) => begins(pieces, rest));
    const inner = fc.array(
      word.filter((piece) => piece !== ""),
      { maxLength: 3 },
    );
    always<[string, string[], string, string[]]>(
      [word, inner, word, fc.array(word)],
      (head, middle, tail, fill) => {
        const pieces = [head, ...middle, tail];
        const wanted = { wildcard: pieces.map(escape).join("*") };
        const filled = pieces.reduce((text, piece, at) => text + (fill[at] ?? "") + piece);
        expect(() => checkPattern(at(wanted))).not.toThrow();
        expect(holds(wanted, filled)).toBe(true);
        for (const text of [fill.join(""), filled.slice(1), `${filled}b`])
          expect(holds(wanted, text)).toBe(begins(pieces, text));
        expect(holds({ wildcard: escape(filled) }, filled)).toBe(true);
        expect(holds({ wildcard: escape(filled) }, `${filled}a`)).toBe(false);
      },
    );
  });

  test("numeric compares numbers only, open and closed at either end", () => {
    always<[number, number, number]>([small, small, small], (low, high, x) => {
      expect(holds({ numeric: [">", low, "<=", high] }, x)).toBe(x > low && x <= high);
      expect(holds({ numeric: [">=", low, "<", high] }, x)).toBe(x >= low && x < high);
      expect(holds({ numeric: ["=", low] }, x)).toBe(x === low);
      expect(holds({ numeric: ["=", low] }, String(low))).toBe(false);
    });
  });

  test("anything-but is the opposite of each form it wraps, for values that exist", () => {
    always<[string[], string]>([fc.array(word, { minLength: 1, maxLength: 3 }), word], (list, x) => {
      for (const operator of ["prefix", "suffix", "equals-ignore-case"])
        expect(holds({ "anything-but": { [operator]: list } }, x)).toBe(
          !list.some((one) => holds({ [operator]: one }, x)),
        );
      expect(holds({ "anything-but": list }, x)).toBe(!list.includes(x));
      expect(holds({ "anything-but": list[0] }, x)).toBe(list[0] !== x);
    });
    expect(holds({ "anything-but": { wildcard: ["*/bin/*", "*.tmp"] } }, "/usr/bin/x")).toBe(false);
    expect(holds({ "anything-but": { wildcard: "*/bin/*" } }, "/usr/lib/x")).toBe(true);
    expect(holds({ "anything-but": [1, 2] }, 3)).toBe(true);
    expect(holds({ "anything-but": "a" }, undefined)).toBe(false);
  });

  test("cidr holds exactly for addresses whose first bits are the network's", () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
    const bits = (address: number[]) => address.map((byte) => byte.toString(2).padStart(8, "0")).join("");
    always<[number[], number[], number]>(
      [bytes, bytes, fc.integer({ min: 0, max: 32 })],
      (network, address, length) => {
        const cidr = `${network.join(".")}/${length}`;
        const near = [...network.slice(0, 3), address[3] ?? 0];
        for (const one of [address, near])
          expect(holds({ cidr }, one.join("."))).toBe(
            bits(one).slice(0, length) === bits(network).slice(0, length),
          );
      },
    );
    expect(holds({ cidr: "2001:db8::/32" }, "2001:db8:1::1")).toBe(true);
    expect(holds({ cidr: "2001:db8::/32" }, "10.0.0.1")).toBe(false);
    expect(holds({ cidr: "10.0.0.0/8" }, "no address")).toBe(false);
  });
});

describe("fields together", () => {
  test("all fields of a pattern must match, and any listed value will do", () => {
    always<
      [Record<string, string | number | boolean | null>, Record<string, (string | number | boolean | null)[]>]
    >(
      [
        fc.dictionary(fc.constantFrom("a", "b", "c"), scalar),
        fc.dictionary(fc.constantFrom("a", "b", "c"), fc.array(scalar, { minLength: 1, maxLength: 3 }), {
          minKeys: 1,
        }),
      ],
      (fields, pattern) => {
        const expected = Object.entries(pattern).every(
          ([name, list]) => Object.hasOwn(fields, name) && list.includes(fields[name] ?? null),
        );
        expect(matches({ detail: pattern }, { detail: fields })).toBe(expected);
      },
    );
  });

  test("an array in the event matches by any of its values", () => {
    always<[(string | number | boolean | null)[], string | number | boolean | null]>(
      [fc.array(scalar), scalar],
      (values, wanted) => {
        expect(holds(wanted, values)).toBe(values.includes(wanted));
        expect(holds({ exists: true }, values)).toBe(values.length > 0);
      },
    );
  });

  test("fields below an array of objects must hold in one and the same element", () => {
    const lines = [
      { sku: "a", count: 1 },
      { sku: "b", count: 2 },
    ];
    const line = (sku: string, count: number) => ({ detail: { x: { sku: [sku], count: [count] } } });
    expect(matches(line("b", 2), event(lines))).toBe(true);
    expect(matches(line("a", 2), event(lines))).toBe(false);
  });

  test("exists sees leaves only, and an absence is of the whole event", () => {
    expect(holds({ exists: true }, null)).toBe(true);
    expect(holds({ exists: true }, { y: 1 })).toBe(false);
    expect(holds({ exists: false }, { y: 1 })).toBe(true);
    expect(matches({ detail: { gone: { deeper: [{ exists: false }] } } }, event(1))).toBe(true);
    expect(matches({ detail: { x: { y: [{ exists: false }] } } }, event([{ y: 1 }, { z: 1 }]))).toBe(false);
  });

  test("$or is any of its branches, nested at any depth, and an ordinary field where it lists fewer than two", () => {
    const either = {
      source: ["orders"],
      $or: [{ detail: { x: [1] } }, { detail: { $or: [{ x: [2] }, { y: [3] }] } }],
    };
    expect([1, 2, 3].map((x) => matches(either, event(x)))).toEqual([true, true, false]);
    expect(matches(either, { source: "orders", detail: { y: 3 } })).toBe(true);
    expect(matches(either, { source: "leads", detail: { x: 1 } })).toBe(false);
    expect(matches({ $or: [{ prefix: "a" }] }, { $or: "abc" })).toBe(true);
  });
});

describe("a pattern that EventBridge refuses", () => {
  const refused: [string, Pattern][] = [
    ["no fields", {}],
    ["a bare value", { source: "orders" }],
    ["an empty list", { source: [] }],
    ["an empty object", { detail: {} }],
    ["an unknown operator", at({ regex: "a" })],
    ["two operators in one", at({ prefix: "a", suffix: "b" })],
    ["wildcards side by side", at({ wildcard: "a**" })],
    ["a stray escape", at({ wildcard: "\\a" })],
    ["a mixed anything-but", at({ "anything-but": ["a", 1] })],
    ["an upside-down range", at({ numeric: [">", 5, "<", 1] })],
    ["a network without a mask", at({ cidr: "10.0.0.0" })],
    ["an exists that is no flag", at({ exists: "yes" })],
    ["more than 2,048 characters", { source: ["x".repeat(2048)] }],
  ];

  test.each(refused)("%s is refused by its name when the rule is made", (_what, pattern) => {
    expect(() => checkPattern(pattern)).toThrow(
      expect.objectContaining({ name: "InvalidEventPatternException" }),
    );
  });

  test("every operator in its proper form is taken", () => {
    const plain = [
      "a",
      1,
      null,
      true,
      { prefix: "a" },
      { prefix: { "equals-ignore-case": "a" } },
      { suffix: "a" },
    ];
    const richer = [
      { "equals-ignore-case": "a" },
      { wildcard: "a*\\*" },
      { exists: false },
      { cidr: "::1/128" },
    ];
    const ranges = [
      { numeric: [">", 0, "<=", 5] },
      { "anything-but": ["a"] },
      { "anything-but": { prefix: ["a", "b"] } },
    ];
    const all = [...plain, ...richer, ...ranges];
    expect(() => checkPattern({ detail: { x: all, $or: [{ a: [1] }, { b: [2] }] } })).not.toThrow();
  });
});
