import { goTo, type Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

/**
 * Where the pool's client takes no password from us, people sign in on Cognito's own pages; undefined where it does.
 */
export async function hostedSignIn(_visit: Visit, _back: string): Promise<Reply | undefined> {
  return process.env["SIGN_IN_ADDRESS"] ? goTo(process.env["SIGN_IN_ADDRESS"]) : undefined;
}
