import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canonicalBrand } from "#functions/catalog/brands";
import { chineseBrands } from "#web/words/brands";
import { en } from "#web/words/en";
import { en as lettersInEnglish } from "#web/words/letters/en";
import { zh as lettersInChinese } from "#web/words/letters/zh-CN";
import { zh } from "#web/words/zh-CN";
import { papers, palettes } from "#web/storefront/palettes";

const sources = sourcesIn("web/storefront");
const mailing = sourcesIn("functions/notification");

/** Files with their text, without comments. */
function sourcesIn(name: string): { file: string; text: string }[] {
  const folder = join(import.meta.dirname, "..", name);
  return globSync("**/*.{ts,tsx}", { cwd: folder, exclude: ["client/**"] }).map((file) => ({
    file,
    text: readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, ""),
  }));
}

/** Where each word of a catalogue is, as `orderPlaced.subject`. */
function paths(words: object, at = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? paths(value as object, `${at}${key}.`) : [`${at}${key}`],
  );
}

test("every word of the catalogue is said somewhere", () => {
  const all = sources.map(({ text }) => text).join("\n");
  const unused = Object.keys(en).filter(
    (key) => !new RegExp(`\\b(w|wordsIn\\(\\w+\\))\\.${key}\\b`).test(all),
  );
  const destructured = unused.filter(
    (key) => !new RegExp(`\\{[^}]*\\b${key}\\b[^}]*\\}: Words|\\{ ${key} \\} = w\\b`).test(all),
  );
  expect(destructured).toEqual([]);
});

test("every word of the mails' catalogue is said in a mail", () => {
  const unused = paths(lettersInEnglish).filter((path) => {
    const [group = "", word] = path.split(".");
    const said = mailing.filter(({ text }) => new RegExp(`\\b${group}\\b`).test(text));
    return !said.some(({ text }) => new RegExp(`\\.${word ?? group}\\b|\\{ ${group} \\} = `).test(text));
  });
  expect(unused).toEqual([]);
});

test.each([
  ["pages", en, zh],
  ["mails", lettersInEnglish, lettersInChinese],
])("both languages say the same things on %s, and none says nothing", (_, english, chinese) => {
  expect(paths(chinese).toSorted()).toEqual(paths(english).toSorted());
  for (const words of [english, chinese]) expect(JSON.stringify(words)).not.toMatch(/:""/);
});

test("no mail says anything that is not in the catalogue", () => {
  const loose = mailing.flatMap(({ file, text }) => [
    ...[...text.matchAll(/\p{Script=Han}+/gu)].map(([said]) => `${file}: ${said}`),
    ...(file.startsWith("templates/")
      ? [...text.matchAll(/"[^"\n]*"|`[^`]*`/g)].flatMap(([said]) =>
          /[a-z] [a-z]/i.test(said) ? [`${file}: ${said}`] : [],
        )
      : []),
  ]);
  expect(loose).toEqual([]);
});

test("no page says anything that is not in the catalogue", () => {
  const loose = sources.flatMap(({ file, text }) => [
    ...[...text.matchAll(/\p{Script=Han}+/gu)].map(([said]) => `${file}: ${said}`),
    ...(file.endsWith(".tsx")
      ? [...text.matchAll(/(?<!=)>\s*([A-Za-z][\w ,.'!?-]{2,})\s*<\//g)].map(([, said]) => `${file}: ${said}`)
      : []),
    ...[...text.matchAll(/(?:aria-label|title|alt|placeholder)="([^"]*[A-Za-z][^"]*)"/g)].map(
      ([said]) => `${file}: ${said}`,
    ),
  ]);
  expect(loose).toEqual([]);
});

test("every colour can be read on what it lies on: 4.5 to 1", () => {
  const ratios = palettes.flatMap((palette) =>
    (["light", "dark"] as const).flatMap((scheme) => {
      const { paper, panel, onBrand } = papers[scheme];
      const tint = mixed(palette[scheme], paper, 0.09);
      return [paper, panel, onBrand, tint].map((ground) => contrast(palette[scheme], ground));
    }),
  );
  const texts = (["light", "dark"] as const).flatMap((scheme) => {
    const { paper, panel, ink, muted } = papers[scheme];
    return [paper, panel].flatMap((ground) => [contrast(ink, ground), contrast(muted, ground)]);
  });
  expect(Math.min(...ratios, ...texts)).toBeGreaterThanOrEqual(4.5);
});

type Colour = readonly [number, number, number];

function channels(hex: string): Colour {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** `share` of the first colour in the second, as `color-mix` mixes in sRGB. */
function mixed(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  const parts = a.map((value, index) => Math.round(value * share + (b[index] ?? 0) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** WCAG 2.2: relative luminance and contrast. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("a maker is found by the Chinese name that a page shows, and has one at the shop where it is usual", () => {
  for (const [latin, chinese] of Object.entries(chineseBrands)) expect(canonicalBrand(chinese)).toBe(latin);
  expect(zh.carTitle({ year: 2012, brand: "Volvo", model: "S60" })).toBe("沃尔沃 S60 2012 款");
  expect(zh.carName({ brand: "constructor", model: "X" })).toBe("constructor X");
  expect(en.carTitle({ year: 2012, brand: "Volvo", model: "S60" })).toBe("2012 Volvo S60");
});
