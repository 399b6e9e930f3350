/** What a shell says of a program that was ended by a closed pipe: 128 + SIGPIPE. */
const READER_GONE = 141;

/**
 * Runs a program, and ends the process with its exit code once all that it wrote is read, whatever still holds the event
 * loop. A reader that goes away, as `| head -1` does, ends it quietly.
 */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on('error', endQuietly);
  process.exitCode = await main();
  // Node writes to a pipe as fast as it is read, and forgets at its exit what is still to be written.
  await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write('', resolve))));
  process.exit();
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? READER_GONE);
}
