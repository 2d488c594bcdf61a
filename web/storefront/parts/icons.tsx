const paths = {
  heart: "M12 20.5 4.8 13.3a4.8 4.8 0 0 1 6.8-6.8l.4.4.4-.4a4.8 4.8 0 0 1 6.8 6.8z",
  phone: "M6 3h4l1.5 5-2.5 2a12 12 0 0 0 5 5l2-2.5 5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6 6 18",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  fuel: "M5 21V5a2 2 0 0 1 2-2h5a2 2 0 0 1 2 2v16M3 21h13M5 11h9M14 8h2.5L19 10.5V17a1.5 1.5 0 0 1-3 0v-3h-2",
  gearbox: "M6 5v14M12 5v14M18 5v7H6",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  next: "m9 5 7 7-7 7",
} as const;

/** A drawn sign beside words: it says nothing that they do not. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** “中文” as two signs: set as text it would open a Chinese font of megabytes before the first paint of an English page. */
export function Hanzi() {
  return (
    <svg class="icon hanzi" viewBox="4 1 41 22" aria-hidden="true">
      <path d="M5 7h14v8H5zM12 3v18M36 3v3.5M28 7h16M40.5 7c-1.5 6.5-5.5 11-12 13.5M31.5 7c1.5 6.5 5.5 11 12 13.5" />
    </svg>
  );
}
