import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { beforeEach, describe, expect, test } from "vitest";
import { createClock } from "#test/support/model/clock";
import { createMail } from "#test/support/model/mail";
import { modelHandler } from "#test/support/model/request-handler";

const clock = createClock("2026-03-01T09:00:00Z");
let mail = createMail({ clock });
let ses = client();

function client() {
  const credentials = { accessKeyId: "model", secretAccessKey: "model" };
  return new SESv2Client({ region: "eu-west-2", credentials, requestHandler: modelHandler({ ses: mail }) });
}

beforeEach(() => {
  mail = createMail({ clock });
  ses = client();
});

describe("the mail", () => {
  const letter = (ToAddresses: string[], Headers?: { Name: string; Value: string }[]) => ({
    FromEmailAddress: "Forecourt <no-reply@forecourt.example>",
    Destination: { ToAddresses },
    ReplyToAddresses: ["sales@dealer.example"],
    Content: {
      Simple: {
        Subject: { Data: "您的订单" },
        Body: { Text: { Data: "谢谢" }, Html: { Data: "<p>谢谢</p>" } },
        Headers,
      },
    },
  });

  test("a mail is kept as its receiver sees it, with SES's own Message-ID", async () => {
    const { MessageId } = await ses.send(
      new SendEmailCommand(
        letter(
          ["ada@example.com"],
          [
            { Name: "X-Order", Value: "ord_1" },
            { Name: "Message-ID", Value: "<mine@x>" },
          ],
        ),
      ),
    );
    expect(mail.sent).toMatchObject([
      {
        id: MessageId,
        to: ["ada@example.com"],
        cc: [],
        replyTo: ["sales@dealer.example"],
        subject: "您的订单",
        text: "谢谢",
        at: clock.now(),
      },
    ]);
    expect(mail.sent[0]?.headers).toMatchObject({
      "x-order": "ord_1",
      "message-id": `<${MessageId}@eu-west-2.amazonses.com>`,
    });
  });

  test("a raw mail is read: folded headers, encoded words, multipart, base64 and quoted-printable", async () => {
    const raw = [
      "From: a@dealer.example",
      "To: ada@example.com,\r\n b@example.com",
      `Subject: =?UTF-8?B?${Buffer.from("订单").toString("base64")}?=`,
      'Content-Type: multipart/alternative; boundary="cut"',
      "",
      "--cut\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n",
      Buffer.from("谢谢").toString("base64"),
      "--cut\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n",
      "<p>=E8=B0=A2=\r\n</p>",
      "--cut--",
    ].join("\r\n");
    await ses.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));
    expect(mail.sent).toMatchObject([
      {
        from: "a@dealer.example",
        to: ["ada@example.com", "b@example.com"],
        subject: "订单",
        text: "谢谢",
        html: "<p>谢</p>",
      },
    ]);
  });

  test("a refused, malformed or templated mail is an error of SES and is not kept", async () => {
    mail.refuse = ({ to }) => (to[0] === "bounce@example.com" ? "MessageRejected" : undefined);
    const send = (request: ReturnType<typeof letter>) => ses.send(new SendEmailCommand(request));
    await expect(send(letter(["bounce@example.com"]))).rejects.toMatchObject({ name: "MessageRejected" });
    await expect(send(letter(["nobody"]))).rejects.toMatchObject({ name: "BadRequestException" });
    await expect(send(letter([]))).rejects.toMatchObject({ name: "BadRequestException" });
    const templated = { FromEmailAddress: "a@b.example", Content: { Template: { TemplateName: "t" } } };
    await expect(ses.send(new SendEmailCommand(templated))).rejects.toMatchObject({
      name: "BadRequestException",
    });
    expect(mail.sent).toEqual([]);
  });
});
