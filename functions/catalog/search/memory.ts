import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamo } from "#shared/aws";
import { scope } from "#shared/scope";
import { bytesOf, type Snapshot } from "./snapshot.ts";

/** A window in memory and how far its changes have been followed. */
export type Held = { readonly snapshot: Snapshot; position: string };

/** A quarter of the smallest function's memory. */
const mostBytes = 128 * 1024 * 1024;

/** What was read through a client is forgotten with it. */
const memories = new WeakMap<DynamoDBClient, Map<string, Promise<Held>>>();

/**
 * The scope's dealer's window as this process holds it; whoever asks first loads it for all. When memory is full,
 * the dealer that was not asked for longest is forgotten.
 */
export async function heldOr(load: () => Promise<Held>): Promise<Held> {
  const memory = memoryOf(dynamo());
  const { dealer } = scope();
  const known = memory.get(dealer);
  const holding = known ?? load();
  memory.delete(dealer);
  memory.set(dealer, holding);
  try {
    const held = await holding;
    if (!known) await makeRoom(memory, dealer);
    return held;
  } catch (error) {
    if (memory.get(dealer) === holding) memory.delete(dealer);
    throw error;
  }
}

/** Forgets the scope's dealer's window: it can no longer be followed. */
export function forgetHeld(): void {
  memoryOf(dynamo()).delete(scope().dealer);
}

async function makeRoom(memory: Map<string, Promise<Held>>, asked: string): Promise<void> {
  let bytes = 0;
  for (const [dealer, holding] of [...memory].toReversed()) {
    const held = await holding.catch(() => undefined);
    bytes += held ? bytesOf(held.snapshot) : 0;
    if (bytes > mostBytes && dealer !== asked) memory.delete(dealer);
  }
}

function memoryOf(client: DynamoDBClient): Map<string, Promise<Held>> {
  const known = memories.get(client);
  if (known) return known;
  const memory = new Map<string, Promise<Held>>();
  memories.set(client, memory);
  return memory;
}
