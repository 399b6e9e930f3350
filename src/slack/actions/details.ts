import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import { detailsView } from '../views/details.ts';
import type { ReportOf } from './logs.ts';

/** Shows to whoever clicks all that is known of a run. */
export function detailsAction({ reportOf }: { readonly reportOf: ReportOf }): Action {
  return {
    id: 'details',
    async run({ value, respond, openModal }) {
      const report = await reportOf(value);
      if (report === undefined) return respond({ text: gone(value) });
      await openModal(detailsView(report));
    },
  };
}

function gone(investigation: string): string {
  return `The details of investigation ${inert(investigation, 60)} are no longer kept. *Run again* collects new ones.`;
}
