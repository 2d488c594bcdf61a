import { unmarshall } from "@aws-sdk/util-dynamodb";
import { beforeEach } from "vitest";
import * as z from "zod/mini";
import { connect } from "#shared/aws";
import { personal } from "#shared/personal";
import { type Caller, type Scope, system, within } from "#shared/scope";
import { forgetSecrets } from "#shared/secrets";
import { entity } from "#shared/table";
import { turnClock } from "#shared/time";
import { tableDefinition } from "#test/support/deployment";
import { AwsError } from "#test/support/model/aws-error";
import { createClock } from "#test/support/model/clock";
import { createDynamo } from "#test/support/model/dynamo";
import { modelHandler } from "#test/support/model/request-handler";
import { createSecrets } from "#test/support/model/secrets";

/** Stored things of every shape the kit knows; no context owns them, so that no role stands in the way. */
export const Jars = entity({
  name: "Jar",
  v: 1,
  schema: z.object({
    shelf: z.string(),
    jar: z.string(),
    fruit: z.optional(z.string()),
    grams: z.optional(z.int()),
    opened: z.optional(z.int()),
    owner: z.optional(personal(z.string())),
    version: z.int(),
  }),
  key: { pk: "{dealer}#pantry#shelf#{shelf}", sk: "{jar}" },
  index: { jarsOfFruit: { slot: "gs1", pk: "{dealer}#pantry#fruit#{fruit}", sk: "{grams}#{jar}" } },
  subject: "owner",
});
/** Has no version: whoever changes it says what must hold. */
export const Notes = entity({
  name: "Note",
  v: 2,
  schema: z.object({
    note: z.string(),
    topic: z.optional(z.string()),
    day: z.optional(z.string()),
    text: z.optional(z.string()),
    read: z.optional(z.int()),
  }),
  key: { pk: "{dealer}#pantry#note#{note}", sk: "note" },
  index: { notesOfTopic: { slot: "gs2", pk: "{dealer}#pantry#topic#{topic}", sk: "{day}" } },
});
/** Its sort key has two parts after a fixed beginning, one of them a number. */
export const Tastings = entity({
  name: "Tasting",
  v: 1,
  schema: z.object({ jar: z.string(), year: z.int(), taster: z.string() }),
  key: { pk: "{dealer}#pantry#tastings#{jar}", sk: "in#{year}#{taster}" },
});
/** Each belongs to a dealer, and those on one road are found together by the platform. */
export const Parcels = entity({
  name: "Parcel",
  v: 1,
  schema: z.object({ parcel: z.string(), road: z.string() }),
  key: { pk: "{dealer}#pantry#parcel#{parcel}", sk: "parcel" },
  index: { parcelsOnRoad: { slot: "gs1", pk: "platform#pantry#road#{road}", sk: "{parcel}" } },
});
/** Goes bad: its expiry follows its date, as far as a change tells the date. */
export const Milks = entity({
  name: "Milk",
  v: 1,
  schema: z.object({ milk: z.string(), best: z.string(), drunk: z.optional(z.int()) }),
  key: { pk: "{dealer}#pantry#milk#{milk}", sk: "milk" },
  expires: ({ best }) => Date.parse(best) / 1000,
});
/** Belongs to no dealer, but to a person. */
export const Recipes = entity({
  name: "Recipe",
  v: 1,
  schema: z.object({ recipe: z.string(), cook: personal(z.string()), version: z.int() }),
  key: { pk: "platform#pantry#recipe#{recipe}", sk: "recipe" },
  subject: "cook",
});

/** The table and the secrets alone, empty for each test: what keeps data needs no more, and this takes a millisecond. */
export function freshStore(): { readonly now: Store } {
  const store = {} as { now: Store };
  beforeEach(() => {
    store.now = newStore();
  });
  return store;
}

type Store = ReturnType<typeof newStore>;

function newStore() {
  const clock = createClock("2026-11-25T09:00:00.000Z");
  const waits: number[] = [];
  turnClock({ now: clock.now, wait: async (milliseconds) => void waits.push(milliseconds) });
  const dynamodb = createDynamo({ clock, region: "eu-west-2" });
  const secrets = { root: JSON.stringify({ r1: "a root secret for tests" }) };
  const aws = modelHandler({ dynamodb, secrets: createSecrets(secrets) });
  Object.assign(process.env, { TABLE_NAME: tableDefinition.TableName, ROOT_SECRET_ARN: "root" });
  connect({
    requestHandler: aws as never,
    region: "eu-west-2",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  forgetSecrets();
  dynamodb.call("CreateTable", tableDefinition);
  return {
    aws,
    dynamodb,
    secrets,
    /** What was asked to be waited, in milliseconds; nothing waits. */
    waits,
    /** The calls of one operation, as DynamoDB got them. */
    asked: (operation: string) =>
      aws.calls.filter((call) => call.operation === operation).map(({ input }) => input),
    /** The stored items in the order of their keys, with everything the kit keeps beside the fields. */
    items: () => dynamodb.dump(tableDefinition.TableName).map((item) => unmarshall(item as never)),
  };
}

export function inPantry<T>(run: () => T, scope: Partial<Scope> = {}): T {
  return within(
    { context: "pantry", dealer: "oslo-cars", caller: system, correlation: "c", action: "test", ...scope },
    run,
  );
}

export const person = (id: string, kind: Caller["kind"]): Caller => ({ id, kind, permissions: new Set() });

/** A transaction that DynamoDB cancels, with a code for each piece. */
export const cancelled = (...codes: string[]): AwsError =>
  new AwsError("TransactionCanceledException", "Transaction cancelled", {
    body: { CancellationReasons: codes.map((Code) => (Code ? { Code } : {})) },
  });
