/** Everything that this process prints while `run` is at work: log lines and metrics, and nothing is shown. */
export async function overheard(run: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const genuine = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams)
    stream.write = ((text: string | Uint8Array) => {
      lines.push(typeof text === "string" ? text : new TextDecoder().decode(text));
      return true;
    }) as typeof stream.write;
  try {
    await run();
  } finally {
    for (const [at, stream] of streams.entries()) stream.write = genuine[at] as typeof stream.write;
  }
  return lines;
}
