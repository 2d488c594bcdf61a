/** How the relay reads the table's stream, by the names of an event source mapping; the simulator reads it in the same way. */
export const streamReading = { batchSize: 100, parallelizationFactor: 10 } as const;
