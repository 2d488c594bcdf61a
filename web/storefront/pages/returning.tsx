import { Empty } from "../parts/fields.tsx";
import { goTo, type Reply } from "../reply.ts";
import { show } from "../shell.tsx";
import { signedInAgain } from "../signing-in.ts";
import type { Visit } from "../visit.ts";

/** Somebody comes back from the sign-in pages: to where they were, or they are told why not and may try again. */
export async function signedInPage(visit: Visit): Promise<Reply> {
  const outcome = await signedInAgain(visit.incoming);
  if ("cookies" in outcome) return goTo(outcome.back, outcome.cookies);
  const { w, to } = visit;
  const down = outcome.wrong === "down";
  const title = down ? w.signInDown : w.signInFailed;
  const body = (
    <div class="wide">
      <Empty heading="h1" title={title} text={down ? w.signInDownText : w.signInFailedText}>
        <a class="button" href={to("sign-in", { back: outcome.back })}>
          {w.signIn}
        </a>
        <a class="button quiet" href={to()}>
          {w.home}
        </a>
      </Empty>
    </div>
  );
  return show(visit, { title, body }, { status: down ? 503 : 400 });
}
