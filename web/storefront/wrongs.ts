import { Refusal } from "#shared/errors";
import type { Words } from "#web/words/index";
import type { Wrongs } from "./parts/fields.tsx";

type Says = keyof Words["errors"];

/** Which field a refusal is about, and the words for it. */
const byCode: Readonly<Record<string, readonly [field: string, says: Says]>> = {
  contact_missing: ["email", "contact"],
  email_invalid: ["email", "email"],
  phone_invalid: ["phone", "phone"],
  too_many_requests: ["form", "tooMany"],
};
const byField: Readonly<Record<string, Says>> = {
  name: "name",
  email: "email",
  phone: "phone",
  message: "message",
  note: "message",
};

/** What was wrong with a form, beside its fields. What is no fault of the form's is thrown on. */
export function wrongsOf(error: unknown, { errors }: Words): Wrongs {
  if (!(error instanceof Refusal) || error.status >= 500 || error.status === 401) throw error;
  const known = byCode[error.code];
  if (known) return { [known[0]]: errors[known[1]] };
  const named = (error.extra["errors"] as { path: string }[] | undefined) ?? [];
  const told = named.flatMap(({ path }) => {
    const field = path.split(".").at(-1) ?? "";
    const says = byField[field];
    return says ? [[field, errors[says]] as const] : [];
  });
  return told.length > 0 ? Object.fromEntries(told) : { form: errors.again };
}
