import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { until } from "#local/until";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Everybody can use the page: it fits, its pictures are there, and axe finds nothing. */
export async function expectUsable(page: Page, { scripts }: { scripts: boolean }): Promise<void> {
  await expectFitting(page);
  await expectPictures(page);
  // axe is a script itself.
  if (!scripts) return;
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** Nothing is wider than the window, and nothing sticks out of a box that cuts it off. */
export async function expectFitting(page: Page): Promise<void> {
  expect(await page.evaluate(stickingOut), `${page.url()} does not fit`).toEqual([]);
}

function stickingOut(): string[] {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const cut = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
    const { overflowX, position, clipPath } = getComputedStyle(element);
    if (clipPath !== "none" || position === "fixed" || element.tagName === "SELECT") return false;
    return overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
  });
  const named = (element: Element) => `${element.tagName}.${element.className}`;
  const beyond = [...document.querySelectorAll<HTMLElement>("main *")].filter(
    (element) =>
      element.getBoundingClientRect().right > window.innerWidth + 1 &&
      !element.closest(".scroll, .gallery, [hidden]"),
  );
  return [
    ...(wide > 0 ? [`${wide} px too wide`, ...beyond.slice(0, 3).map(named)] : []),
    ...cut.map((element) => `${named(element)} is cut off`),
  ];
}

export async function expectPictures(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
  });
  await until(`Every picture of ${page.url()}`, 15, async () => {
    const missing = await page.evaluate(() =>
      [...document.images].filter(({ complete, naturalWidth }) => !complete || naturalWidth === 0),
    );
    return missing.length === 0 ? true : undefined;
  });
}

/**
 * Makes every word of a page as long as in a language of long words: 60 % longer, and never shorter than its longest
 * label would be. What somebody can type is lengthened as well.
 */
export async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const longer = (text: string): string =>
      text.replaceAll(/[\p{L}\p{N}]+/gu, (word) =>
        word.length < 2
          ? word
          : word +
            Array.from(word)
              .slice(0, Math.ceil(word.length * 0.6))
              .join(""),
      );
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!["SCRIPT", "STYLE"].includes(node.parentElement?.tagName ?? ""))
        node.textContent = longer(node.textContent ?? "");
  });
}
