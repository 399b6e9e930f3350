/** What decides which jobs exist; the HTTP surface in front of it only routes, validates and words the answers. */
export interface FocusBackend {
  /** Answers when it likes: a late answer holds the request up. */
  configure(request: ConfigureRequest): Promise<ConfigureOutcome>;
  metadata(jobId: string): MetadataOutcome;
  live(): Fiber;
  channels(): { readonly lowest: number; readonly highest: number };
  /** Recordings that overlap [from, to] as [start, end] in epoch seconds; an end of -1 is still recording. */
  recordings(from: number, to: number): readonly (readonly [number, number])[];
}

/** The body of `POST /configure` once its types are right; values are as nonsensical as the client made them. */
export interface ConfigureRequest {
  /** Absent of a waterfall, as the frequencies. */
  readonly displayTimeAxisDuration?: number;
  readonly nfftSelection: number;
  readonly displayInfo: { readonly height: number };
  readonly channels: { readonly min: number; readonly max: number };
  readonly frequencyRange?: { readonly min: number; readonly max: number };
  /** Epoch seconds; null asks for the live stream. */
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly view_type: number;
}

export type ConfigureOutcome =
  | {
      readonly kind: 'accepted';
      readonly jobId: string;
      /** A host or a URL. */
      readonly streamHost: string;
      /** The real server answers both with a number and with a numeric string. */
      readonly streamPort: number | string;
      /** `""` unless told, as seen on the real server. */
      readonly status?: string;
    }
  | { readonly kind: 'no-recording' }
  | { readonly kind: 'no-fiber' }
  /** The connection is reset without an answer, whatever the backend did before. */
  | { readonly kind: 'lost' }
  | ErrorOutcome;

export type MetadataOutcome = 'ready' | 'unknown' | 'unknown-with-200' | ErrorOutcome;

export interface ErrorOutcome {
  readonly kind: 'error';
  readonly status: number;
  readonly body: object;
}

export interface Fiber {
  readonly connected: boolean;
  /** Pulses per second. */
  readonly prr: number;
  readonly softwareVersion: string;
}
