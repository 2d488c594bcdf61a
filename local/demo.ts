import { setStage } from "./demo/stage.ts";
import { shopperBuys, visitorAsks } from "./demo/stories.ts";

/**
 * `npm run demo`: the shopper's and the visitor's story over HTTP against the running local cloud, a sentence a step.
 * With `--json` it prints one object instead: what was made and what each of the three contexts showed before and after.
 */
async function main(): Promise<void> {
  const started = performance.now();
  const asJson = process.argv.includes("--json");
  const say = (sentence: string): void => {
    if (!asJson) console.log(`  ${sentence}`);
  };
  const stage = setStage();
  const bought = await shopperBuys(stage, say);
  const asked = await visitorAsks(stage, { car: bought.looked, say });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const shown = {
    order: bought.order.order,
    payment: bought.payment.payment,
    lead: asked.lead.lead,
    emails: [...bought.emails, ...asked.emails].map(({ to, subject }) => ({ to, subject })),
    recommendation: { before: bought.before, after: bought.after },
    report: { before: bought.figures, after: asked.figures },
    seconds,
  };
  console.log(asJson ? JSON.stringify(shown) : `\n  Told in ${seconds} seconds.`);
}

main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
