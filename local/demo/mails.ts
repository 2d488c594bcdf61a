/** A mail as SES took it. */
export type Mail = { to: string[]; from: string; subject: string; text: string };

/** Every mail the local cloud's SES was given, the oldest first. `address`: `mail` in `.local/urls.json`. */
export async function readMails(address: string): Promise<Mail[]> {
  const answer = await fetch(address);
  const { messages } = (await answer.json()) as { messages: Record<string, Kept[]> };
  return Object.values(messages)
    .flat()
    .toSorted((a, b) => a.Timestamp - b.Timestamp)
    .map(({ To, Source, Subject, BodyText }) => ({ to: To, from: Source, subject: Subject, text: BodyText }));
}

type Kept = { To: string[]; Source: string; Subject: string; BodyText: string; Timestamp: number };
