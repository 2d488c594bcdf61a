import { plans } from "#local/seed/dealers";
import { AwsError } from "#test/support/model/aws-error";
import { type Showroom, showroom } from "#test/support/showroom";
import { expectStatus, text } from "#test/support/shop";
import { password } from "#test/support/sign-in";

/** A page in a state that a journey does not pass. */
export type Place = {
  readonly name: string;
  readonly path: string;
  readonly status?: number;
  /** Whose page it is: somebody with orders, or somebody new. */
  readonly who?: "buyer" | "newcomer";
};

export type Showing = Awaited<ReturnType<typeof showing>>;

/** The demo's dealers in this process, with cars and orders in every state, and a dealer who has nothing yet. */
export async function showing() {
  const room = await showroom({ cars: 30 });
  await opensEmpty(room);
  const places = new Map<string, readonly Place[]>();
  const cookies: Record<string, string> = {};
  for (const [locale, dealer] of [
    ["en", room.london],
    ["zh-CN", room.shanghai],
  ] as const) {
    const base = `/${locale}/${dealer}`;
    const buyer = await signedIn(room, base, `buyer@${dealer}.example`);
    const newcomer = await signedIn(room, base, `new@${dealer}.example`);
    Object.assign(cookies, { [`buyer ${locale}`]: buyer, [`newcomer ${locale}`]: newcomer });
    places.set(locale, await placesOf(room, base, dealer, buyer));
  }
  return {
    ...room,
    places,
    cookie: (who: "buyer" | "newcomer", locale: string) => cookies[`${who} ${locale}`] ?? "",
    /** Lets every list fail, as if the table answered nothing. */
    breaks(broken: boolean): void {
      room.world.aws.intercept = broken
        ? ({ operation }) => {
            if (operation === "Query")
              throw new AwsError("InternalServerError", "on purpose", { status: 500 });
          }
        : undefined;
    },
  };
}

const nobody = "empty-motors";

async function opensEmpty({ world }: Showroom): Promise<void> {
  const owner = { email: "owner@empty-motors.example", name: "Nobody Yet" };
  const dealer = { ...plans[0]?.dealer, dealer: nobody, name: "Empty Motors", owner };
  expectStatus(await world.operator.post("/v1/dealers", dealer), 201);
}

function poster(room: Showroom, base: string, cookie = "") {
  const { host, origin } = new URL(room.url);
  return async (path: string, form: Record<string, string>) =>
    room.world.visitor.post(`${base}/${path}`, new URLSearchParams(form).toString(), {
      host,
      origin,
      "content-type": "application/x-www-form-urlencoded",
      cookie,
    });
}

/** By the pages' own forms. Answers the cookie. */
async function signedIn(room: Showroom, base: string, email: string): Promise<string> {
  const post = poster(room, base);
  await post("sign-up", { name: "Ada Byron", email, password });
  const sent = room.world.cognito.notices(room.world.pools.customers.id).findLast(({ to }) => to === email);
  await post("confirm", { email, code: sent?.secret ?? "" });
  const into = await post("sign-in", { email, password });
  return String(into.headers["set-cookie"]).split(";")[0] ?? "";
}

/** Orders cars as a buyer does, and brings each order to its state. */
async function placesOf(room: Showroom, base: string, dealer: string, cookie: string): Promise<Place[]> {
  const cars = (room.stocked.get(dealer) ?? []).map(({ vehicle }) => vehicle);
  const car = (index: number) => text(cars[index]);
  const post = poster(room, base, cookie);
  const staff = room.world.staff(dealer, "owner");
  const orders = async (index: number): Promise<string> => {
    const placed = await post(`cars/${car(index)}/reserve`, { key: `press-once-${index}` });
    return text(placed.headers["location"]).slice(base.length + 1);
  };
  const pays = async (index: number, outcome: "captured" | "failed"): Promise<string> => {
    const order = await orders(index);
    await post(`${order}/pay`, { key: `pay-once-${index}` });
    await post(`${order}/payment`, { outcome });
    await room.world.settle();
    return order;
  };
  const does = async (order: string, verb: string): Promise<void> => {
    expectStatus(await staff.post(`/v1/${order}/${verb}`), 200);
    await room.world.settle();
  };
  const held = await orders(0);
  const open = await orders(6);
  await post(`${open}/pay`, { key: "pay-once-open" });
  const paid = await pays(1, "captured");
  const failed = await pays(2, "failed");
  const ready = await pays(3, "captured");
  await does(ready, "ready");
  const over = await pays(4, "captured");
  await does(over, "ready");
  await does(over, "hand-over");
  const refunded = await pays(5, "captured");
  await post(`${refunded}/cancel`, { key: "cancel-once-1" });
  const cancelled = await orders(7);
  await post(`${cancelled}/cancel`, { key: "cancel-once-2" });
  await room.world.settle();
  const buyer = { who: "buyer" as const };
  const compare = (...which: number[]) =>
    `compare?${which.map((index) => `vehicle=${car(index)}`).join("&")}`;
  return [
    { name: "front", path: "" },
    { name: "cars", path: "cars" },
    { name: "cars-crowded", path: "cars?q=volks&price_gte=100000&year_gte=2015&sort=price" },
    { name: "nothing-found", path: "cars?q=spaceship" },
    { name: "car-held", path: `cars/${car(0)}` },
    { name: "car-sold", path: `cars/${car(1)}` },
    { name: "car-terms-wrong", path: `cars/${car(8)}?deposit=-5&months=900&rate=x` },
    { name: "compare-four", path: compare(8, 9, 10, 11) },
    { name: "compare-too-few", path: "compare" },
    { name: "compare-gone", path: "compare?vehicle=veh_none&vehicle=veh_nothing" },
    { name: "favourites-none", path: "favourites" },
    { name: "favourites-some-gone", path: `favourites?vehicle=${car(8)}&vehicle=${car(9)}&vehicle=veh_gone` },
    { name: "stores", path: "stores" },
    { name: "enquiry", path: "enquiry" },
    { name: "enquiry-about", path: `enquiry?vehicle=${car(8)}` },
    { name: "thanks", path: "enquiry/thanks" },
    { name: "sign-in", path: "sign-in" },
    { name: "sign-up", path: "sign-up" },
    { name: "confirm", path: "confirm?email=ada@example.com" },
    { name: "not-there", path: "nothing/here", status: 404 },
    { name: "gone", path: "cars/veh_nothing", status: 404 },
    { name: "reserve", path: `cars/${car(9)}/reserve`, ...buyer },
    { name: "reserve-taken", path: `cars/${car(1)}/reserve`, status: 409, ...buyer },
    { name: "orders", path: "orders", ...buyer },
    { name: "orders-none", path: "orders", who: "newcomer" },
    { name: "order-placed", path: held, ...buyer },
    { name: "order-payment", path: `${open}/payment`, ...buyer },
    { name: "order-payment-failed", path: failed, ...buyer },
    { name: "order-paid", path: paid, ...buyer },
    { name: "order-ready", path: ready, ...buyer },
    { name: "order-handed-over", path: over, ...buyer },
    { name: "order-refunded", path: refunded, ...buyer },
    { name: "order-cancelled", path: cancelled, ...buyer },
    { name: "empty-front", path: `../${nobody}` },
    { name: "empty-cars", path: `../${nobody}/cars` },
    { name: "empty-stores", path: `../${nobody}/stores` },
    { name: "no-dealer", path: "../no-such-dealer", status: 404 },
  ];
}
