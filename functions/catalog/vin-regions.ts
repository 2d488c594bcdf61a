/** The parts of the world by which ISO 3780 gives out identifiers. */
export type Region = "africa" | "asia" | "europe" | "north_america" | "oceania" | "south_america";

const regions: readonly [first: RegExp, region: Region][] = [
  // SAE, which keeps the register, has given the United States these of Oceania's identifiers.
  [/^7[F-HJ-NPR-Z0-9]/, "north_america"],
  [/^[1-5]/, "north_america"],
  [/^[67]/, "oceania"],
  [/^[89]/, "south_america"],
  [/^[A-G]/, "africa"],
  // H was Africa's; since China's L is used up it is given out there.
  [/^[HJ-R]/, "asia"],
  [/^[S-Z]/, "europe"],
];

/** Second characters in the order of the register: letters, then 1 to 9, then 0. */
const order = "ABCDEFGHJKLMNPRSTUVWXYZ1234567890";

/**
 * Countries (ISO 3166-1) by the first two characters, as ranges of the second: the allocations of ISO 3780 on which
 * Wikibooks ("Vehicle Identification Numbers/World Manufacturer Identifier") and https://github.com/idlesign/vininfo
 * do not contradict each other, read on 2026-11-25. What is not here names no country.
 */
const ranges: Readonly<Record<string, string>> = {
  A: "A-H ZA",
  H: "A-0 CN",
  J: "A-0 JP",
  K: "F-H IL,L-R KR",
  L: "A-0 CN",
  M: "A-E IN,F-K ID,L-R TH,S-S MM,X-X KZ",
  N: "A-E IR,F-G PK,L-R TR,S-T UZ",
  P: "A-C PH,F-G SG,L-R MY",
  R: "A-B AE,F-G TW,L-N VN,S-T SA",
  S: "A-M GB,N-T DE,U-Z PL,1-2 LV",
  T: "A-H CH,J-P CZ,R-V HU,W-2 PT",
  U: "H-M DK,N-R IE,U-W RO,5-7 SK",
  V: "A-E AT,F-R FR,S-W ES,3-5 HR,6-8 EE",
  W: "A-0 DE",
  X: "A-C BG,F-H GR,L-R NL,S-W RU,X-Y LU,3-0 RU",
  Y: "A-E BE,F-K FI,N-N MT,S-W SE,X-2 NO,3-5 BY,6-8 UA",
  Z: "A-U IT,X-Z SI,3-5 LT",
  1: "A-0 US",
  2: "A-5 CA",
  3: "A-X MX",
  4: "A-0 US",
  5: "A-0 US",
  6: "A-X AU",
  7: "A-E NZ,F-0 US",
  8: "A-E AR,F-G CL,L-N EC,S-T PE,X-Z VE",
  9: "A-E BR,F-G CO,S-V UY,3-9 BR",
};

/** @example regionOf("WBA8E9C50GK646247") // "europe" */
export function regionOf(vin: string): Region | undefined {
  return regions.find(([first]) => first.test(vin))?.[1];
}

/** @example countryOf("WBA8E9C50GK646247") // "DE" */
export function countryOf(vin: string): string | undefined {
  const place = order.indexOf(vin.charAt(1));
  if (place < 0) return undefined;
  for (const range of (ranges[vin.charAt(0)] ?? "").split(",")) {
    if (place >= order.indexOf(range.charAt(0)) && place <= order.indexOf(range.charAt(2)) && range)
      return range.slice(4);
  }
  return undefined;
}
