import { isHosted } from "./hosted.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

export type Page = (visit: Visit, part: string) => Promise<Reply>;

const account = () => import("./pages/account.tsx");
const order = () => import("./pages/order.tsx");
const payment = () => import("./pages/payment.tsx");
const enquiry = () => import("./pages/enquiry.tsx");
const reserve = () => import("./pages/reserve.tsx");

/**
 * Every address below `/{locale}/{dealer}`; `*` is the one part that names something. A page is loaded when it is
 * first asked for: nobody waits for the code of the others.
 */
const pages: Readonly<Record<string, () => Promise<Page>>> = {
  "GET ": async () => (await import("./pages/home.tsx")).homePage,
  "GET sitemap.xml": async () => (await import("./pages/sitemap.ts")).sitemap,
  "GET cars": async () => (await import("./pages/cars.tsx")).carsPage,
  "GET cars/*": async () => (await import("./pages/car.tsx")).carPage,
  "GET cars/*/reserve": async () => (await reserve()).reservePage,
  "POST cars/*/reserve": async () => (await reserve()).placeOrder,
  "GET compare": async () => (await import("./pages/compare.tsx")).comparePage,
  "GET favourites": async () => (await import("./pages/favourites.tsx")).favouritesPage,
  "GET stores": async () => (await import("./pages/stores.tsx")).storesPage,
  "GET enquiry": async () => (await enquiry()).enquiryPage,
  "POST enquiry": async () => (await enquiry()).sendEnquiry,
  "GET enquiry/thanks": async () => (await enquiry()).thanksPage,
  "GET sign-in": async () => (await account()).signInPage,
  "GET sign-up": async () => (await account()).signUpPage,
  "POST sign-out": async () => (await account()).leave,
  "GET orders": async () => (await import("./pages/orders.tsx")).ordersPage,
  "GET orders/*": async () => (await order()).orderPage,
  "POST orders/*/pay": async () => (await order()).payOrder,
  "POST orders/*/cancel": async () => (await order()).cancelOrder,
  "GET orders/*/payment": async () => (await payment()).paymentPage,
  "POST orders/*/payment": async () => (await payment()).settlePayment,
};

/** Accounts by password on our own pages, in stage `dev` alone; elsewhere the issuer has such pages. */
const byPassword: typeof pages = {
  "POST sign-in": async () => (await account()).startSession,
  "POST sign-up": async () => (await account()).createAccount,
  "GET confirm": async () => (await account()).confirmPage,
  "POST confirm": async () => (await account()).confirmAddress,
};
const fromHosted: typeof pages = {
  "GET signed-in": async () => (await import("./pages/returning.tsx")).signedInPage,
};

/** The page at an address, with what its one variable part says. */
export function findPage(
  method: string,
  parts: readonly string[],
): ((visit: Visit) => Promise<Reply>) | undefined {
  const named = parts[1] ?? "";
  const exact = `${method} ${parts.join("/")}`;
  const general = `${method} ${parts.map((part, index) => (index === 1 ? "*" : part)).join("/")}`;
  const here = { ...pages, ...(isHosted() ? fromHosted : byPassword) };
  const key = [exact, general].find((name) => Object.hasOwn(here, name));
  const load = key === undefined ? undefined : here[key];
  return load && (async (visit) => (await load())(visit, named));
}
