/** The only style sheet. Colours come in pairs, for light and dark; sizes follow the reader's own. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1b2430, #e6eaf0);
  --faint: light-dark(#55606e, #a3aebb);
  --paper: light-dark(#ffffff, #14181d);
  --panel: light-dark(#f5f7f9, #1c2229);
  --line: light-dark(#d9dfe6, #323b46);
  --link: light-dark(#0b57a4, #7db8f7);
  --mark: light-dark(#fff3c9, #4a3f14);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55; overflow-wrap: anywhere;
  font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
a { color: var(--link); text-underline-offset: 0.15em; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 0.87em; }
small, .type { color: var(--faint); }
header {
  display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: baseline; justify-content: space-between;
  padding: 0.75rem clamp(1rem, 3vw, 2.5rem); border-bottom: 1px solid var(--line);
}
.brand { margin: 0; font-weight: 700; letter-spacing: 0.01em; }
.pages { display: flex; gap: 1.25rem; }
.pages a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
.columns { max-width: 78rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem) 4rem; }
.contents { margin: 1rem 0; border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 1rem; }
.contents summary { font-weight: 600; cursor: pointer; }
.contents ul { list-style: none; margin: 0.5rem 0; padding: 0; columns: 8.5rem auto; font-size: 0.88rem; }
.contents li { padding: 0.15rem 0; break-inside: avoid; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.25rem; }
h2 small { font-size: 0.85rem; font-weight: 400; }
h4 { font-size: 0.95rem; margin: 1.25rem 0 0.35rem; }
.intro { color: var(--faint); max-width: 46rem; }
section > p { margin: 0.25rem 0 0.75rem; max-width: 46rem; }
.route, .schema { border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; background: var(--paper); }
.route > summary, .schema > summary { cursor: pointer; padding: 0.55rem 0.85rem; list-style-position: inside; }
.route > summary { display: grid; grid-template-columns: 4.4rem 1fr; gap: 0.1rem 0.75rem; align-items: baseline; }
.route[open] > summary, .schema[open] > summary { border-bottom: 1px solid var(--line); background: var(--panel); border-radius: 8px 8px 0 0; }
.summary { grid-column: 2; color: var(--faint); font-size: 0.94rem; }
.path { font-weight: 600; }
.inside { padding: 0.5rem 0.85rem 1rem; }
.method {
  justify-self: start; font-size: 0.72rem; font-weight: 700; letter-spacing: 0.04em; padding: 0.1rem 0.45rem;
  border-radius: 4px; border: 1px solid currentColor;
}
.get { color: light-dark(#0b6b3a, #6fd39b); }
.post { color: light-dark(#0b57a4, #7db8f7); }
.put, .patch { color: light-dark(#8a5300, #f0b75c); }
.delete { color: light-dark(#a8201a, #ff8f87); }
.fields { list-style: none; margin: 0.25rem 0; padding: 0; border-top: 1px solid var(--line); }
.fields li { padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
.fields p { margin: 0.1rem 0 0; font-size: 0.94rem; }
.fields .fields { margin: 0.35rem 0 0 0.25rem; padding-left: 0.9rem; border-top: 0; border-left: 2px solid var(--line); }
.fields .fields > li:last-child { border-bottom: 0; padding-bottom: 0; }
.name { font-weight: 600; }
.fields em { font-style: normal; font-size: 0.82rem; font-weight: 600; color: light-dark(#8a5300, #f0b75c); }
figure { margin: 0.75rem 0 0; }
figcaption { font-size: 0.82rem; color: var(--faint); }
pre {
  margin: 0.2rem 0 0; padding: 0.7rem 0.85rem; background: var(--panel); border-radius: 6px; max-height: 26rem;
  overflow: auto; overflow-wrap: normal; line-height: 1.45;
}
.refusals { list-style: none; margin: 0; padding: 0; font-size: 0.94rem; }
.refusals li { padding: 0.12rem 0 0.12rem 3rem; text-indent: -3rem; }
.refusals strong { display: inline-block; width: 3rem; text-indent: 0; }
.plain { padding-left: 1.1rem; }
.problems { margin: 0; }
.problems > div { padding: 0.5rem 0.6rem; border-bottom: 1px solid var(--line); }
.problems dt { font-weight: 600; }
.problems dd { margin: 0.1rem 0 0; }
.status { color: var(--faint); font-weight: 400; }
:target { background: var(--mark); }
section:target { background: none; }
section:target > h2 { background: var(--mark); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
@media (min-width: 60rem) {
  .columns { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.5rem; align-items: start; }
  .contents { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; border: 0; padding: 0.25rem 0; margin-top: 1.25rem; }
  .contents ul { columns: auto; font-size: inherit; }
  .route > summary { grid-template-columns: 4.4rem minmax(0, 1fr) minmax(0, 1fr); }
  .summary { grid-column: 3; }
}
`;
