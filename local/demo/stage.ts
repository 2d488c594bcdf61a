import { places } from "../places.ts";
import { read, recordedRun, recordedUrls } from "../running.ts";
import { callerAs } from "../seed/accounts.ts";
import { type Caller, callerOf } from "../seed/calling.ts";
import type { Person } from "../seeding.ts";
import { type Mail, readMails } from "./mails.ts";

/** Where the demo plays: the running local cloud, one of its dealers, and the people in the story. */
export type Stage = {
  api: string;
  dealer: string;
  shopper: Caller & { email: string };
  visitor: Caller;
  owner: Caller;
  /** The mails that hold a word or went to an address. */
  mailsAbout: (about: string) => Promise<Mail[]>;
};

/** @throws Error in one sentence when no local cloud of this checkout runs. */
export function setStage(): Stage {
  const urls = recordedUrls();
  const run = recordedRun();
  const people = read(places.people) as Person[] | undefined;
  if (!urls || !people || run?.enginePort === undefined)
    throw new Error("The local cloud is not running: `npm run local:up` first.");
  const endpoint = `http://127.0.0.1:${run.enginePort}`;
  const dealer = urls.dealers[0] ?? "";
  const as = (role: string): Caller & { email: string } => {
    const person = people.find((each) => each.dealer === dealer && each.role === role);
    if (!person) throw new Error(`Nobody is seeded as ${role} of ${dealer}.`);
    return { ...callerAs({ api: urls.api, endpoint }, person), email: person.email };
  };
  return {
    api: urls.api,
    dealer,
    shopper: as("customer"),
    visitor: callerOf(urls.api),
    owner: as("owner"),
    mailsAbout: async (about) =>
      (await readMails(urls.mail)).filter(({ to, text }) => text.includes(about) || to.includes(about)),
  };
}
