import { expect, test } from "vitest";
import { decide } from "#shared/deciding";
import { Refusal } from "#shared/errors";

const overtaken = new Refusal(409, "conflict", "Somebody was first.");

test("who is overtaken decides anew, until nobody is in the way", async () => {
  let seen = 0;
  const answer = await decide(async () => {
    seen += 1;
    if (seen < 4) throw overtaken;
    return `decided on ${seen}`;
  });
  expect(answer).toBe("decided on 4");
});

test("a crowd that does not end is refused in the end, and any other refusal at once", async () => {
  let tried = 0;
  const crowd = decide(async () => {
    tried += 1;
    throw overtaken;
  });
  await expect(crowd).rejects.toBe(overtaken);
  expect(tried).toBe(6);
  const taken = new Refusal(409, "loaf_taken", "It is gone.");
  const refused = decide(async () => {
    tried += 1;
    throw taken;
  });
  await expect(refused).rejects.toBe(taken);
  expect(tried).toBe(7);
});
