import {
  confirmAddress,
  confirmPage,
  createAccount,
  leave,
  signInPage,
  signUpPage,
  startSession,
} from "./pages/account.tsx";
import { carPage } from "./pages/car.tsx";
import { carsPage } from "./pages/cars.tsx";
import { comparePage } from "./pages/compare.tsx";
import { enquiryPage, sendEnquiry, thanksPage } from "./pages/enquiry.tsx";
import { favouritesPage } from "./pages/favourites.tsx";
import { homePage } from "./pages/home.tsx";
import { cancelOrder, orderPage, payOrder } from "./pages/order.tsx";
import { ordersPage } from "./pages/orders.tsx";
import { paymentPage, settlePayment } from "./pages/payment.tsx";
import { placeOrder, reservePage } from "./pages/reserve.tsx";
import { sitemap } from "./pages/sitemap.ts";
import { storesPage } from "./pages/stores.tsx";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

export type Page = (visit: Visit, part: string) => Promise<Reply>;

/** Every address below `/{locale}/{dealer}`; `*` is the one part that names something. */
const pages: Readonly<Record<string, Page>> = {
  "GET ": homePage,
  "GET sitemap.xml": sitemap,
  "GET cars": carsPage,
  "GET cars/*": carPage,
  "GET cars/*/reserve": reservePage,
  "POST cars/*/reserve": placeOrder,
  "GET compare": comparePage,
  "GET favourites": favouritesPage,
  "GET stores": storesPage,
  "GET enquiry": enquiryPage,
  "POST enquiry": sendEnquiry,
  "GET enquiry/thanks": thanksPage,
  "GET sign-in": signInPage,
  "POST sign-in": startSession,
  "GET sign-up": signUpPage,
  "POST sign-up": createAccount,
  "GET confirm": confirmPage,
  "POST confirm": confirmAddress,
  "POST sign-out": leave,
  "GET orders": ordersPage,
  "GET orders/*": orderPage,
  "POST orders/*/pay": payOrder,
  "POST orders/*/cancel": cancelOrder,
  "GET orders/*/payment": paymentPage,
  "POST orders/*/payment": settlePayment,
};

/** The page at an address, with what its one variable part says. */
export function findPage(
  method: string,
  parts: readonly string[],
): ((visit: Visit) => Promise<Reply>) | undefined {
  const named = parts[1] ?? "";
  const exact = `${method} ${parts.join("/")}`;
  const general = `${method} ${parts.map((part, index) => (index === 1 ? "*" : part)).join("/")}`;
  const key = [exact, general].find((name) => Object.hasOwn(pages, name));
  const page = key === undefined ? undefined : pages[key];
  return page && ((visit) => page(visit, named));
}
