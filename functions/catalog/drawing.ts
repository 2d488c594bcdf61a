import type { Ask, Document } from "#shared/http";
import { missing } from "#shared/errors";

/**
 * A drawn side view for cars that have no photograph yet: one of ours for each body and colour, as
 * `suv-silver.svg`. Units are those of the 800 x 400 canvas; the ground is at 330.
 */
export async function draw({ params }: Ask<{ params: "drawing" }>): Promise<Document> {
  const [body = "", colour = ""] = params.drawing.replace(/\.svg$/, "").split("-");
  const shape = shapes[body];
  const paint = paints[colour];
  if (!shape || !paint || !params.drawing.endsWith(".svg")) throw missing("Drawing");
  const headers = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { content: svg(shape, paint), headers };
}

type Shape = {
  /** Outline from the lower front, over the roof, to the lower rear. */
  readonly outline: string;
  /** Side windows. */
  readonly glass: readonly string[];
  readonly wheels: readonly [front: number, rear: number];
  readonly radius: number;
  /** Where it begins and ends, if not at 74 and 700. */
  readonly ends?: readonly [front: number, rear: number];
  /** Height of the headlamp and of the tail lamp. */
  readonly lamps: readonly [front: number, rear: number];
  /** Where doors end. */
  readonly doors: readonly number[];
};

/** The front looks to the left. */
const shapes: Readonly<Record<string, Shape>> = {
  sedan: {
    outline:
      "M70 300 C62 270 66 246 92 238 C140 224 190 216 238 210 C280 172 330 146 392 142 L470 142 C540 144 590 176 632 206 C680 210 722 220 734 240 C742 260 742 284 736 300 Z",
    glass: [
      "M262 208 C296 176 336 158 384 156 L398 156 L398 208 Z",
      "M412 156 L470 156 C520 158 560 180 592 206 L412 208 Z",
    ],
    wheels: [192, 616],
    radius: 50,
    lamps: [246, 238],
    doors: [405, 556],
  },
  hatchback: {
    outline:
      "M96 300 C88 268 92 246 118 238 C160 226 206 218 250 212 C290 170 340 142 404 138 L540 138 C596 144 636 180 662 222 C676 250 678 280 672 300 Z",
    glass: [
      "M276 210 C306 178 346 156 396 152 L410 152 L410 210 Z",
      "M424 152 L530 152 C568 158 596 182 616 210 L424 210 Z",
    ],
    wheels: [208, 574],
    radius: 50,
    ends: [100, 640],
    lamps: [246, 232],
    doors: [417, 540],
  },
  suv: {
    outline:
      "M76 296 C66 250 72 216 104 208 C146 198 196 192 240 188 C276 140 322 112 392 106 L590 106 C650 112 690 150 712 200 C722 236 724 272 718 296 Z",
    glass: [
      "M268 186 C296 148 336 126 386 122 L400 122 L400 186 Z",
      "M414 122 L532 122 L532 186 L414 186 Z",
      "M546 122 L584 122 C622 128 648 154 664 186 L546 186 Z",
    ],
    wheels: [200, 606],
    radius: 60,
    lamps: [220, 208],
    doors: [407, 539],
  },
  mpv: {
    outline:
      "M76 298 C66 262 74 236 108 226 C150 214 182 204 210 194 C262 132 324 104 404 98 L620 98 C676 104 706 150 720 204 C728 240 728 276 722 298 Z",
    glass: [
      "M244 192 C288 140 336 118 394 114 L408 114 L408 194 Z",
      "M422 114 L548 114 L548 194 L422 194 Z",
      "M562 114 L612 114 C646 122 664 156 674 194 L562 194 Z",
    ],
    wheels: [196, 616],
    radius: 52,
    lamps: [234, 202],
    doors: [415, 555],
  },
  coupe: {
    outline:
      "M62 300 C54 276 60 254 90 246 C144 232 210 222 262 214 C308 178 356 156 420 152 L458 152 C540 154 616 184 676 216 C716 224 738 240 742 262 C744 280 742 292 738 300 Z",
    glass: [
      "M288 212 C326 184 366 168 414 166 L430 166 L430 212 Z",
      "M444 166 L462 166 C528 168 580 188 622 212 L444 212 Z",
    ],
    wheels: [196, 622],
    radius: 52,
    lamps: [252, 242],
    doors: [300, 470],
  },
  convertible: {
    outline:
      "M66 300 C58 274 64 252 94 244 C146 230 212 222 262 216 L300 168 L312 170 L326 214 L560 214 C590 202 610 202 626 214 C684 220 726 232 736 254 C742 274 740 290 736 300 Z",
    glass: ["M276 214 L302 176 L314 214 Z"],
    wheels: [196, 616],
    radius: 50,
    lamps: [250, 240],
    doors: [330, 500],
  },
  estate: {
    outline:
      "M70 300 C62 270 66 246 92 238 C140 224 190 216 238 210 C280 172 328 146 392 140 L624 138 C676 146 706 186 724 226 C734 254 736 282 730 300 Z",
    glass: [
      "M262 208 C296 176 336 158 384 154 L398 154 L398 208 Z",
      "M412 154 L540 154 L540 208 L412 208 Z",
      "M554 154 L616 154 C650 162 672 184 686 208 L554 208 Z",
    ],
    wheels: [192, 616],
    radius: 50,
    lamps: [246, 230],
    doors: [405, 547],
  },
  pickup: {
    outline:
      "M66 292 C58 246 64 216 96 208 C138 200 186 194 226 190 C256 144 298 116 356 112 L440 112 C464 116 476 150 482 192 L734 194 C742 220 744 264 740 292 Z",
    glass: [
      "M252 188 C278 152 310 132 352 128 L362 128 L362 188 Z",
      "M376 128 L436 128 C450 138 458 162 462 188 L376 188 Z",
    ],
    wheels: [190, 622],
    radius: 58,
    lamps: [218, 208],
    doors: [369, 472],
  },
  van: {
    outline:
      "M78 298 C66 258 70 226 98 214 C124 204 144 196 160 186 C196 120 236 84 306 80 L690 80 C716 82 726 100 728 130 L730 298 Z",
    glass: ["M190 186 C220 132 256 104 308 98 L330 98 L330 186 Z"],
    wheels: [188, 620],
    radius: 52,
    lamps: [226, 196],
    doors: [340, 500],
  },
};

