import type { Stage } from "./stages.ts";

/** Names that are known before anything is deployed: one stack need not ask another for them. */
export function names(stage: Stage) {
  const prefix = `forecourt-${stage}`;
  return {
    prefix,
    table: prefix,
    bus: prefix,
    queue: (context: string) => `${prefix}-${context}`,
    deadQueue: (context: string) => `${prefix}-${context}-dead`,
    api: (context: string) => `${prefix}-${context}-api`,
    consumer: (context: string) => `${prefix}-${context}-queue`,
    trigger: (context: string) => `${prefix}-${context}-pre-token-generation`,
    relay: `${prefix}-relay`,
    relayRetry: `${prefix}-relay-retry`,
    sweep: `${prefix}-sweep`,
    rotation: `${prefix}-origin-secret`,
    /** Prefixes of sign-in pages are unique in the region over all accounts of AWS: the account's number makes ours so. */
    signIn: (people: "customers" | "staff", account: string) => `${prefix}-${people}-${account}`,
    edgeSecret: `${prefix}/edge`,
  };
}

/** @example stackName("dev", "contexts", "sales") // "Forecourt-Dev-Contexts-Sales" */
export function stackName(...parts: string[]): string {
  return ["forecourt", ...parts].map(capitalised).join("-");
}

/** The constant a context's folder exports: `stock-lists` is `stockLists`. */
export function exportName(context: string): string {
  return context.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
