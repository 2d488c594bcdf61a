/** A dealer's colour on light and on dark paper. Every pair has at least 4.5:1 with what it lies on: a test measures it. */
export type Palette = { readonly light: string; readonly dark: string };

export const palettes: readonly Palette[] = [
  { light: "#14507f", dark: "#8ec5f7" },
  { light: "#146045", dark: "#7ed6ad" },
  { light: "#86253c", dark: "#f3a7b8" },
  { light: "#0d5c6b", dark: "#7fd1df" },
  { light: "#4d3690", dark: "#c3b3f8" },
  { light: "#7d4015", dark: "#f2b589" },
];

/** What colours lie on, and what lies on colours. */
export const papers = {
  light: { paper: "#ffffff", panel: "#f5f6f8", ink: "#14181d", muted: "#56606b", onBrand: "#ffffff" },
  dark: { paper: "#12161b", panel: "#1b2128", ink: "#eef1f4", muted: "#a5afba", onBrand: "#10151a" },
} as const;

/** A dealer keeps its palette: it follows from the name in its address. */
export function paletteOf(dealer: string): number {
  let sum = 7;
  for (const letter of dealer) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % palettes.length;
}

/** Style rules of all palettes. */
export function paletteRules(): string {
  const rules = palettes.map(
    ({ light, dark }, index) =>
      `[data-palette="${index}"]{--brand-light:${light};--brand-dark:${dark};--brand:${light}}` +
      `@media(prefers-color-scheme:dark){[data-palette="${index}"]{--brand:${dark}}}`,
  );
  return `${variables(":root", papers.light)}@media(prefers-color-scheme:dark){${variables(":root", papers.dark)}}${rules.join("")}`;
}

function variables(selector: string, tokens: Readonly<Record<string, string>>): string {
  const named = Object.entries(tokens).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}:${value}`,
  );
  return `${selector}{${named.join(";")}}`;
}
