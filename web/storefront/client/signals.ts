import { dealer } from "./stored.ts";

type Kind = "view" | "compare" | "favourite" | "search";

/** A visit's worth of one person's interest. The name is made here, is kept by this tab alone, and says nothing. */
const key = "visitor";

/** Tells what somebody looks at, so that others are shown what they looked at as well. */
export function tellInterest(): void {
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "search" && target.value.trim()) tell("search");
  });
  const shown = document.querySelector<HTMLElement>("[data-seen]");
  const kind = shown?.dataset["seen"];
  if (kind !== "view" && kind !== "compare") return;
  for (const vehicle of (shown?.dataset["vehicles"] ?? "").split(" ").filter(Boolean)) tell(kind, vehicle);
}

/**
 * Sent beside everything else, and lost if it cannot be: nobody waits for it, and nothing is said where it fails. Who
 * asks not to be followed is not.
 */
export function tell(kind: Kind, vehicle?: string): void {
  const wish = navigator as { globalPrivacyControl?: boolean; doNotTrack?: string | null };
  const visitor = wish.globalPrivacyControl || wish.doNotTrack === "1" ? undefined : nameOf();
  if (!visitor) return;
  fetch(`/v1/dealers/${dealer()}/signals`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ visitor, kind, vehicle }),
    credentials: "omit",
    keepalive: true,
  }).catch((error: unknown) => console.debug(error));
}

function nameOf(): string | undefined {
  try {
    const name = sessionStorage.getItem(key) ?? crypto.randomUUID();
    sessionStorage.setItem(key, name);
    return name;
  } catch {
    return undefined;
  }
}
