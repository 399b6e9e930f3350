import type { SeriesReport, SeriesState } from '#lookups/series/report.ts';
import type { LookupRequest } from '#queue/requests.ts';
import { seriesProgress, seriesReply, seriesRoot } from '../blocks/series.ts';
import type { Late } from '../message/late.ts';
import type { Messenger, SharedFile } from '../message/post.ts';

/** The two messages of a series: one that counts up and ends as the answer, and one reply to it. */
export interface SeriesTeller {
  /** Posts the root message, unless it is there. `attempt` rises with each worker. */
  begin(request: LookupRequest, attempt: number, state: SeriesState): Promise<SeriesMessage>;
}

export interface SeriesMessage {
  show(state: SeriesState): void;
  /** What Slack does not take is told later. The answer stands without its picture. */
  end(report: SeriesReport, draw: () => Promise<SharedFile | undefined>): Promise<void>;
}

export interface SeriesTellerOptions {
  readonly messenger: Messenger;
  readonly late: Pick<Late, 'tell' | 'keep'>;
}

export function createSeriesTeller({ messenger, late }: SeriesTellerOptions): SeriesTeller {
  return {
    async begin({ lookup: key, channel, thread, requestedBy: asker }, term, state) {
      const content = seriesProgress(state);
      const root =
        thread === undefined
          ? await messenger.open(key, { channel, content, urgency: 'answer' })
          : await messenger.reply(key, { channel, ts: thread }, content, 'answer');
      const edits = messenger.edits(root);

      async function pictured(draw: () => Promise<SharedFile | undefined>) {
        const drawn = await draw();
        return drawn && messenger.picture(`${key}:picture`, drawn);
      }

      return {
        show: (now) => edits.show(seriesProgress(now), { state: 'running', term }),
        async end(report, draw) {
          const told = seriesRoot(report);
          const standing = { state: 'told', term } as const;
          edits.show(told, standing);
          const ending = await edits.flush();
          if (ending.kind === 'overtaken') return;
          if (ending.kind === 'untold')
            await late.keep({ key, how: { kind: 'edit', of: root, standing }, content: told, asker }, ending.why);
          const reply = seriesReply(report);
          if (!reply) return;
          const picture = await pictured(draw);
          const to = { channel: root.channel, ts: thread ?? root.ts };
          const whole = { ...reply, ...(picture && { picture }) };
          await late.tell({ key: `${key}:reply`, how: { kind: 'reply', to }, content: whole, asker });
        },
      };
    },
  };
}
