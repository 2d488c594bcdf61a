import { fetched } from "./swap.ts";

/** The bank's word comes within seconds, the dealer's after days: milliseconds between two looks. */
const [soonest, rarest] = [4000, 60_000];

/** An order's page looks for news while somebody looks at it, and changes only when there are some. */
export function follow(wait = soonest): void {
  const part = document.querySelector<HTMLElement>('[data-part="order"]');
  if (!part?.dataset["again"]) return;
  setTimeout(() => void look(part, wait), wait);
}

/** The longer nothing is new, the rarer it asks; a page that nobody looks at waits, and then begins anew. */
async function look(part: HTMLElement, wait: number): Promise<void> {
  if (document.hidden) return follow();
  const next = await fetched(location.href, "order");
  const isNews = next !== undefined && told(next.part) !== told(part);
  if (isNews) part.replaceWith(next.part);
  follow(isNews ? soonest : Math.min(wait * 1.5, rarest));
}

function told(part: Element): string {
  return [...part.querySelectorAll(".notice")].map(({ textContent }) => textContent).join();
}
