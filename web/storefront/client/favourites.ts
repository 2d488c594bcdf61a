import { later } from "./later.ts";
import { tell } from "./signals.ts";
import { dealer, stored } from "./stored.ts";
import { onSwap, swap } from "./swap.ts";

const list = stored("localStorage", `favourites:${dealer()}`, 12);

/** Hearts: which cars somebody saved in this browser. */
export function keepFavourites(): void {
  document.addEventListener("click", ({ target }) => {
    const heart = target instanceof Element ? target.closest<HTMLElement>("[data-favourite]") : null;
    const name = heart?.dataset["favourite"];
    if (!name) return;
    const saved = list.read();
    if (saved.includes(name)) list.write(saved.filter((each) => each !== name));
    else {
      list.write([...saved, name]);
      tell("favourite", name);
    }
    show();
  });
  onSwap(show);
  later(() => {
    show();
    void showPage();
  });
}

function show(): void {
  const saved = new Set(list.read());
  for (const heart of document.querySelectorAll<HTMLElement>("[data-favourite]"))
    heart.setAttribute("aria-pressed", String(saved.has(heart.dataset["favourite"] ?? "")));
}

/** The page of favourites is made by our side from the names in its address. */
async function showPage(): Promise<void> {
  const saved = list.read();
  const page = document.querySelector("[data-favourites]");
  if (!page || saved.length === 0 || new URLSearchParams(location.search).has("vehicle")) return;
  const names = new URLSearchParams(saved.map((name) => ["vehicle", name]));
  await swap(`${location.pathname}?${names}`, "favourites");
}
