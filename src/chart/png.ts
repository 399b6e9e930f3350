import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Sharp where a screen has two pixels for one, and still small to upload. */
const ZOOM = 1.6;
const LONGEST_MS = 20_000;

/**
 * An SVG of ours as PNG, 1.6 times its size, with Inter for all texts, and Noto Sans for Hebrew. Each picture is made in a thread of its own, which
 * is gone afterwards: its memory is not V8's, and nothing else gives it back. Rejects for what is no SVG, when the signal
 * aborts, and after 20 s.
 */
export async function renderPng(svg: string, signal?: AbortSignal): Promise<Buffer> {
  const ended = new AbortController();
  // Real time, not a Clock's: computing is no faster in a faster world.
  const stop = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ended.signal, ...(signal ? [signal] : [])]);
  const worker = new Worker(new URL('./png-worker.ts', import.meta.url), {
    workerData: { svg, zoom: ZOOM },
    // Neither our flags nor our secrets are its concern.
    execArgv: [],
    env: {},
  });
  worker.on('error', (error) => ended.abort(error));
  worker.on('exit', (code) => ended.abort(new Error(`its thread ended with ${code} before there was one`)));
  try {
    const [png]: unknown[] = await once(worker, 'message', { signal: stop });
    if (!(png instanceof Uint8Array)) throw new TypeError('its thread sent no bytes');
    return Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  } catch (error) {
    throw new Error('drawing the picture failed', { cause: stop.aborted ? stop.reason : error });
  } finally {
    await worker.terminate();
  }
}
