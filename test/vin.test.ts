import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkDigit, isVin, normaliseVin, readVin } from "#functions/catalog/vin";
import { Vin } from "#functions/catalog/vin-schema";
import { knownMakers } from "#functions/catalog/wmi";

const at = Date.parse("2026-11-25T09:00:00.000Z");
const letters = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ".split("");

/** Any 17 characters of the alphabet that begin as wished. */
const shaped = (first: string) =>
  fc
    .tuple(
      fc.constantFrom(...first.split("")),
      fc.array(fc.constantFrom(...letters), { minLength: 16, maxLength: 16 }),
    )
    .map(([one, rest]) => one + rest.join(""));
const whole = (vin: string) => vin.slice(0, 8) + checkDigit(vin) + vin.slice(9);

test("the examples of 49 CFR 565 and published numbers pass their check", () => {
  for (const vin of ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715", "1HGCM82633A004352"])
    expect(isVin(vin), vin).toBe(true);
});

test("where a check digit is prescribed, exactly one of its eleven values is accepted", () => {
  fc.assert(
    fc.property(shaped("12345L"), (vin) => {
      const accepted = "0123456789X"
        .split("")
        .filter((digit) => isVin(vin.slice(0, 8) + digit + vin.slice(9)));
      expect(accepted).toEqual([checkDigit(vin)]);
      expect(readVin(whole(vin), at).check_digit).toBe("valid");
    }),
  );
});

test("one mistyped character of a North American or Chinese number is refused unless it weighs the same", () => {
  const values = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
  const place = fc.integer({ min: 1, max: 16 }).filter((index) => index !== 8);
  fc.assert(
    fc.property(shaped("12345L"), place, fc.constantFrom(...letters), (vin, index, typed) => {
      const right = whole(vin);
      const wrong = right.slice(0, index) + typed + right.slice(index + 1);
      const same = values.indexOf(typed) % 10 === values.indexOf(right[index] ?? "") % 10;
      expect(isVin(wrong)).toBe(same);
    }),
  );
});

test("elsewhere the check digit is reported and never refused", () => {
  fc.assert(
    fc.property(shaped("JKMNPRSTUVWXYZ689"), (vin) => {
      expect(isVin(vin)).toBe(true);
      const ninth = vin.charAt(8);
      const expected = ninth === checkDigit(vin) ? "valid" : /[0-9X]/.test(ninth) ? "invalid" : "not_used";
      expect(readVin(vin, at).check_digit).toBe(expected);
    }),
  );
  expect(readVin("WVWZZZ1JZXW000001", at).check_digit).toBe("not_used");
});

test("what is not 17 letters and digits without I, O and Q is no VIN", () => {
  for (const text of ["", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "WBAIE9C50GK646247", "WBAOE9C50GK646247"])
    expect(isVin(text), text).toBe(false);
  fc.assert(
    fc.property(fc.string({ minLength: 17, maxLength: 17 }), (text) => {
      if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) expect(isVin(text)).toBe(false);
    }),
  );
  expect(() => readVin("nonsense", at)).toThrow("Not a vehicle identification number");
});

test("however a VIN is spelt, it is kept in one form", () => {
  fc.assert(
    fc.property(shaped("WJ"), fc.integer({ min: 1, max: 16 }), (vin, cut) => {
      const spelt = ` ${vin.slice(0, cut).toLowerCase()} -${vin.slice(cut)} `;
      expect(normaliseVin(spelt)).toBe(vin);
      expect(Vin.parse(spelt)).toBe(vin);
    }),
  );
});

test("a North American year code is read by the seventh character and never lies in the future", () => {
  expect(readVin(whole("1HGCM826_3A004352"), at).model_year).toBe(2003);
  expect(readVin(whole("1HGCM8A6_3A004352"), at).model_year).toBeUndefined();
  expect(readVin(whole("5YJ3E1EA_PF000001"), at).model_year).toBe(2023);
  expect(readVin(whole("1M8GDM9A_KP042788"), at).model_year).toBe(1989);
  fc.assert(
    fc.property(shaped("1245"), (vin) => {
      const { model_year: year } = readVin(whole(vin), at);
      if (year === undefined) return;
      expect(year >= 2010).toBe(/[A-Z]/.test(vin.charAt(6)));
      expect(year).toBeLessThanOrEqual(2027);
    }),
  );
});

test("a Chinese year code is read while it can mean one year only", () => {
  expect(readVin(whole("LSVAA418_E2184847"), at).model_year).toBe(2014);
  expect(readVin(whole("LSVAA418_82184847"), at).model_year).toBe(2008);
  expect(readVin(whole("LSVAA418_W2184847"), at).model_year).toBe(1998);
  const whenItCameRoundAgain = Date.parse("2028-06-01T00:00:00.000Z");
  expect(readVin(whole("LSVAA418_W2184847"), whenItCameRoundAgain).model_year).toBeUndefined();
});

test("a year is never guessed where the tenth character is none", () => {
  fc.assert(
    fc.property(shaped("JKMNPRSTUVWXYZ689"), (vin) => {
      expect(readVin(vin, at).model_year).toBeUndefined();
    }),
  );
  expect(readVin(whole("1HGCM826_0A004352"), at).model_year).toBeUndefined();
});

test("maker, country and region come from the first characters, and are missing rather than guessed", () => {
  expect(readVin("WBA8E9C50GK646247", at)).toMatchObject({
    wmi: "WBA",
    maker: "BMW",
    country: "DE",
    region: "europe",
  });
  expect(readVin(whole("LSVAA418_E2184847"), at)).toMatchObject({
    maker: "SAIC Volkswagen",
    country: "CN",
    region: "asia",
  });
  expect(readVin("SALWA2FK7HA135111", at)).toMatchObject({ maker: "Land Rover", country: "GB" });
  expect(readVin(whole("7SAYGDEE_PF000001"), at)).toMatchObject({ country: "US", region: "north_america" });
  const unknown = readVin("Z9999999999999999", at);
  expect(unknown.maker).toBeUndefined();
  expect(unknown.country).toBeUndefined();
  expect(unknown.region).toBe("europe");
  expect(knownMakers).toBeGreaterThanOrEqual(80);
});
