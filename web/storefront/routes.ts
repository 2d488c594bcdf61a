import { isHosted } from "./hosted.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

export type Page = (visit: Visit, part: string) => Promise<Reply>;

const account = () => import("./pages/account.tsx");
const order = () => import("./pages/order.tsx");
const payment = () => import("./pages/payment.tsx");
const enquiry = () => import("./pages/enquiry.tsx");
const reserve = () => import("./pages/reserve.tsx");

/** How long a page may be kept on the way, and which parameters of its address make another page of it. */
export type Kept = { readonly seconds: number; readonly query: readonly string[] | "all" };
type Entry = { readonly kept?: Kept; readonly load: () => Promise<Page> };
type Entries = Readonly<Record<string, Entry>>;

/**
 * Every address below `/{locale}/{dealer}`; `*` is the one part that names something. A page is loaded when it is
 * first asked for: nobody waits for the code of the others. What is `kept` is alike for everybody: it is told of no
 * cookie, here and at the edge.
 */
const pages: Entries = {
  "GET ": { kept: { seconds: 5, query: [] }, load: async () => (await import("./pages/home.tsx")).homePage },
  "GET sitemap.xml": {
    kept: { seconds: 300, query: [] },
    load: async () => (await import("./pages/sitemap.ts")).sitemap,
  },
  "GET cars": {
    kept: { seconds: 5, query: "all" },
    load: async () => (await import("./pages/cars.tsx")).carsPage,
  },
  "GET cars/*": {
    kept: { seconds: 5, query: ["deposit", "months", "rate"] },
    load: async () => (await import("./pages/car.tsx")).carPage,
  },
  "GET cars/*/reserve": { load: async () => (await reserve()).reservePage },
  "POST cars/*/reserve": { load: async () => (await reserve()).placeOrder },
  "GET compare": {
    kept: { seconds: 5, query: ["vehicle"] },
    load: async () => (await import("./pages/compare.tsx")).comparePage,
  },
  "GET favourites": { load: async () => (await import("./pages/favourites.tsx")).favouritesPage },
  "GET stores": {
    kept: { seconds: 60, query: [] },
    load: async () => (await import("./pages/stores.tsx")).storesPage,
  },
  "GET enquiry": { load: async () => (await enquiry()).enquiryPage },
  "POST enquiry": { load: async () => (await enquiry()).sendEnquiry },
  "GET enquiry/thanks": { load: async () => (await enquiry()).thanksPage },
  "GET sign-in": { load: async () => (await account()).signInPage },
  "GET sign-up": { load: async () => (await account()).signUpPage },
  "POST sign-out": { load: async () => (await account()).leave },
  "GET orders": { load: async () => (await import("./pages/orders.tsx")).ordersPage },
  "GET orders/*": { load: async () => (await order()).orderPage },
  "POST orders/*/pay": { load: async () => (await order()).payOrder },
  "POST orders/*/cancel": { load: async () => (await order()).cancelOrder },
  "GET orders/*/payment": { load: async () => (await payment()).paymentPage },
  "POST orders/*/payment": { load: async () => (await payment()).settlePayment },
};

/** Accounts by password on our own pages, in stage `dev` alone; elsewhere the issuer has such pages. */
const byPassword: Entries = {
  "POST sign-in": { load: async () => (await account()).startSession },
  "POST sign-up": { load: async () => (await account()).createAccount },
  "GET confirm": { load: async () => (await account()).confirmPage },
  "POST confirm": { load: async () => (await account()).confirmAddress },
};
const fromHosted: Entries = {
  "GET signed-in": { load: async () => (await import("./pages/returning.tsx")).signedInPage },
};

/** Every page of every stage by its method and path: what the edge must know of it. */
export const declared: Readonly<Record<string, Pick<Entry, "kept">>> = {
  ...pages,
  ...byPassword,
  ...fromHosted,
};

/** The page at an address, with what its one variable part says. */
export function findPage(
  method: string,
  parts: readonly string[],
): { kept: Kept | undefined; answer: (visit: Visit) => Promise<Reply> } | undefined {
  const named = parts[1] ?? "";
  const exact = `${method} ${parts.join("/")}`;
  const general = `${method} ${parts.map((part, index) => (index === 1 ? "*" : part)).join("/")}`;
  const here = { ...pages, ...(isHosted() ? fromHosted : byPassword) };
  const key = [exact, general].find((name) => Object.hasOwn(here, name));
  const entry = key === undefined ? undefined : here[key];
  return entry && { kept: entry.kept, answer: async (visit) => (await entry.load())(visit, named) };
}
