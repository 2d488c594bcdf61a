import { keepFavourites } from "./favourites.ts";
import { later } from "./later.ts";
import { keepTicks } from "./ticks.ts";
import { tellInterest } from "./signals.ts";
import { follow } from "./follow.ts";
import { noticeOffline } from "./offline.ts";
import { makeLive } from "./swap.ts";

/* Everything here makes pages quicker that work without it. */
keepFavourites();
keepTicks();
makeLive();
follow();
noticeOffline();
later(tellInterest);
