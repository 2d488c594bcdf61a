import { type Wrong as Reason, confirm, signIn, signUp } from "../accounts.ts";
import { isHosted } from "../hosted.ts";
import { ended, noSession, sessionCookie } from "../session.ts";
import { Field, Hidden, Wrong, type Wrongs } from "../parts/fields.tsx";
import { wayToSignIn, wayToSignOut } from "../signing-in.ts";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import type { Visit } from "../visit.ts";

export async function signInPage(visit: Visit): Promise<Reply> {
  if (isHosted()) return toHostedPage(visit, "signIn");
  return signInForm(visit, visit.incoming.query);
}

export async function startSession(visit: Visit): Promise<Reply> {
  const { incoming, to } = visit;
  const { form } = incoming;
  const email = form.get("email")?.trim() ?? "";
  const password = form.get("password") ?? "";
  const outcome = email && password ? await signIn(email, password) : { wrong: "credentials" as const };
  if ("value" in outcome) return goTo(backIn(visit, form), await sessionCookie(incoming, outcome.value));
  if (outcome.wrong === "unconfirmed") return goTo(to("confirm", { email, back: form.get("back") ?? "" }));
  return signInForm(visit, form, wrongsFor(visit, outcome.wrong));
}

export async function signUpPage(visit: Visit): Promise<Reply> {
  if (isHosted()) return toHostedPage(visit, "signUp");
  return signUpForm(visit, visit.incoming.query);
}

export async function createAccount(visit: Visit): Promise<Reply> {
  const { incoming, w, to, locale } = visit;
  const { form } = incoming;
  const email = form.get("email")?.trim() ?? "";
  const name = form.get("name")?.trim() ?? "";
  const password = form.get("password") ?? "";
  const wrongs = {
    ...(name === "" || name.length > 200 ? { name: w.errors.name } : {}),
    ...(/^\S+@\S+\.\S+$/.test(email) ? {} : { email: w.errors.email }),
    ...(password === "" ? { password: w.errors.password } : {}),
  };
  if (Object.keys(wrongs).length > 0) return signUpForm(visit, form, wrongs);
  const outcome = await signUp({ email, name, password, locale });
  if ("value" in outcome) return goTo(to("confirm", { email, back: form.get("back") ?? "" }));
  return signUpForm(visit, form, wrongsFor(visit, outcome.wrong));
}

export async function confirmPage(visit: Visit): Promise<Reply> {
  return confirmForm(visit, visit.incoming.query);
}

export async function confirmAddress(visit: Visit): Promise<Reply> {
  const { incoming, to } = visit;
  const { form } = incoming;
  const email = form.get("email") ?? "";
  const outcome = await confirm(email, form.get("code")?.trim() || "-");
  if ("value" in outcome)
    return goTo(to("sign-in", { email, back: form.get("back") ?? "", confirmed: "yes" }));
  return confirmForm(visit, form, wrongsFor(visit, "code"));
}

export async function leave(visit: Visit): Promise<Reply> {
  const { incoming, to } = visit;
  await ended(incoming);
  if (!isHosted()) return goTo(to(), noSession(incoming));
  const { location, cookie } = await wayToSignOut(incoming, to());
  return goTo(location, [noSession(incoming), cookie]);
}

async function toHostedPage(visit: Visit, page: "signIn" | "signUp"): Promise<Reply> {
  const { incoming, locale, dealer } = visit;
  const back = backIn(visit, incoming.query);
  const { location, cookie } = await wayToSignIn(incoming, { page, dealer: dealer.dealer, locale, back });
  return goTo(location, cookie);
}

/** Where to go on after signing in: a page of this dealer, whatever an address or a form says. */
export function backIn({ to }: Visit, given: URLSearchParams): string {
  const back = given.get("back") ?? "";
  const inside = back.startsWith(`${to()}/`) && /^\/[\w/.~-]*$/.test(back) && !/\/\/|\.\./.test(back);
  return inside ? back : to("orders");
}

function wrongsFor({ w }: Visit, reason: Reason): Wrongs {
  const { errors } = w;
  if (reason === "credentials" || reason === "unconfirmed") return { email: errors.credentials };
  if (reason === "tooMany") return { form: errors.tooMany };
  if (reason === "exists") return { email: errors.exists };
  return { [reason]: errors[reason] };
}

type Form = (visit: Visit, values: URLSearchParams, wrongs?: Wrongs) => Reply;

const signInForm: Form = (visit, values, wrongs) => {
  const { w, to } = visit;
  const back = values.get("back") ?? undefined;
  const shared = { visit, values, wrongs, required: true };
  const body = (
    <div class="wide narrow">
      <h1>{w.signIn}</h1>
      <p class="lead muted">{w.signInLead}</p>
      {values.get("confirmed") === "yes" && <p class="notice good">{w.confirmed}</p>}
      <Wrong visit={visit} wrongs={wrongs} />
      <form class="form panel" method="post" action={to("sign-in")} noValidate>
        <Hidden values={{ back }} />
        <Field {...shared} name="email" label={w.email} type="email" autocomplete="username" />
        <Field
          {...shared}
          name="password"
          label={w.password}
          type="password"
          autocomplete="current-password"
        />
        <button class="button" type="submit">
          {w.signIn}
        </button>
      </form>
      <p>
        {w.noAccount} <a href={to("sign-up", { back })}>{w.signUp}</a>
      </p>
    </div>
  );
  return show(visit, { title: w.signIn, body }, { status: wrongs ? 422 : 200 });
};

const signUpForm: Form = (visit, values, wrongs) => {
  const { w, to } = visit;
  const back = values.get("back") ?? undefined;
  const shared = { visit, values, wrongs, required: true };
  const body = (
    <div class="wide narrow">
      <h1>{w.signUp}</h1>
      <p class="lead muted">{w.signUpLead}</p>
      <Wrong visit={visit} wrongs={wrongs} />
      <form class="form panel" method="post" action={to("sign-up")} noValidate>
        <Hidden values={{ back }} />
        <Field {...shared} name="name" label={w.yourName} autocomplete="name" most={200} />
        <Field {...shared} name="email" label={w.email} type="email" autocomplete="username" />
        <Field
          {...shared}
          name="password"
          label={w.password}
          type="password"
          autocomplete="new-password"
          hint={w.passwordHint}
        />
        <button class="button" type="submit">
          {w.signUp}
        </button>
      </form>
      <p>
        {w.haveAccount} <a href={to("sign-in", { back })}>{w.signIn}</a>
      </p>
    </div>
  );
  return show(visit, { title: w.signUp, body }, { status: wrongs ? 422 : 200 });
};

const confirmForm: Form = (visit, values, wrongs) => {
  const { w, to } = visit;
  const email = (values.get("email") ?? "").slice(0, 320);
  const body = (
    <div class="wide narrow">
      <h1>{w.confirm}</h1>
      <p class="lead muted">{w.confirmLead(email)}</p>
      <Wrong visit={visit} wrongs={wrongs} />
      <form class="form panel" method="post" action={to("confirm")} noValidate>
        <Hidden values={{ back: values.get("back") ?? undefined, email }} />
        <Field
          visit={visit}
          wrongs={wrongs}
          name="code"
          label={w.code}
          required
          autocomplete="one-time-code"
          most={12}
        />
        <button class="button" type="submit">
          {w.continueToSignIn}
        </button>
      </form>
    </div>
  );
  return show(visit, { title: w.confirm, body }, { status: wrongs ? 422 : 200 });
};
