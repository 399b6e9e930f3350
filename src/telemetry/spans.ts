import type { Telemetry } from 'bullmq';

/** Names, ids and numbers alone: no text that anybody wrote. */
export type About = Readonly<Record<'environment' | 'kind' | 'verdict' | 'cause', string>>;

/** Stretches of work, as a trace shows them. */
export interface Spans {
  /** The work is a part of what runs now; `mark` says more of it once that is known. */
  during<T>(
    name: SpanName,
    about: Partial<About>,
    work: (mark: (more: Partial<About>) => void) => Promise<T>,
  ): Promise<T>;
  /** Carries what is traced through the queue; absent where nothing is. */
  readonly queue?: Telemetry;
  /** What is left is sent. */
  close(): Promise<void>;
}

export const spanNames = ['request', 'investigation', 'start-job', 'observe', 'explain', 'tell'] as const;
export type SpanName = (typeof spanNames)[number];

export const silentSpans: Spans = { during: (_name, _about, work) => work(() => {}), close: async () => {} };
