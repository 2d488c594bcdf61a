import { longestSearch } from "../listing.ts";
import type { Visit } from "../visit.ts";

/** Where words are typed that a car's make, model or trim has. */
export function SearchField({ visit: { w }, value }: { visit: Visit; value?: string | undefined }) {
  return (
    <div class="field words">
      <label for="q">{w.searchFor}</label>
      <input
        id="q"
        name="q"
        type="search"
        value={value}
        maxLength={longestSearch}
        placeholder={w.searchExample}
        autocomplete="off"
        enterKeyHint="search"
      />
    </div>
  );
}
