import { later } from "./later.ts";
import { dealer, stored } from "./stored.ts";
import { onSwap } from "./swap.ts";

const most = 4;
const list = stored("sessionStorage", `compare:${dealer()}`, most);

/** Cars that are ticked for the comparison stay so from page to page, until they are compared. */
export function keepTicks(): void {
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.form?.id !== "compare") return;
    const others = list.read().filter((name) => name !== target.value);
    if (target.checked && others.length >= most) target.checked = false;
    else list.write(target.checked ? [...others, target.value] : others);
    show();
  });
  document.addEventListener("submit", ({ target }) => {
    if (!(target instanceof HTMLFormElement) || target.id !== "compare") return;
    const here = new Set(new FormData(target).getAll("vehicle"));
    for (const name of list.read().filter((each) => !here.has(each))) target.append(hidden(name));
    list.write([]);
  });
  onSwap(show);
  // Ticks that came with the address count as well, and so do those that somebody makes before the list is read.
  later(() => {
    const ticked = boxes().filter(({ checked }) => checked);
    if (ticked.length > 0) list.write([...new Set([...list.read(), ...ticked.map(({ value }) => value)])]);
    show();
  });
}

function show(): void {
  const ticked = list.read();
  for (const box of boxes()) if (box.type === "checkbox") box.checked = ticked.includes(box.value);
  const tray = document.querySelector<HTMLElement>("[data-tray]");
  const button = tray?.querySelector("button");
  if (!tray || !button) return;
  tray.classList.toggle("waiting", ticked.length === 0);
  button.dataset["count"] = ticked.length > 0 ? String(ticked.length) : "";
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[name="vehicle"][form="compare"]')];
}

function hidden(value: string): HTMLInputElement {
  return Object.assign(document.createElement("input"), { type: "hidden", name: "vehicle", value });
}
