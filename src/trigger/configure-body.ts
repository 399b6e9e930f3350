import type { JobRequest } from '#investigation/subject.ts';

/** The body of `POST /configure` as the Focus Server takes it. */
export interface ConfigureBody {
  /** Seconds; absent of a waterfall. */
  readonly displayTimeAxisDuration?: number;
  readonly nfftSelection: number;
  /** Pixels. */
  readonly displayInfo: { readonly height: number };
  readonly channels: { readonly min: number; readonly max: number };
  /** Hz. */
  readonly frequencyRange?: { readonly min: number; readonly max: number };
  /** Epoch seconds; both null ask for the live stream. */
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly view_type: 0 | 1 | 2;
}

const VIEW_TYPES = { multichannel: 0, singlechannel: 1, waterfall: 2 } as const;

/** A waterfall is asked for with NFFT 1, and without a time axis and a band. */
export function configureBody(request: JobRequest): ConfigureBody {
  const { min, max } = request.channels;
  const { nfft, frequency, duration } = request;
  const waterfall = request.view === 'waterfall';
  return {
    ...(!waterfall && { displayTimeAxisDuration: duration }),
    nfftSelection: waterfall ? 1 : nfft,
    displayInfo: { height: request.height },
    channels: { min, max },
    ...(!waterfall && { frequencyRange: { min: frequency.min, max: frequency.max } }),
    start_time: request.recording?.from ?? null,
    end_time: request.recording?.to ?? null,
    view_type: VIEW_TYPES[request.view],
  };
}
