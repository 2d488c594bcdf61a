import { fetched } from "./swap.ts";

const milliseconds = 4000;

/** An order's page looks for news while somebody looks at it, and changes only when there are some. */
export function follow(): void {
  const part = document.querySelector<HTMLElement>('[data-part="order"]');
  if (!part?.dataset["again"]) return;
  setTimeout(() => void look(part), milliseconds);
}

async function look(part: HTMLElement): Promise<void> {
  const next = document.hidden ? undefined : await fetched(location.href, "order");
  if (next && told(next.part) !== told(part)) part.replaceWith(next.part);
  follow();
}

function told(part: Element): string {
  return [...part.querySelectorAll(".notice")].map(({ textContent }) => textContent).join();
}
