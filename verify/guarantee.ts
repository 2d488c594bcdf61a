/** What one run of a guarantee found. */
export type Outcome = {
  /** Cases tried, histories checked, steps made: what the guarantee counts, said in its promise. */
  readonly n: number;
  /** One sentence each, with the seed or the case that shows it. Empty: the promise held. */
  readonly violations: readonly string[];
  /** Faults that fired, or bad inputs that were tried. 0 means that nothing was proved. */
  readonly stimuli: number;
  /** Those of the guarantee's plants that were noticed. */
  readonly noticed?: readonly string[];
};

/**
 * A bug that the guarantee has to notice: `find`, which stands exactly once in `file`, reads `put` while the program is
 * loaded. Nothing on disk is changed. A bug whose text is not there any more fails the run.
 */
export type Bug = {
  readonly name: string;
  /** Relative to the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** A second place in the same file, where a bug takes two. */
  readonly also?: { readonly find: string; readonly put: string };
  readonly note?: string;
};

export type Options = {
  readonly seed: number;
  /** 1 is what CI runs; 10 the full figures. Time grows with it. */
  readonly effort: number;
  /** Set while a bug is planted: the first violation is enough. */
  readonly untilFirst?: boolean;
  /** Of an engine that runs already, for the guarantees that need one. Without it they start their own. */
  readonly endpoint?: string;
};

/** A promise of the platform, with the run that tries to break it and the bugs that show that the run bites. */
export type Guarantee = {
  /** Also its file's name: `npm run verify:<name>`. */
  readonly name: string;
  /** One sentence, for the README's table. */
  readonly promise: string;
  readonly run: (options: Options) => Promise<Outcome>;
  readonly bugs: readonly Bug[];
  /**
   * Names of faults that the run itself plants in what it reads, where that is no source: a template, a lock file, the
   * answers of a server. The outcome says which were noticed.
   */
  readonly plants?: readonly string[];
};