/** Body colour and the shade below the shoulder line. */
const paints: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  white: ["#f4f5f6", "#d3d8dd"],
  black: ["#3a3f46", "#1b1e22"],
  silver: ["#cfd5db", "#9aa4ae"],
  grey: ["#8b949e", "#5d6670"],
  red: ["#d43a3a", "#96201f"],
  blue: ["#2f6fd0", "#1c4488"],
  green: ["#2f8a5b", "#1b5738"],
  brown: ["#8a6244", "#583c28"],
  orange: ["#e9812c", "#b05a14"],
  yellow: ["#eec23a", "#b98f14"],
};

function svg(
  { outline, glass, wheels, radius, lamps, doors, ends = [74, 700] }: Shape,
  [light, dark]: readonly [string, string],
): string {
  const ground = 330;
  const hub = ground - radius;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" role="img" aria-label="">`,
    `<defs><linearGradient id="p" x1="0" y1="0" x2="0" y2="1"><stop offset="0.35" stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient>`,
    `<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#9fb4c4"/><stop offset="1" stop-color="#3d4c58"/></linearGradient></defs>`,
    `<ellipse cx="404" cy="${ground + 2}" rx="350" ry="14" fill="#000" opacity="0.14"/>`,
    `<path d="${outline}" fill="url(#p)" stroke="${dark}" stroke-width="2"/>`,
    ...glass.map((pane) => `<path d="${pane}" fill="url(#g)"/>`),
    ...doors.map(
      (x) =>
        `<path d="M${x} 214 L${x} 290" stroke="${dark}" stroke-width="2" fill="none"/><rect x="${x - 38}" y="228" width="26" height="6" rx="3" fill="${dark}"/>`,
    ),
    `<rect x="${ends[0]}" y="${lamps[0]}" width="34" height="12" rx="6" fill="#fff3c4"/><rect x="${ends[1]}" y="${lamps[1]}" width="26" height="14" rx="5" fill="#d8342c"/>`,
    ...wheels.map((x) => wheel(x, hub, radius)),
    `</svg>`,
  ];
  return parts.join("");
}

function wheel(x: number, y: number, radius: number): string {
  const spokes = [0, 72, 144, 216, 288].map(
    (turn) =>
      `<rect x="${x - 4}" y="${y - radius * 0.58}" width="8" height="${radius * 0.58}" rx="3" fill="#aeb6bd" transform="rotate(${turn} ${x} ${y})"/>`,
  );
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#1c1f23"/><circle cx="${x}" cy="${y}" r="${radius * 0.64}" fill="#6b747c"/>${spokes.join("")}<circle cx="${x}" cy="${y}" r="${radius * 0.14}" fill="#dfe3e6"/>`;
}
