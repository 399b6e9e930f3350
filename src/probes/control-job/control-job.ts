import type { Probe } from '#investigation/probe.ts';
import { redactDeep } from '#lib/redact.ts';
import { findOthers } from './find-other.ts';
import { lookAtJob, type Sights } from './look-at-job.ts';

export type ControlJobOptions = Omit<Sights, 'signal' | 'redact' | 'streamHost'>;

/** What most healthy jobs take: their investigations are over, and look at nobody else's job. */
const LOOK_AT_MS = 5_000;

/**
 * The newest other job that lives and is Ready, looked at once. Which parts of it can be seen is no gap of its own; that the
 * jobs cannot be listed is.
 */
export function controlJobProbe(options: ControlJobOptions): Probe {
  const { clock, connection } = options;
  return {
    id: 'control-job',
    sees: ['control-job'],
    about: 'job',
    async *watch({ job, zero, timeoutMs }, signal) {
      if (!job || signal.aborted) return;
      const sights: Sights = { ...options, signal, redact: redactDeep, ...hostOf(job.stream) };
      try {
        await clock.sleep(Math.max(0, zero + Math.min(LOOK_AT_MS, timeoutMs / 2) - clock.now()), signal);
        await connection.prepare();
        const { count: others, newest } = await findOthers(sights, job.id);
        const seen = newest && (await lookAtJob(sights, newest));
        yield { at: clock.now(), fact: { kind: 'control-job', others, ...seen } };
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

function hostOf(stream: { readonly host: string } | undefined): Pick<Sights, 'streamHost'> {
  return stream ? { streamHost: stream.host } : {};
}
