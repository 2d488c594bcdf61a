import type { Item } from "./attribute-values.ts";
import type { Index, Table } from "./database.ts";
import type { PlainPath } from "./paths.ts";
import { projected, projects } from "./projections.ts";
import type { ReadInput } from "./reading.ts";
import { invalid, invalidParameter } from "./refusals.ts";

/** Refuses a `Select` that the rest of the request contradicts. */
export function checkSelect({
  Select: select,
  ProjectionExpression: projection,
  IndexName: index,
}: ReadInput): void {
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw invalidParameter("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (select === "SPECIFIC_ATTRIBUTES" && projection === undefined) {
    throw invalidParameter(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select !== undefined && select !== "SPECIFIC_ATTRIBUTES" && projection !== undefined) {
    const what = select === "COUNT" ? "only the Count" : select;
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${what}`);
  }
}

/** What a reader sees of an item: a local index fetches what it lacks from its table; a global one refuses. */
export function viewOf(
  table: Table,
  index: Index | undefined,
  select: string | undefined,
  paths: PlainPath[] | undefined,
): (item: Item) => Item {
  if (!index || index.projection.ProjectionType === "ALL") return (item) => item;
  const missing = (paths ?? [])
    .map((path) => String(path[0]))
    .filter((name) => !projects(table, index, name));
  if (index.kind === "local") {
    const fetches = select === "ALL_ATTRIBUTES" || missing.length > 0;
    return fetches ? (item) => item : (item) => projected(table, index, item);
  }
  if (select === "ALL_ATTRIBUTES") {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  if (missing.length > 0) {
    throw invalidParameter(`Global secondary index ${index.name} does not project [${missing.join(", ")}]`);
  }
  return (item) => projected(table, index, item);
}
