import type { Forecourt } from "#test/support/forecourt";
import { stored } from "#test/support/seen";
import { courier } from "./courier.ts";
import { strike } from "./faults.ts";
import { done, type Making } from "./making.ts";

type Mail = Forecourt["mail"]["sent"][number];

/** What the mail service does to the tries of one letter, in their order; what is not said here is taken. */
const moods: readonly Mood[] = [
  { name: "busy, then paused", tries: ["TooManyRequestsException", "SendingPausedException"], letters: 1 },
  { name: "a sender that is suspended", tries: ["AccountSuspendedException"], letters: 1 },
  { name: "no such recipient", tries: ["MessageRejected"], letters: 0 },
  { name: "a connection that breaks before", tries: ["refused"], letters: 1 },
  // Nobody can ask whether it was taken: a letter about an order is sent again, and says that it is the same.
  { name: "an answer that is lost", tries: ["lost"], letters: 2 },
];
type Mood = { readonly name: string; readonly tries: readonly string[]; readonly letters: number };

/** An order under each mood of the mail service: its letter comes, is logged once, and is given up only for good. */
export async function moodyMail(world: Forecourt, make: Making): Promise<string[]> {
  const carry = courier(world);
  const violations: string[] = [];
  for (const { name, tries, letters } of moods) {
    const [sent, asked] = [world.mail.sent.length, [...tries]];
    world.mail.refuse = () => (/Exception$|Rejected$/.test(asked[0] ?? "") ? asked.shift() : undefined);
    world.aws.intercept = (call) => {
      if (call.service !== "ses" || !["refused", "lost"].includes(asked[0] ?? "")) return undefined;
      return strike(asked.shift() as "refused" | "lost", call);
    };
    const order = await make.placed();
    await carry.settle();
    const found = world.mail.sent.slice(sent);
    const logged = stored(world, "Delivery").filter((one) => one["order"] === order);
    const wanted = letters > 0 ? "sent" : `failed ${tries.at(-1)}`;
    const told = logged.map((one) => [one["state"], one["reason"]].filter(Boolean).join(" ")).join();
    if (asked.length > 0)
      violations.push(`${name}: the letter was tried ${tries.length - asked.length} times`);
    if (found.length !== letters) violations.push(`${name}: ${found.length} letters instead of ${letters}`);
    if (told !== wanted) violations.push(`${name}: the log says "${told}" instead of "${wanted}"`);
    if (new Set(found.map(({ headers }) => headers["x-forecourt-effect"])).size > 1)
      violations.push(`${name}: the same letter bears two marks`);
  }
  world.mail.refuse = undefined;
  world.aws.intercept = undefined;
  return violations;
}

const hostile = {
  name: "Win at evil.example\u202e now",
  message: `<x-mark onclick="evil()" a='b'>&lt;b&gt; & "more"`,
};

/** Whoever writes to a dealer writes no part of our letters: no tag, no other header, no greeting with an address in it. */
export async function hostileWords(world: Forecourt, make: Making): Promise<string[]> {
  const begun = world.mail.sent.length;
  const contact = { name: hostile.name, email: "mark@example.com" };
  const headers = { "x-test-source": make.source(make.number()) };
  await world.visitor
    .post(`/v1/dealers/${make.dealer}/leads`, { contact, message: hostile.message }, headers)
    .then(done);
  await world.settle({ times: 2 });
  const letters = world.mail.sent.slice(begun);
  const quoting = letters.filter(({ text = "" }) => text.includes(hostile.message));
  if (letters.length < 2 || quoting.length === 0) return ["an inquiry with hostile words was not told"];
  return letters.flatMap((mail) => wrongs(mail).map((what) => `"${mail.subject}" ${what}`));
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function wrongs({ to, subject, text = "", html = "" }: Mail): string[] {
  const read = html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(?:#(\d+)|(\w+));/g, (_, sign?: string, word = "") =>
      sign === undefined ? (named[word] ?? "") : String.fromCodePoint(Number(sign)),
    );
  const quoted = text.includes(hostile.message);
  return [
    ...(html.includes("<x-mark") ? ["has a tag in it that a stranger wrote"] : []),
    ...(quoted && !read.includes(hostile.message) ? ["says other words in HTML than in plain text"] : []),
    ...(/[\p{Cc}\u202a-\u202e]/u.test(subject) ? ["turns its subject around"] : []),
    ...(to.join() === "mark@example.com" && text.includes("evil.example")
      ? ["greets a stranger with an advertisement"]
      : []),
  ];
}
