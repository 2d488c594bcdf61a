import type { Grant } from "./grants.ts";

/** A grant that stands though no function was seen to use it, or though it names many resources, with the reason. */
export type Spared = { readonly sid: string; readonly of?: (grant: Grant) => boolean; readonly why: string };

export const unusedThough: readonly Spared[] = [
  { sid: "Logs", why: "Lambda writes the function's log under its role." },
  { sid: "Traces", why: "Lambda sends the function's traces under its role." },
  { sid: "TakeMessages", why: "Lambda takes messages under the role of the function that it calls." },
  { sid: "ReadStream", why: "Lambda reads the stream under the role of the function that it calls." },
  { sid: "FindStream", why: "Lambda looks for the stream under the role of the function that it calls." },
  {
    sid: "TableKey",
    why: "DynamoDB uses the table's key as it sees fit, under the role of whoever calls it; seen is that it decrypts.",
  },
  {
    sid: "RootSecret",
    why: "Whoever reads a list seals where it goes on; in a story lists end on their first page.",
  },
  ...["OwnItems", "EventsTimersAudit", "Lookups", "OthersItems", "OthersPieces", "Settings"].map((sid) => ({
    sid,
    of: ({ action }: Grant) => action.startsWith("dynamodb:"),
    why: "A manifest says whose items, for each function of its context; whether one of them uses it is judged beside this.",
  })),
  {
    sid: "TriggersItems",
    of: ({ action, resource }) => action === "dynamodb:Query" || resource.includes("/index/"),
    why: "An entity takes a slot for its question, and roles do not say which.",
  },
  {
    sid: "ToQueues",
    of: ({ resource }) => resource.endsWith("-recommendation"),
    why: "What a visitor did is a command that is sent at once; the manifest does not say that none is sent later.",
  },
];

export const openThough: readonly Spared[] = [
  { sid: "Traces", why: "X-Ray has no resources that a policy could name." },
  {
    sid: "Logs",
    of: ({ resource }) => /:log-group:[^*?]+:\*$/.test(resource),
    why: "The streams of one log.",
  },
  {
    sid: "FindStream",
    of: ({ resource }) => resource.endsWith("/stream/*"),
    why: "The streams of one table.",
  },
  { sid: "Archive", of: ofOneBucket, why: "Objects are named by dealer, day and content." },
  { sid: "ReadArchived", of: ofOneBucket, why: "Days of every dealer; the scope bounds whose in one call." },
  {
    sid: "OriginSecret",
    of: ({ resource }) => /[^*?]-\?{6}$/.test(resource),
    why: "The edge makes the secret after the functions; AWS adds six letters to its name.",
  },
];

function ofOneBucket({ resource }: Grant): boolean {
  return /:s3:::[^*?]+\/\*$/.test(resource);
}

/**
 * @returns the grants that no exception spares, and the exceptions that spare nothing: each has to be needed.
 */
export function spare(grants: readonly Grant[], exceptions: readonly Spared[]) {
  const spares = ({ sid, of = () => true }: Spared, grant: Grant): boolean => sid === grant.sid && of(grant);
  return {
    left: grants.filter((grant) => !exceptions.some((each) => spares(each, grant))),
    needless: exceptions.filter((each) => !grants.some((grant) => spares(each, grant))),
  };
}
