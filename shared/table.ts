import type * as z from "zod/mini";
import { missing } from "./errors.ts";
import type { Checked, Partition, Slot } from "./keys.ts";
import type { When } from "./conditions.ts";
import {
  changePiece,
  createPiece,
  putPiece,
  removePiece,
  requirePiece,
  touchPiece,
  type Change,
} from "./pieces.ts";
import { once } from "./once.ts";
import { findAll, findOne, queryAll, queryPage, type Page, type PageOf } from "./reads.ts";
import type { Piece } from "./transact.ts";

type Field<S extends z.ZodMiniObject> = Extract<keyof z.output<S>, string>;
type IndexTemplates = { readonly slot: Slot; readonly pk: string; readonly sk: string };

/** How one kind of item is stored. `v` is the version of its shape; `upcast` reads older ones. */
export type Definition = {
  readonly name: string;
  readonly v: number;
  readonly schema: z.ZodMiniObject;
  readonly key: { readonly pk: string; readonly sk: string };
  readonly index: Readonly<Record<string, IndexTemplates>>;
  /** The field that says whose personal data this is; it takes index slot `gs5` for export and erasure. */
  readonly subject?: string;
  /**
   * When DynamoDB may delete the item, in seconds since 1970. Expiry is a condition; deletion is only tidying. A blind
   * change (`touch`) asks it of the fields it sets alone: undefined or NaN leaves the time as it was.
   */
  readonly expires?: (item: Record<string, unknown>) => number | undefined;
  readonly upcast?: Readonly<Record<number, (older: Record<string, unknown>) => Record<string, unknown>>>;
};

/**
 * Declares a stored thing once: schema, keys, and indexes named for their question. Reads run; writes are
 * *pieces* for `transact`. Keys are templates over the schema's fields: a part that is no field does not
 * compile, and a partition that does not begin with the dealer does not either.
 *
 * Only writes need the schema: one that no route speaks of is given as a function, which the first write calls.
 *
 * A field `version` is kept by the kit: 1 at creation, one more at each change.
 *
 * @example
 * export const Lead = entity({
 *   name: "Lead", v: 1, schema: Leads.Lead,
 *   key: { pk: "{dealer}#leads#lead#{lead}", sk: "lead" },
 *   index: { leadsInStage: { slot: "gs1", pk: "{dealer}#leads#stage#{stage}", sk: "{receivedAt}#{lead}" } },
 * });
 */
export function entity<
  S extends z.ZodMiniObject,
  const Pk extends Partition,
  const Sk extends string,
  const Index extends Record<string, { slot: Slot; pk: Partition; sk: string }> = Record<never, never>,
>(given: {
  name: string;
  v: number;
  schema: S | (() => S);
  key: { pk: Pk & Checked<Pk, Field<S>>; sk: Sk & Checked<Sk, Field<S>> };
  index?: {
    [Name in keyof Index]: Index[Name] & {
      pk: Checked<Index[Name]["pk"], Field<S>>;
      sk: Checked<Index[Name]["sk"], Field<S>>;
    };
  };
  subject?: Field<S>;
  expires?: (item: z.output<S>) => number | undefined;
  upcast?: Record<number, (older: Record<string, unknown>) => Record<string, unknown>>;
}) {
  type T = z.output<S>;
  type Key = Partial<T>;
  const schema = typeof given.schema === "function" ? once(given.schema) : () => given.schema as S;
  const definition = {
    ...given,
    index: given.index ?? {},
    get schema() {
      return schema();
    },
  } as unknown as Definition;
  const by = Object.fromEntries(
    Object.keys(definition.index).map((name) => [
      name,
      (parts: Partial<T>, page?: Page) => queryPage(definition, parts, page, name) as Promise<PageOf<T>>,
    ]),
  ) as { [Name in keyof Index]: (parts: Partial<T>, page?: Page) => Promise<PageOf<T>> };

  return {
    definition,
    /** One item. @throws Refusal 404, the same for what is missing and for what is another dealer's. */
    async get(key: Key, options?: { consistent?: boolean }): Promise<T> {
      const found = await findOne(definition, key, options);
      if (!found) throw missing(definition.name);
      return found as T;
    },
    async find(key: Key, options?: { consistent?: boolean }): Promise<T | undefined> {
      return (await findOne(definition, key, options)) as T | undefined;
    },
    /** Up to 100 items in one call, in the order of the keys; undefined for what is not there. */
    async findAll(keys: readonly Key[], options?: { consistent?: boolean }): Promise<(T | undefined)[]> {
      return (await findAll(definition, keys, options)) as (T | undefined)[];
    },
    /** A page of one partition, in the order of the sort key. */
    list: (parts: Key, page?: Page) => queryPage(definition, parts, page) as Promise<PageOf<T>>,
    /** Every item of one partition, whatever number of calls that takes: not for a request. */
    all: (parts: Key, options?: Pick<Page, "consistent">) =>
      queryAll(definition, parts, options) as AsyncGenerator<T>,
    /** A page of an index, by the index's name. */
    by,
    /** Writes a new item; refuses when it is there already. */
    create: (item: z.input<S>): Piece => createPiece(definition, item),
    /** Writes a whole item if `when` holds (or it is absent): for claims that expire and are taken over. */
    put: (item: z.input<S>, when: When<T>): Piece => putPiece(definition, item, when),
    /** Changes fields of an item that was read; indexes follow. Only if it still has the version read (or `version`, else 412). */
    change: (item: T, changes: Partial<T>, options?: Change<T>): Piece =>
      changePiece(definition, item, changes, options),
    /** Changes fields without reading first: sets, removes, adds to numbers (creating the item), tests. Of an index key only what key and `set` fill wholly. */
    touch: (
      key: Key,
      options: {
        set?: Partial<T>;
        add?: { [Name in keyof T]?: number };
        remove?: readonly Field<S>[];
        when?: When<T>;
      },
    ): Piece => touchPiece(definition, key, options),
    /** Removes an item that was read, only if it still has that version (or `version`, else 412). */
    remove: (item: T, options?: Change<T>): Piece => removePiece(definition, item, options),
    /** Writes nothing: the transaction holds only if this does. */
    require: (key: Key, when: When<T>): Piece => requirePiece(definition, key, when),
  };
}

/** Any entity, where only its definition matters. */
export type AnyEntity = { readonly definition: Definition };
