import { client } from "#shared/aws";
import { config } from "#shared/config";
import { countMetric } from "#shared/log";
import type { Rendered } from "./rendering.ts";
import { oneLine } from "./text.ts";

export type Mail = Rendered & {
  readonly to: string;
  /** Whose name the mail comes under; the address is the platform's. */
  readonly from: string;
  /** The same for every try of the same message: SES gives each try a Message-ID of its own. */
  readonly effect: string;
};

/** What became of it: the provider's name of the message, or the code of a refusal that no further try would lift. */
export type Outcome = { readonly provider_id: string } | { readonly refused: string };

/**
 * Hands one mail to SES.
 *
 * @returns the refusal where it is the message's own (an address that cannot be, content that is rejected).
 * @throws Error for throttles, outages and what is wrong with the sender, so that the queue tries again.
 */
export async function send(mail: Mail): Promise<Outcome> {
  if (!isDeliverable(mail.to)) return refused("AddressInvalid");
  const { SESv2Client, SendEmailCommand } = await import("@aws-sdk/client-sesv2");
  const { MAIL_FROM } = config("MAIL_FROM");
  const text = (Data: string) => ({ Data, Charset: "UTF-8" });
  const command = new SendEmailCommand({
    FromEmailAddress: mailbox(mail.from, MAIL_FROM),
    Destination: { ToAddresses: [mail.to] },
    Content: {
      Simple: {
        Subject: text(mail.subject),
        Body: { Text: text(mail.text), Html: text(mail.html) },
        Headers: [
          { Name: "X-Forecourt-Effect", Value: mail.effect },
          { Name: "Auto-Submitted", Value: "auto-generated" },
        ],
      },
    },
  });
  try {
    const { MessageId = "" } = await client(SESv2Client).send(command);
    return { provider_id: MessageId };
  } catch (error) {
    if (isOfThisMessage(error)) return refused(error.name);
    throw error;
  }
}

/** Nothing is wrong with the message, but with the moment or the sender: the dead letters can be sent again. */
const passing = new Set([
  "TooManyRequestsException",
  "LimitExceededException",
  "AccountSuspendedException",
  "SendingPausedException",
  "MailFromDomainNotVerifiedException",
]);

function isOfThisMessage(error: unknown): error is Error {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  return error instanceof Error && [400, 404, 413, 422].includes(status) && !passing.has(error.name);
}

async function refused(code: string): Promise<Outcome> {
  await countMetric("MailRefused");
  return { refused: code };
}

/** SES takes ASCII addresses only; anything that could end the address or begin another is none. */
function isDeliverable(address: string): boolean {
  return /^[!-~]+@[!-~]+$/u.test(address) && !/[<>(),;:\\"[\]]/u.test(address);
}

/**
 * A display name in any script before an address (RFC 2047): each encoded word has at most 75 characters.
 *
 * @example mailbox("浦东汽车", "no-reply@forecourt.example") // "=?UTF-8?B?5rWm5Lic5rG96L2m?= <no-reply@forecourt.example>"
 */
export function mailbox(name: string, address: string): string {
  const words: string[] = [];
  let word = "";
  for (const letter of oneLine(name, 60)) {
    if (Buffer.byteLength(word + letter) > mostBytes) {
      words.push(word);
      word = "";
    }
    word += letter;
  }
  const encoded = [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`);
  return `${encoded.join(" ")} <${address}>`;
}

/** 60 characters of base 64, with 12 around them. */
const mostBytes = 45;
