import { randomUUID } from "node:crypto";
import type { EmailContent, Message, SendEmailRequest } from "@aws-sdk/client-sesv2";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { type MailContent, parseMime } from "./mime.ts";
import { answering } from "./operations.ts";

/** A mail as its receiver would see it: header names in lower case, `at` in milliseconds since 1970. */
export type SentMail = MailContent & {
  id: string;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  at: number;
};

const maxRecipients = 50;

/**
 * SES v2 `SendEmail` with Simple and Raw content; `sent` holds what was accepted, oldest first. Set `refuse` to an
 * error (or its name: "MessageRejected", "TooManyRequestsException") to see a refusal. As SES does, Message-ID and
 * Date are always its own. Templates are not modelled and are refused.
 *
 * @example const mail = createMail({ clock }); mail.refuse = ({ to }) => (to[0] === bad ? "MessageRejected" : undefined);
 */
export function createMail({ clock, region = "eu-west-2" }: { clock: Clock; region?: string }) {
  const sent: SentMail[] = [];
  const hooks: { refuse?: (mail: SentMail) => string | AwsError | undefined } = {};

  function sendEmail(request: SendEmailRequest) {
    const message = { ...compose(request), id: `0100${randomUUID()}-000000`, at: clock.now() };
    message.headers["message-id"] = `<${message.id}@${region}.amazonses.com>`;
    message.headers["date"] = new Date(message.at).toUTCString();
    const refusal = hooks.refuse?.(message);
    if (refusal) throw typeof refusal === "string" ? refused(refusal) : refusal;
    sent.push(message);
    return { MessageId: message.id };
  }

  return Object.assign(hooks, { sent, ...answering({ SendEmail: sendEmail }) });
}

export type Mail = ReturnType<typeof createMail>;

function refused(name: string): AwsError {
  const status = name === "TooManyRequestsException" ? 429 : 400;
  return new AwsError(name, "The model was told to refuse this mail.", { status });
}

function compose(request: SendEmailRequest): Omit<SentMail, "id" | "at"> {
  const content = contentOf(request.Content);
  const { Destination = {} } = request;
  const listed = (header: string) => content.headers[header]?.split(",").map((one) => one.trim()) ?? [];
  const mail = {
    ...content,
    from: request.FromEmailAddress ?? content.headers["from"] ?? "",
    to: Destination.ToAddresses ?? listed("to"),
    cc: Destination.CcAddresses ?? listed("cc"),
    bcc: Destination.BccAddresses ?? [],
    replyTo: request.ReplyToAddresses ?? listed("reply-to"),
  };
  if (mail.from === "") throw bad("A sender is needed.");
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
  if (recipients.length === 0 || recipients.length > maxRecipients)
    throw bad(`1 to ${maxRecipients} recipients, please.`);
  const malformed = [...recipients, ...mail.replyTo, mail.from].find((address) => !isAddress(address));
  if (malformed !== undefined) throw bad(`Malformed address: ${malformed}`);
  return mail;
}

function contentOf({ Simple, Raw, Template }: EmailContent = {}): MailContent {
  if (Template) throw bad("The model sends no templates.");
  if (Simple) return simple(Simple);
  if (Raw?.Data) return parseMime(Buffer.from(String(Raw.Data), "base64"));
  throw bad("Content needs Simple or Raw.");
}

function simple({ Subject, Body, Headers = [] }: Message): MailContent {
  const subject = Subject?.Data ?? "";
  if (/[\r\n]/u.test(subject)) throw bad("A subject is one line.");
  const [text, html] = [Body?.Text?.Data, Body?.Html?.Data];
  if (text === undefined && html === undefined) throw bad("A body is needed.");
  const headers: Record<string, string> = {};
  for (const { Name = "", Value = "" } of Headers) {
    if (!/^[!-9;-~]{1,126}$/u.test(Name) || !/^[ -~]{0,995}$/u.test(Value))
      throw bad(`Invalid header ${Name}`);
    headers[Name.toLowerCase()] = Value;
  }
  return { subject, text, html, headers };
}

/** ASCII local part (SES takes no other), optionally after a display name. */
function isAddress(address: string): boolean {
  const bare = /<([^<>]*)>$/u.exec(address.trim())?.[1] ?? address.trim();
  return /^[!-?A-~]+@[^\s@,]+$/u.test(bare) && !/[\r\n]/u.test(address);
}

function bad(message: string): AwsError {
  return new AwsError("BadRequestException", message);
}
