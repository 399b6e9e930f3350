import { type JobRequest, utc } from '#investigation/subject.ts';

/** Something typed that cannot be asked for. The message names the argument, what came, and what is allowed. */
export interface Mistake {
  readonly argument: string;
  readonly message: string;
}

// The Focus Server itself accepts much nonsense: the bot is strict so that nobody investigates a bad request.
const CHANNELS = { lowest: 1, highest: 2222 };
const FREQUENCY = { lowest: 0, highest: 1000 };
const NFFT = { lowest: 128, highest: 65_536 };
const TIMEOUT = { lowestMs: 5_000, highestMs: 120_000 };
/** Each run is a job, which holds a GPU slot. */
export const RUNS = { lowest: 2, highest: 20, example: 10 };
export const PARALLEL = { lowest: 1, highest: 3, example: 3 };

/** Every rule that a request breaks; empty when it may be sent. `now` is ms since the epoch. */
export function findMistakes(request: JobRequest, now: number): Mistake[] {
  return [
    ...named('channels', findChannelProblem(request)),
    ...named('nfft', findNfftProblem(request.nfft)),
    ...named('frequency', findFrequencyProblem(request.frequency)),
    ...named('duration', request.duration > 0 ? undefined : moreThanZero('duration', request.duration, 10)),
    ...named('height', isHeight(request.height) ? undefined : moreThanZero('height', request.height, 1000)),
    ...findRecordingMistakes(request.recording, now / 1000),
  ];
}

/** Allowed: 5 s to 120 s. */
export function findTimeoutMistakes(timeoutMs: number): Mistake[] {
  const { lowestMs, highestMs } = TIMEOUT;
  if (timeoutMs >= lowestMs && timeoutMs <= highestMs) return [];
  const close = clamp(timeoutMs, lowestMs, highestMs) / 1000;
  return named(
    'timeout',
    `timeout=${timeoutMs / 1000}s is outside 5s to 120s; the nearest is timeout=${Number.isNaN(close) ? 30 : close}s`,
  );
}

/** The rest of a sentence that begins with `name=count`. */
export function findCountMistake(count: number, name: string, bounds: typeof RUNS): string | undefined {
  const { lowest, highest } = bounds;
  if (count >= lowest && count <= highest) return undefined;
  const close = clamp(count, lowest, highest);
  const once = name === 'runs' && count === 1 ? '; one run needs no runs' : `; the nearest is ${name}=${close}`;
  return `is outside ${lowest} to ${highest}${once}`;
}

function named(argument: string, message: string | undefined): Mistake[] {
  return message === undefined ? [] : [{ argument, message }];
}

function findChannelProblem({ view, channels: { min, max } }: JobRequest): string | undefined {
  const problem = findRangeProblem('channels', { min, max }, CHANNELS, '');
  if (problem !== undefined || view !== 'singlechannel' || min === max) return problem;
  return `channels=${min}-${max} is more than one channel, and view=singlechannel takes one; write channels=${min}`;
}

function findFrequencyProblem(frequency: JobRequest['frequency']): string | undefined {
  return findRangeProblem('frequency', frequency, FREQUENCY, ' Hz');
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function findRangeProblem(
  name: string,
  { min, max }: Range,
  { lowest, highest }: { lowest: number; highest: number },
  unit: string,
): string | undefined {
  const came = `${name}=${min}-${max}`;
  if (!Number.isInteger(min) || !Number.isInteger(max)) return `${came} is not a range of whole numbers`;
  const close = [clamp(min, lowest, highest), clamp(max, lowest, highest)].toSorted((a, b) => a - b).join('-');
  if (min < lowest || max > highest || min > highest || max < lowest)
    return `${came} is outside ${lowest}-${highest}${unit}; the nearest is ${name}=${close}`;
  return min > max ? `${came} is upside down; write ${name}=${close}` : undefined;
}

function findNfftProblem(nfft: number): string | undefined {
  const { lowest, highest } = NFFT;
  if (Number.isInteger(Math.log2(nfft)) && nfft >= lowest && nfft <= highest) return undefined;
  return `nfft=${nfft} is not a power of two from ${lowest} to ${highest}; the nearest is nfft=${nearestNfft(nfft)}`;
}

function nearestNfft(nfft: number): number {
  const within = clamp(nfft, NFFT.lowest, NFFT.highest) || 1024;
  const below = 2 ** Math.floor(Math.log2(within));
  return within - below < 2 * below - within ? below : 2 * below;
}

function isHeight(height: number): boolean {
  return height > 0 && Number.isInteger(height);
}

function moreThanZero(name: string, came: number, usual: number): string {
  return `${name}=${came} is not more than 0; write it like ${name}=${usual}`;
}

function findRecordingMistakes(recording: JobRequest['recording'], nowSeconds: number): Mistake[] {
  if (recording === undefined) return [];
  const { from, to } = recording;
  return [
    ...named('from', from > nowSeconds ? `from=${utc(from)} is in the future` : undefined),
    ...named('to', to > nowSeconds ? `to=${utc(to)} is in the future; a recording ends in the past` : undefined),
    ...named('from', from < to ? undefined : `from=${utc(from)} is not before to=${utc(to)}; from is the earlier one`),
  ];
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
