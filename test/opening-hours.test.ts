import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Hours, hoursOn, isOpen, type Opening, Week } from "#functions/dealers/opening-hours";

const nineToFive = [{ opens: "09:00", closes: "17:00" }];
const everyDay = (hours: { opens: string; closes: string }[]) => ({
  sunday: hours,
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
  saturday: hours,
});
const place = (given: Partial<Opening>): Opening => ({
  zone: "Europe/London",
  opening_hours: {},
  exceptions: [],
  ...given,
});
const open = (given: Partial<Opening>, at: string): boolean => isOpen(place(given), Date.parse(at));

test("a store opens and closes by the clock on its own wall, in summer time and in winter", () => {
  const london = { opening_hours: everyDay(nineToFive) };
  expect(open(london, "2026-03-28T08:59:59.999Z")).toBe(false);
  expect(open(london, "2026-03-28T09:00:00.000Z")).toBe(true);
  expect(open(london, "2026-03-29T08:00:00.000Z")).toBe(true);
  expect(open(london, "2026-03-29T15:59:59.999Z")).toBe(true);
  expect(open(london, "2026-03-29T16:00:00.000Z")).toBe(false);
  const shanghai = { ...london, zone: "Asia/Shanghai" };
  expect(open(shanghai, "2026-11-25T01:00:00.000Z")).toBe(true);
  expect(open(shanghai, "2026-11-25T09:00:00.000Z")).toBe(false);
});

test("the hour that the clocks repeat counts twice and the hour they skip never comes", () => {
  const small = { opening_hours: everyDay([{ opens: "01:00", closes: "02:00" }]) };
  expect(open(small, "2026-10-25T00:30:00.000Z")).toBe(true);
  expect(open(small, "2026-10-25T01:30:00.000Z")).toBe(true);
  expect(open(small, "2026-10-25T02:00:00.000Z")).toBe(false);
  for (const minute of ["00:00", "00:59", "01:00", "01:30"])
    expect(open(small, `2026-03-29T${minute}:00.000Z`)).toBe(false);
});

test("lunch is closed, a weekday that is left out is closed, and an exception replaces the whole day", () => {
  const split = [
    { opens: "09:00", closes: "12:30" },
    { opens: "13:30", closes: "18:00" },
  ];
  const store = {
    opening_hours: { wednesday: split },
    exceptions: [
      { date: "2026-12-02", hours: [] },
      { date: "2026-12-03", hours: [{ opens: "10:00", closes: "11:00" }] },
    ],
  };
  expect(open(store, "2026-11-25T12:29:00.000Z")).toBe(true);
  expect(open(store, "2026-11-25T12:30:00.000Z")).toBe(false);
  expect(open(store, "2026-11-25T13:30:00.000Z")).toBe(true);
  expect(open(store, "2026-11-26T10:00:00.000Z")).toBe(false);
  expect(open(store, "2026-12-02T10:00:00.000Z")).toBe(false);
  expect(open(store, "2026-12-03T10:00:00.000Z")).toBe(true);
});

test("a night that ends after midnight belongs to the day it began on", () => {
  const late = { opening_hours: { friday: [{ opens: "20:00", closes: "02:00" }] } };
  expect(open(late, "2026-11-27T19:59:00.000Z")).toBe(false);
  expect(open(late, "2026-11-27T23:59:00.000Z")).toBe(true);
  expect(open(late, "2026-11-28T01:59:00.000Z")).toBe(true);
  expect(open(late, "2026-11-28T02:00:00.000Z")).toBe(false);
  expect(open(late, "2026-11-27T01:00:00.000Z")).toBe(false);
  const closedFriday = { ...late, exceptions: [{ date: "2026-11-27", hours: [] }] };
  expect(open(closedFriday, "2026-11-28T01:00:00.000Z")).toBe(false);
});

test("spans that overlap, or follow one that runs into the next day, are refused", () => {
  const refused = [
    [
      ["09:00", "13:00"],
      ["12:00", "18:00"],
    ],
    [
      ["13:00", "18:00"],
      ["09:00", "12:00"],
    ],
    [
      ["20:00", "02:00"],
      ["21:00", "22:00"],
    ],
    [["09:00", "25:00"]],
    [["24:00", "24:00"]],
  ];
  for (const spans of refused)
    expect(Hours.safeParse(spans.map(([opens, closes]) => ({ opens, closes }))).success).toBe(false);
  expect(Week.safeParse({ monday: [{ opens: "00:00", closes: "24:00" }] }).success).toBe(true);
  expect(Week.safeParse({ funday: [] }).success).toBe(false);
});

const zones = ["Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
const instants = fc.integer({ min: Date.parse("2024-01-01"), max: Date.parse("2028-01-01") });
const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

test("around the clock is always open, no hours never, whatever the zone and the moment", () => {
  const always = everyDay([{ opens: "00:00", closes: "24:00" }]);
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, (zone, at) => {
      expect(isOpen(place({ zone, opening_hours: always }), at)).toBe(true);
      expect(isOpen(place({ zone, opening_hours: everyDay([]) }), at)).toBe(false);
    }),
  );
});

test("at any moment exactly one of a span and the rest of its day and night is open", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, minutes, minutes, (zone, at, a, b) => {
      fc.pre(a !== b);
      const span = everyDay([{ opens: clock(a), closes: clock(b) }]);
      const rest = everyDay([{ opens: clock(b), closes: clock(a) }]);
      expect(isOpen(place({ zone, opening_hours: span }), at)).not.toBe(
        isOpen(place({ zone, opening_hours: rest }), at),
      );
    }),
  );
});

test("a day's hours are the exception's if it has one and its weekday's if not", () => {
  const store = place({
    opening_hours: { monday: nineToFive },
    exceptions: [{ date: "2026-11-30", hours: [] }],
  });
  expect(hoursOn(store, "2026-11-23")).toEqual(nineToFive);
  expect(hoursOn(store, "2026-11-30")).toEqual([]);
  expect(hoursOn(store, "2026-11-24")).toEqual([]);
});
