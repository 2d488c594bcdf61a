import type { Fixtures } from "../stories.ts";
import type { Reply } from "#test/support/api";
import { password } from "#test/support/sign-in";

const host = "cars.example";
const form = { host, origin: `http://${host}`, "content-type": "application/x-www-form-urlencoded" };

/**
 * A buyer's way through every kind of page: looks around, asks, signs up, reserves, pays, and gives another car back.
 *
 * @throws Error that names the page that answered something else.
 */
export async function walkPages({ world, make, dealer, params }: Fixtures): Promise<void> {
  const base = `/en/${dealer}`;
  const get = (path: string, headers = {}) => world.visitor.get(path, { host, ...headers });
  const post = (path: string, fields: Record<string, string>, headers = {}) =>
    world.visitor.post(path, new URLSearchParams(fields).toString(), { ...form, ...headers });
  const cars = [await make.car(), await make.car(), String(params["vehicle"])] as const;
  await world.settle();
  const shown = ["", "/cars", "/cars?q=bmw&sort=price", "/stores", `/cars/${cars[0]}`];
  const compared = `/compare?${new URLSearchParams(cars.map((car) => ["vehicle", car]))}`;
  for (const path of [...shown, compared]) await get(`${base}${path}`).then(expecting(200, path));
  await get(`${base}/no-such-page`).then(expecting(404, "no such page"));

  await post(`${base}/enquiry`, { message: "Is it blue?" }).then(expecting(422, "enquiry without a contact"));
  const email = `walker-${make.number()}@example.com`;
  await post(`${base}/enquiry`, { email, message: "Is it blue?", vehicle: cars[0] }).then(leads("enquiry"));
  await post(`${base}/sign-up`, { name: "Ada Byron", email, password }).then(leads("sign-up"));
  const code = world.cognito.notices(world.pools.customers.id).findLast(({ to }) => to === email)?.secret;
  await post(`${base}/confirm`, { email, code: code ?? "" }).then(leads("confirm"));
  const { headers } = await post(`${base}/sign-in`, { email, password }).then(leads("sign-in"));
  const cookie = { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };

  const [bought, returned] = [await reserve(cars[0]), await reserve(cars[1])];
  await post(`${bought}/pay`, { key: `press-${make.number()}` }, cookie).then(leads("pay"));
  await get(`${bought}/payment`, cookie).then(expecting(200, "payment"));
  await post(`${bought}/payment`, { outcome: "captured" }, cookie).then(leads("payment"));
  await post(`${returned}/cancel`, { key: `press-${make.number()}` }, cookie).then(leads("cancel"));
  await get(`${base}/orders`, cookie).then(expecting(200, "orders"));

  async function reserve(car: string): Promise<string> {
    const path = `${base}/cars/${car}/reserve`;
    await get(path, cookie).then(expecting(200, path));
    const placed = await post(path, { key: `press-${make.number()}`, note: "" }, cookie).then(leads(path));
    const order = String(placed.headers["location"]);
    await get(order, cookie).then(expecting(200, order));
    return order;
  }
}

function expecting(status: number, path: string) {
  return (reply: Reply): Reply => {
    if (reply.status !== status) throw new Error(`the page ${path} answered ${reply.status}`);
    return reply;
  };
}

/** What a form that was heard answers: where to look next. */
function leads(path: string): (reply: Reply) => Reply {
  return expecting(303, path);
}
