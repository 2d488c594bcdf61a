const listeners: (() => void)[] = [];
let newest = 0;

/** Tells whoever decorates a page that a part of it is new. */
export function onSwap(listener: () => void): void {
  listeners.push(listener);
}

/** Filters and the calculator answer at once: the part of the page that they change is fetched, and nothing else. */
export function makeLive(): void {
  document.addEventListener("click", (event) => {
    const { target } = event;
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-swap]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void swap(link.href, "list", "push");
  });
  document.addEventListener("change", ({ target }) => {
    const form = target instanceof Element ? target.closest<HTMLFormElement>("form[data-live]") : null;
    if (isTyped(target) || !form?.checkValidity()) return;
    void swap(addressOf(form), form.dataset["live"] ?? "", modeOf(form));
  });
  searchWhileTyping();
  onSwap(showSearch);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset["live"]) return;
    event.preventDefault();
    void swap(addressOf(form), form.dataset["live"], modeOf(form));
  });
  addEventListener("popstate", () => void swap(location.href, "list"));
}

const pauseMilliseconds = 250;

/** A list follows what is typed as soon as the hand rests; a word that is still being composed is not one yet. */
function searchWhileTyping(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = (event: Event): void => {
    const { target } = event;
    if (!isTyped(target) || (event instanceof InputEvent && event.isComposing)) return;
    const { form } = target;
    if (!form?.dataset["live"]) return;
    clearTimeout(timer);
    timer = setTimeout(() => void swap(addressOf(form), "list"), pauseMilliseconds);
  };
  document.addEventListener("input", follow);
  document.addEventListener("compositionend", follow);
}

function isTyped(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.type === "search";
}

/** The box says what the list was searched for, but not to somebody who is typing in it. */
function showSearch(): void {
  const box = document.querySelector<HTMLInputElement>("#search input");
  if (box && box !== document.activeElement) box.value = new URLSearchParams(location.search).get("q") ?? "";
}

/** Puts the same part of another page in its place; goes there where that does not work. */
export async function swap(
  address: string,
  part: string,
  mode: "push" | "replace" = "replace",
): Promise<void> {
  const turn = (newest += 1);
  const old = document.querySelector(`[data-part="${part}"]`);
  old?.setAttribute("aria-busy", "true");
  const next = old && (await fetched(address, part));
  if (turn !== newest) return;
  old?.removeAttribute("aria-busy");
  // What is there is worth more than a browser's own page that says the same as our notice.
  if (!next && !navigator.onLine) return;
  if (!old || !next) return location.assign(address);
  const open = new Set([...old.querySelectorAll("details")].map((each, index) => (each.open ? index : -1)));
  const focused = pathTo(old, document.activeElement);
  old.replaceWith(next.part);
  next.part.querySelectorAll("details").forEach((each, index) => (each.open ||= open.has(index)));
  focus(next.part, focused);
  if (mode === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  document.title = next.title;
  for (const listener of listeners) listener();
}

/** A part of a page as it is now on our side, or undefined where there is none. */
export async function fetched(
  address: string,
  part: string,
): Promise<{ part: Element; title: string } | undefined> {
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(`[data-part="${part}"]`);
    return found ? { part: document.importNode(found, true), title: page.title } : undefined;
  } catch {
    return undefined;
  }
}

function addressOf(form: HTMLFormElement): string {
  const values = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && value !== "" ? [[name, value]] : [],
  );
  const search = new URLSearchParams(values);
  return `${new URL(form.action).pathname}?${search}`;
}

function modeOf(form: HTMLFormElement): "push" | "replace" {
  return form.dataset["live"] === "list" ? "push" : "replace";
}

/** What had the focus, by its id or its words. */
function pathTo(part: Element, element: Element | null): { id: string; words: string } | undefined {
  if (!element || !part.contains(element)) return undefined;
  return { id: element.id, words: wordsOf(element) };
}

function focus(part: Element, was: { id: string; words: string } | undefined): void {
  if (!was) return;
  const same = was.id
    ? document.getElementById(was.id)
    : [...part.querySelectorAll<HTMLElement>("a,button,summary")].find((each) => wordsOf(each) === was.words);
  same?.focus({ preventScroll: true });
}

/** Without the count beside them. */
function wordsOf(element: Element): string {
  return (element.firstElementChild ?? element).textContent ?? "";
}
