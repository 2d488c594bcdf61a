/** A list of names that a browser keeps; one that keeps nothing has none. */
export function stored(storage: "localStorage" | "sessionStorage", key: string, most: number) {
  const read = (): string[] => {
    try {
      const names: unknown = JSON.parse(window[storage].getItem(key) ?? "[]");
      return Array.isArray(names) ? names.filter((name) => /^veh_\w+$/.test(String(name))).map(String) : [];
    } catch {
      return [];
    }
  };
  const write = (names: readonly string[]): void => {
    try {
      window[storage].setItem(key, JSON.stringify(names.slice(-most)));
    } catch (error) {
      console.debug(error);
    }
  };
  return { read, write };
}

/** The dealer whose pages these are: the second part of every address. */
export function dealer(): string {
  return location.pathname.split("/")[2] ?? "";
}
